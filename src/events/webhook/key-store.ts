import type { KeyObject } from "node:crypto";
import { readKeySet } from "./jwks.ts";

/** Where keys come from. */
export interface KeyStoreOptions {
  /** Fetches the key set's text; rejects with an Error whose message is a phrase. */
  readonly load: () => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when the keys cannot be fetched, with a phrase; once until they can be again. */
  readonly onTrouble?: ((reason: string) => void) | undefined;
  readonly onRecovery?: (() => void) | undefined;
}

/** The key of an id, or why there is none: `unknown` for good, `unavailable` for now. */
export type KeyAnswer =
  | { readonly key: KeyObject }
  | { readonly lacks: "unknown" }
  | { readonly lacks: "unavailable"; readonly retryAfterMs: number };

/** A key that was withdrawn is taken no longer than this. */
const MAX_AGE_MS = 60 * 60_000;
/** Anybody can post with an id that nobody knows: that asks for the keys no oftener than this. */
const MIN_PAUSE_MS = 5000;
const PAUSE_AFTER_FAILURE_MS = 1000;

/**
 * The keys that signatures are verified with. They are kept for an hour, and fetched again for an id that is not among them.
 * While they cannot be fetched, those that are known go on to count.
 */
export class KeyStore {
  private readonly options: KeyStoreOptions;
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private loadedAt = Number.NEGATIVE_INFINITY;
  private nextAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<boolean> | undefined;
  private isTroubled = false;

  constructor(options: KeyStoreOptions) {
    this.options = options;
  }

  /** Fetches the keys; answers whether that went well. Calls that come meanwhile share it. */
  refresh(): Promise<boolean> {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  async find(kid: string): Promise<KeyAnswer> {
    const now = this.options.now();
    const known = this.keys.get(kid);
    if (known !== undefined && now - this.loadedAt < MAX_AGE_MS) return { key: known };
    const mayAsk = this.loading !== undefined || now >= this.nextAt;
    const isFresh = mayAsk && (await this.refresh());
    const key = this.keys.get(kid);
    if (key !== undefined) return { key };
    if (isFresh) return { lacks: "unknown" };
    return { lacks: "unavailable", retryAfterMs: Math.max(0, this.nextAt - this.options.now()) };
  }

  private async load(): Promise<boolean> {
    const { load, now, onTrouble, onRecovery } = this.options;
    try {
      this.keys = readKeySet(await load());
      this.loadedAt = now();
      this.nextAt = now() + MIN_PAUSE_MS;
      if (this.isTroubled) onRecovery?.();
      this.isTroubled = false;
      return true;
    } catch (error) {
      this.nextAt = now() + PAUSE_AFTER_FAILURE_MS;
      if (!this.isTroubled) onTrouble?.(error instanceof Error ? error.message : String(error));
      this.isTroubled = true;
      return false;
    }
  }
}
