import type { JsonWebKey } from "node:crypto";
import { createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { SETTINGS } from "./domain/entities.ts";
import type { Store } from "./store/store.ts";

const SIGNING_KEY = "signingKey";

/** The public half of the emulator's ES384 key, as `GET /jwks.json` answers it; the key is made on first use and stored. */
export function publicKeys(store: Store): { keys: readonly JsonWebKey[] } {
  const { kid, key } = signingKey(store);
  const jwk = createPublicKey({ key, format: "pem" }).export({ format: "jwk" });
  return { keys: [{ ...jwk, kid, alg: "ES384", use: "sig" }] };
}

function signingKey(store: Store): { kid: string; key: string } {
  const stored = store.get(SETTINGS, SIGNING_KEY);
  if (typeof stored === "string") {
    const [kid = "", key = ""] = stored.split("\n\n");
    return { kid, key };
  }
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const kid = randomUUID();
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  store.transaction((tx) => tx.put(SETTINGS, SIGNING_KEY, `${kid}\n\n${key}`));
  return { kid, key };
}
