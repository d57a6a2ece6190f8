import { createPublicKey, type KeyObject } from "node:crypto";
import { isJsonObject } from "../../model/json-object.ts";

/** More keys than this are a mistake or an attack. */
const MOST_KEYS = 100;

/**
 * Reads a JSON Web Key Set (RFC 7517): the keys of ES384 (RFC 7518) by their `kid`. Keys of other kinds are left out.
 * @throws {Error} whose message is a phrase, if it is no key set, or has no such key.
 */
export function readKeySet(text: string): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const entry of entriesOf(text).slice(0, MOST_KEYS)) {
    const { kid } = isJsonObject(entry) ? entry : {};
    const key = typeof kid === "string" ? readKey(entry) : undefined;
    if (typeof kid === "string" && key !== undefined) keys.set(kid, key);
  }
  if (keys.size === 0) throw new Error("it holds no ES384 key");
  return keys;
}

function entriesOf(text: string): readonly unknown[] {
  try {
    const set: unknown = JSON.parse(text);
    if (isJsonObject(set) && Array.isArray(set.keys)) return set.keys;
  } catch {
    // Said below.
  }
  throw new Error("it is no JSON Web Key Set");
}

function readKey(entry: unknown): KeyObject | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { kty, crv, x, y, alg = "ES384", use = "sig" } = entry;
  if (kty !== "EC" || crv !== "P-384" || alg !== "ES384" || use !== "sig") return undefined;
  if (typeof x !== "string" || typeof y !== "string") return undefined;
  try {
    return createPublicKey({ format: "jwk", key: { kty, crv, x, y } });
  } catch {
    // No point of the curve.
    return undefined;
  }
}
