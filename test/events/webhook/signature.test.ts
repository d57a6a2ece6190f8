import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readKeySet } from "../../../src/events/webhook/jwks.ts";
import { verifySignature } from "../../../src/events/webhook/signature.ts";

const hex = (text: string): string => Buffer.from(text, "hex").toString("base64url");

/** RFC 6979, A.2.6: ECDSA on P-384. */
const RFC_KEY = {
  kty: "EC",
  crv: "P-384",
  x: hex("EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13"),
  y: hex("8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720"),
};

/** RFC 6979, A.2.6, with SHA-384: message, r, s. */
const RFC_SIGNATURES = [
  [
    "sample",
    "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
    "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
  ],
  [
    "test",
    "8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB",
    "DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E06A739F040649A667BF3B828246BAA5A5",
  ],
] as const;

/** RFC 6979 with SHA-256: a signature of the same key that is not ES384. */
const SHA256_SAMPLE = [
  "21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33BDE1E888E63355D92FA2B3C36D8FB2CD",
  "F3AA443FB107745BF4BD77CB3891674632068A10CA67E3D45DB2266FA7D1FEEBEFDC63ECCD1AC42EC0CB8668A4FA0AB0",
] as const;

/** SEQUENCE of two INTEGERs; both numbers above have their first bit set, so each gets a zero byte before it. */
function der(r: string, s: string): string {
  const integer = (value: string): string => {
    const padded = Number.parseInt(value.slice(0, 2), 16) > 0x7f ? `00${value}` : value;
    return `02${(padded.length / 2).toString(16).padStart(2, "0")}${padded}`;
  };
  const content = integer(r) + integer(s);
  return Buffer.from(`30${(content.length / 2).toString(16)}${content}`, "hex").toString("base64");
}

function rfcKey() {
  const key = readKeySet(JSON.stringify({ keys: [{ ...RFC_KEY, kid: "k" }] })).get("k");
  if (key === undefined) throw new Error("no key");
  return key;
}

describe("a signature", () => {
  test.each(RFC_SIGNATURES)("of %j by RFC 6979 fits, and no other body", async (message, r, s) => {
    expect(await verifySignature(Buffer.from(message), der(r, s), rfcKey())).toBe(true);
    expect(await verifySignature(Buffer.from(`${message} `), der(r, s), rfcKey())).toBe(false);
  });

  test("with SHA-256 does not fit", async () => {
    expect(await verifySignature(Buffer.from("sample"), der(...SHA256_SAMPLE), rfcKey())).toBe(false);
  });

  test.each([
    ["nothing", ""],
    ["not base64", "%%%"],
    ["r and s one after the other, as in a JWT", Buffer.alloc(96, 1).toString("base64")],
    ["a DER sequence that ends too early", Buffer.from("3066023100", "hex").toString("base64")],
    ["base64url", `${der(RFC_SIGNATURES[0][1], RFC_SIGNATURES[0][2]).replaceAll("+", "-").replaceAll("/", "_")}-`],
    ["a megabyte", "A".repeat(1024 * 1024)],
  ])("that is %s does not fit", async (_, text) => {
    expect(await verifySignature(Buffer.from("sample"), text, rfcKey())).toBe(false);
  });

  test("fits the bytes that were signed and no others, for any body", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), fc.nat(), async (body, at) => {
        const signature = sign("sha384", body, { key: privateKey, dsaEncoding: "der" }).toString("base64");
        expect(await verifySignature(body, signature, publicKey)).toBe(true);
        expect(await verifySignature(body, signature, other)).toBe(false);
        const changed = Uint8Array.from(body);
        changed[at % body.length] = (changed[at % body.length] ?? 0) ^ 1;
        expect(await verifySignature(changed, signature, publicKey)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a key set", () => {
  test.each([
    ["of another curve", { ...RFC_KEY, crv: "P-256" }],
    ["of RSA", { kty: "RSA", n: "AQAB", e: "AQAB" }],
    ["for encryption", { ...RFC_KEY, use: "enc" }],
    ["of another algorithm", { ...RFC_KEY, alg: "ES256" }],
    ["that is no point of the curve", { ...RFC_KEY, y: RFC_KEY.x }],
    ["without coordinates", { kty: "EC", crv: "P-384" }],
  ])("leaves out a key %s", (_, key) => {
    const keys = readKeySet(JSON.stringify({ keys: [{ ...key, kid: "bad" }, { ...RFC_KEY, kid: "good" }, null, 7] }));
    expect([...keys.keys()]).toEqual(["good"]);
  });

  test("leaves out a key without a kid", () => {
    expect(() => readKeySet(JSON.stringify({ keys: [RFC_KEY] }))).toThrow("no ES384 key");
  });

  test.each(["", "<html>", "[]", "{}", '{"keys":{}}', "null"])("%j is none", (text) => {
    expect(() => readKeySet(text)).toThrow("it is no JSON Web Key Set");
  });
});
