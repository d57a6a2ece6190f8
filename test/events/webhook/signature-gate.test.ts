import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { KeyStore } from "../../../src/events/webhook/key-store.ts";
import { createSignatureGate } from "../../../src/events/webhook/signature-gate.ts";

const BODY = Buffer.from('{"a": 1}\n');
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
const other = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;

const signed = (kid: string, key: KeyObject = privateKey, body: Uint8Array = BODY) => ({
  "x-amzn-signature": sign("sha384", body, { key, dsaEncoding: "der" }).toString("base64"),
  "x-amzn-kid": kid,
});

function keys(now: () => number = () => 0, isDown = false): KeyStore {
  const text = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k" }] });
  return new KeyStore({ now, load: () => (isDown ? Promise.reject(new Error("down")) : Promise.resolve(text)) });
}

const MISSING = "The header x-amzn-signature is missing.";
const HALF = "x-amzn-signature and x-amzn-kid belong together: one of them is missing.";
const WRONG = "x-amzn-signature does not fit the body and the key.";

describe.each(["required", "optional"] as const)("%s", (mode) => {
  test.each([
    ["the right key", signed("k"), "verified"],
    ["another key under its name", signed("k", other), WRONG],
    ["the right key, over another body", signed("k", privateKey, Buffer.from('{"a":1}')), WRONG],
    ["a key that nobody knows", signed("nope"), "x-amzn-kid names a key that is not in the key set."],
    ["no key named", { "x-amzn-signature": "AAAA" }, HALF],
    ["a key named and no signature", { "x-amzn-kid": "k" }, HALF],
    ["nothing", {}, mode === "required" ? MISSING : "absent"],
  ])("%s", async (_, headers, expected) => {
    const verdict = await createSignatureGate(mode, keys()).judge(headers, BODY);
    if (typeof verdict === "string") expect(verdict).toBe(expected);
    else expect(verdict).toEqual({ status: 401, reason: expected });
  });

  test("what the headers tell is told before the body is read", () => {
    const gate = createSignatureGate(mode, keys());
    expect(gate.glance({ "x-amzn-kid": "k" })).toEqual({ status: 401, reason: HALF });
    expect(gate.glance({})?.status).toBe(mode === "required" ? 401 : undefined);
    expect(gate.glance(signed("nope"))).toBeUndefined();
  });

  test("keys that cannot be had, or were just asked for, are no fault of the sender", async () => {
    const down = await createSignatureGate(mode, keys(undefined, true)).judge(signed("k"), BODY);
    expect(down).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    const gate = createSignatureGate(mode, keys());
    expect(await gate.judge(signed("k"), BODY)).toBe("verified");
    expect(await gate.judge(signed("new"), BODY)).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
  });
});

test("off: nobody looks", async () => {
  const gate = createSignatureGate("off", undefined);
  expect(await gate.judge(signed("k", other), BODY)).toBe("unchecked");
  expect(gate.glance({})).toBeUndefined();
});
