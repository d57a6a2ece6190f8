import { expect, test } from "vitest";
import { Signer } from "../../src/aws/sigv4.ts";

/** Keys, time and requests of the Signature Version 4 test suite that AWS publishes. */
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0);

test.each([
  ["GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  ["POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
])("%s of the test suite (get-vanilla, post-vanilla)", (method, signature) => {
  const signer = new Signer("us-east-1", "service");
  const request = { method, headers: { host: "example.amazonaws.com" }, body: "" };
  for (let round = 0; round < 2; round += 1) {
    expect(signer.sign(request, credentials, NOW)).toEqual({
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        `SignedHeaders=host;x-amz-date, Signature=${signature}`,
    });
  }
});

test("a session token is sent and signed; another day or key gives another signature", () => {
  const signer = new Signer("us-east-1", "sqs");
  const request = { method: "POST", headers: { host: "h" }, body: "{}" };
  const plain = signer.sign(request, credentials, NOW);
  const session = signer.sign(request, { ...credentials, sessionToken: "token" }, NOW);
  expect(session).toMatchObject({ "x-amz-security-token": "token" });
  expect(session.authorization).toMatch(/SignedHeaders=[^,]*host;x-amz-date;x-amz-security-token,/);
  const others = [
    signer.sign(request, credentials, NOW + 86_400_000),
    signer.sign(request, { ...credentials, secretAccessKey: "other" }, NOW),
    signer.sign({ ...request, body: "{ }" }, credentials, NOW),
  ];
  const signatures = [plain, session, ...others].map(({ authorization }) => authorization?.split("Signature=")[1]);
  expect(new Set(signatures).size).toBe(5);
  expect(signer.sign(request, credentials, NOW)).toEqual(plain);
});
