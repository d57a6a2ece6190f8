import type { JsonWebKey } from "node:crypto";
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { SETTINGS } from "./domain/entities.ts";
import type { Store } from "./store/store.ts";

/** A signature over a body, for the headers `x-amzn-signature` and `x-amzn-kid`. */
export interface Signature {
  /** ECDSA over P-384 with SHA-384, DER, base64. */
  readonly signature: string;
  readonly kid: string;
}

/** What `GET /_emulator/keys` shows of a key. */
export interface KeyStatus {
  readonly kid: string;
  readonly current: boolean;
  /** Until when it is listed, ISO 8601; null for the current one. */
  readonly listedUntil: string | null;
}

const SIGNING_KEYS = "signingKeys";

/** How long a key that signs no more is still listed. */
const LISTED_MS = 24 * 60 * 60_000;

interface StoredKeys {
  readonly current: { readonly kid: string; readonly privateKey: string };
  /** Only their public halves are kept. */
  readonly retired: readonly { readonly kid: string; readonly jwk: JsonWebKey; readonly listedUntil: number }[];
}

/** The emulator's ES384 keys: one signs webhooks, older ones stay listed for a day. They are made on first use and stored. */
export class SigningKeys {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Signs a body to the byte. */
  readonly sign = (body: string): Signature => {
    const { current } = this.#keys();
    const key = createPrivateKey(current.privateKey);
    const signature = sign("sha384", Buffer.from(body), { key, dsaEncoding: "der" });
    return { signature: signature.toString("base64"), kid: current.kid };
  };

  /** The public keys, as `GET /jwks.json` answers them: the current one first. */
  published(): { readonly keys: readonly JsonWebKey[] } {
    const { current, retired } = this.#keys();
    const all = [{ kid: current.kid, jwk: publicHalf(current.privateKey) }, ...retired];
    return { keys: all.map(({ kid, jwk }) => ({ ...jwk, kid, alg: "ES384", use: "sig" })) };
  }

  list(): readonly KeyStatus[] {
    const { current, retired } = this.#keys();
    return [
      { kid: current.kid, current: true, listedUntil: null },
      ...retired.map(({ kid, listedUntil }) => ({
        kid,
        current: false,
        listedUntil: new Date(listedUntil).toISOString(),
      })),
    ];
  }

  /** Makes a new key, which signs from now on. */
  rotate(): void {
    const { current, retired } = this.#keys();
    const old = { kid: current.kid, jwk: publicHalf(current.privateKey), listedUntil: this.#now() + LISTED_MS };
    this.#save({ current: newKey(), retired: [old, ...retired] });
  }

  #keys(): StoredKeys {
    const stored = this.#store.get(SETTINGS, SIGNING_KEYS);
    if (typeof stored !== "string") return this.#save({ current: newKey(), retired: [] });
    // The settings are the emulator's own, and no import changes them.
    const keys = JSON.parse(stored) as StoredKeys;
    return { ...keys, retired: keys.retired.filter(({ listedUntil }) => listedUntil > this.#now()) };
  }

  #save(keys: StoredKeys): StoredKeys {
    this.#store.transaction((tx) => tx.put(SETTINGS, SIGNING_KEYS, JSON.stringify(keys)));
    return keys;
  }
}

function newKey(): StoredKeys["current"] {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  return { kid: randomUUID(), privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

function publicHalf(privateKey: string): JsonWebKey {
  return createPublicKey(createPrivateKey(privateKey)).export({ format: "jwk" });
}
