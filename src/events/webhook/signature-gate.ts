import type { IncomingHttpHeaders } from "node:http";
import type { KeyStore } from "./key-store.ts";
import { busy, type Refusal } from "./refusal.ts";
import { verifySignature } from "./signature.ts";

/** When a post must be signed. Whatever the mode, a signature that is there must fit, unless it is `off`. */
export const SIGNATURE_MODES = ["required", "optional", "off"] as const;

export type SignatureMode = (typeof SIGNATURE_MODES)[number];

/** What is known of a post that was taken. */
export type SignatureState = "verified" | "absent" | "unchecked";

/** Decides by its signature whether a post is taken. */
export interface SignatureGate {
  /** What can be told before the body is read. */
  glance(headers: IncomingHttpHeaders): Refusal | undefined;
  judge(headers: IncomingHttpHeaders, body: Uint8Array): Promise<SignatureState | Refusal>;
}

const SIGNATURE = "x-amzn-signature";
const KID = "x-amzn-kid";

/** Makes a gate. `keys` may be undefined if the mode is `off`. */
export function createSignatureGate(mode: SignatureMode, keys: KeyStore | undefined): SignatureGate {
  if (mode === "off" || keys === undefined) {
    return { glance: () => undefined, judge: () => Promise.resolve("unchecked") };
  }
  const glance = (headers: IncomingHttpHeaders): Refusal | undefined => {
    const hasSignature = headers[SIGNATURE] !== undefined;
    if (hasSignature === (headers[KID] !== undefined)) {
      return hasSignature || mode === "optional" ? undefined : refusal(`The header ${SIGNATURE} is missing.`);
    }
    return refusal(`${SIGNATURE} and ${KID} belong together: one of them is missing.`);
  };
  return {
    glance,
    async judge(headers, body) {
      const early = glance(headers);
      if (early !== undefined) return early;
      const { [SIGNATURE]: signature, [KID]: kid } = headers;
      if (typeof signature !== "string" || typeof kid !== "string") return "absent";
      const answer = await keys.find(kid);
      if ("key" in answer) {
        const fits = await verifySignature(body, signature, answer.key);
        return fits ? "verified" : refusal(`${SIGNATURE} does not fit the body and the key.`);
      }
      if (answer.lacks === "unknown") return refusal(`${KID} names a key that is not in the key set.`);
      return busy(`${KID} names an unknown key, and the key set cannot be asked just now.`, answer.retryAfterMs);
    },
  };
}

function refusal(reason: string): Refusal {
  return { status: 401, reason };
}
