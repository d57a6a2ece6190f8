import { type KeyObject, verify } from "node:crypto";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** A DER signature of P-384 takes 104 bytes at most, which is so many characters. */
const LONGEST = 140;

/**
 * True if a key made the signature of a body: `x-amzn-signature` is base64 of a DER signature, ECDSA over P-384 with SHA-384
 * over the body to the byte.
 */
export function verifySignature(body: Uint8Array, signature: string, key: KeyObject): Promise<boolean> {
  if (signature.length > LONGEST || !BASE64.test(signature)) return Promise.resolve(false);
  const der = Buffer.from(signature, "base64");
  return new Promise((resolve) => {
    // With a callback it runs beside the main thread, where it would take a millisecond of every post.
    verify("sha384", body, { key, dsaEncoding: "der" }, der, (error, fits) => resolve(error === null && fits));
  });
}
