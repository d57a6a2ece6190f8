import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeCredentials,
  credentialsFromEnvironment,
  type PartialCredentials,
  parseCredentials,
} from "../../src/config/credentials.ts";
import { everythingIn } from "./support.ts";

const ALL = { clientId: "id-1", clientSecret: "s=cr,et;", targetId: "bp-1", accessKey: "key/1+=" };

describe("parseCredentials", () => {
  it.each([
    ["JSON", JSON.stringify(ALL)],
    ["snake case", '{"client_id":"id-1","client_secret":"s=cr,et;","target_id":"bp-1","access_key":"key/1+="}'],
    ["capitals", '{"ClientId":"id-1","ClientSecret":"s=cr,et;","TargetId":"bp-1","ApiAccessKey":"key/1+="}'],
    ["words", '{"Client ID":"id-1","Client secret":"s=cr,et;","Target ID":"bp-1","x-api-access-key":"key/1+="}'],
    ["nested JSON with more in it", JSON.stringify({ name: "svc", created: 5, credentials: [{ ...ALL, x: null }] })],
    ["a byte order mark", `\uFEFF${JSON.stringify(ALL)}`],
    [
      "env lines",
      "# mine\r\nexport BWP_CLIENT_ID=id-1\r\nBWP_CLIENT_SECRET='s=cr,et;'\r\nBWP_TARGET_ID=\"bp-1\"\r\nBWP_ACCESS_KEY=key/1+=\r\n",
    ],
    ["lines with colons", "Client ID: id-1\nClient secret: s=cr,et;\nTargetId: bp-1\nx-api-access-key: key/1+=\n"],
    [
      "an INI file",
      "[default]\nclient_id = id-1\nclient_secret = s=cr,et;\ntarget_id = bp-1\napi_access_key = key/1+=\n",
    ],
    ["CSV", '"Client ID","Client secret",TargetId,Access key,Name\nid-1,"s=cr,et;",bp-1,key/1+=,"a ""b"""\n'],
    ["CSV with tabs", "Client ID\tClient secret\tTargetId\tAccess key\nid-1\ts=cr,et;\tbp-1\tkey/1+=\n"],
    ["CSV downwards", 'Key,Value\nClient ID,id-1\nClient secret,"s=cr,et;"\nTargetId,bp-1\nAccess key,key/1+=\n'],
  ])("reads %s", (_, text) => {
    expect(parseCredentials(text, "the file")).toEqual(ALL);
  });

  it("takes what is there", () => {
    expect(parseCredentials("client_id=id-1\ntarget_id=\n", "the file")).toEqual({ clientId: "id-1" });
    expect(parseCredentials("clientId,abc\nclientSecret,def\n", "f")).toEqual({ clientId: "abc", clientSecret: "def" });
  });

  it.each(["", "hello", "{}", "[]", "null", '"x"', "a,b\n1,2", "hunter2"])("says that %j holds none", (text) => {
    expect(() => parseCredentials(text, "creds.json")).toThrow(
      expect.objectContaining({ type: "usage", code: "no_credentials", message: "creds.json holds no credentials." }),
    );
  });

  it("refuses two sets in one file, and line ends in a value, without quoting values", () => {
    const two = "Client ID,Client secret\nid-1,hunter2\nid-2,hunter3\n";
    const split = '{"clientId":"id-1\\r\\nX-Evil: hunter2"}';
    for (const [text, code] of [
      [two, "ambiguous_credentials"],
      [split, "invalid_credential"],
    ] as const) {
      try {
        parseCredentials(text, "creds");
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ type: "usage", code });
        expect(everythingIn(error)).not.toContain("hunter");
      }
    }
  });

  const credential = fc.stringMatching(/^[!-~]{1,60}$/);
  const spelling = (words: string): fc.Arbitrary<string> =>
    fc.constantFrom(
      words.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
      words.replaceAll(" ", "_"),
      words.replaceAll(" ", "-"),
      words.toUpperCase().replaceAll(" ", "_"),
      words,
    );

  it("reads any visible values under any spelling from JSON", () => {
    fc.assert(
      fc.property(
        credential,
        credential,
        credential,
        spelling("client id"),
        spelling("client secret"),
        spelling("target id"),
        (id, secret, target, a, b, c) => {
          const text = JSON.stringify({ [a]: id, [b]: secret, [c]: target });
          expect(parseCredentials(text, "f")).toEqual({ clientId: id, clientSecret: secret, targetId: target });
        },
      ),
    );
  });

  it("reads any visible values from quoted CSV", () => {
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(credential, credential, spelling("client id"), spelling("client secret"), (id, secret, a, b) => {
        const text = `${cell(a)},${cell(b)}\n${cell(id)},${cell(secret)}\n`;
        fc.pre(!/^[#;]|^\/\//.test(text));
        expect(parseCredentials(text, "f")).toEqual({ clientId: id, clientSecret: secret });
      }),
    );
  });

  it("answers any text with credentials or a usage error that does not quote it", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((text) => `clientSecret=${text}`),
        ),
        (text) => {
          try {
            expect(Object.keys(parseCredentials(text, "f")).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ type: "usage" });
          }
        },
      ),
    );
  });
});

describe("credentialsFromEnvironment", () => {
  it("reads the four variables; empty ones are not set", () => {
    const env = { BWP_CLIENT_ID: "id-1", BWP_CLIENT_SECRET: " s ", BWP_TARGET_ID: "", BWP_ACCESS_KEY: "k" };
    expect(credentialsFromEnvironment(env)).toEqual({ clientId: "id-1", clientSecret: "s", accessKey: "k" });
  });

  it("refuses characters that would break a header, naming the variable only", () => {
    const attempt = () => credentialsFromEnvironment({ BWP_CLIENT_SECRET: "hunter2\nX: y" });
    expect(attempt).toThrow(/^BWP_CLIENT_SECRET holds/);
    expect(attempt).not.toThrow(/hunter2/);
  });
});

describe("completeCredentials", () => {
  it("puts sources together, the first ones win", () => {
    const flags: PartialCredentials = { targetId: "bp-flag" };
    expect(completeCredentials(flags, ALL)).toEqual({ ...ALL, targetId: "bp-flag" });
    const { accessKey: _, ...three } = ALL;
    expect(completeCredentials(three)).toEqual(three);
  });

  it("names all that is missing at once, and how to give it", () => {
    expect(() => completeCredentials({ clientId: "id-1" }, {})).toThrow(
      expect.objectContaining({
        type: "usage",
        code: "incomplete_credentials",
        message: "Credentials are incomplete: client secret, target id missing.",
        findings: [expect.stringContaining("BWP_CLIENT_SECRET"), expect.stringContaining("BWP_TARGET_ID")],
      }),
    );
  });
});
