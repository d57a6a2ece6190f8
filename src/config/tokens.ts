import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { FileError, isSystemError } from "../errors.ts";
import { isJsonObject } from "../model/json-object.ts";
import { withLock } from "./file-lock.ts";
import { ensurePrivateFolder, readPrivateFile, removeFile, writePrivateFile } from "./private-files.ts";

/** An access token of the API. It lives 15 minutes (page: authenticate). */
export interface CachedToken {
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The token of one profile, shared by all processes of the user. A cache that cannot be used never fails a call. */
export interface SharedTokenCache {
  /** The token, unless it expires within 15 seconds. */
  read(): Promise<CachedToken | undefined>;
  write(token: CachedToken): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs `work` while no other process does so for the same token: look into the cache again first, for another process
   * may have fetched one meanwhile. Waits 10 s for the others at most, then runs all the same: the service gives any number
   * of tokens, and only dislikes many requests in quick succession.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** When the cached token expires, expired or not; undefined if there is none. */
  expiry(): Promise<number | undefined>;
}

/** What a token belongs to. A token fetched at one address must never be sent to another. */
export interface TokenOwner {
  readonly profile: string;
  readonly clientId: string;
  readonly apiUrl: string;
}

/** Tokens this close to their end count as expired: the margin that Amazon's own sample uses. */
export const TOKEN_MARGIN_MS = 15_000;

const LOCK = { waitMs: 10_000, staleMs: 60_000 };
const DAY_MS = 86_400_000;

/**
 * The token cache of a profile: one small file (0600) in the folder of state, whatever store the secret lies in. A
 * keychain would cost a child process a call (10 to 50 ms) to guard a secret that is worthless after 15 minutes, against
 * programs that could ask the keychain as well.
 * @param now milliseconds since 1970.
 */
export function openTokenCache(folder: string, owner: TokenOwner, now: () => number): SharedTokenCache {
  const file = join(folder, fileNameOf(owner));
  const readAny = async (): Promise<CachedToken | undefined> => {
    const text = await readPrivateFile(file).catch(() => undefined);
    return text === undefined ? undefined : readToken(text, owner);
  };
  return {
    async read() {
      const token = await readAny();
      return token !== undefined && token.expiresAt - TOKEN_MARGIN_MS > now() ? token : undefined;
    },
    async write({ accessToken, expiresAt }) {
      await ignoringFileErrors(async () => {
        await ensurePrivateFolder(folder);
        await writePrivateFile(file, JSON.stringify({ accessToken, expiresAt, ...owner }), {
          durable: false,
        });
        await sweep(folder, file);
      });
    },
    async clear() {
      await ignoringFileErrors(() => removeFile(file));
    },
    async exclusively(work) {
      const started = { yes: false };
      const run = () => {
        started.yes = true;
        return work();
      };
      try {
        await ensurePrivateFolder(folder);
        return await withLock(`${file}.lock`, LOCK, run);
      } catch (error) {
        if (started.yes || !(error instanceof FileError)) throw error;
        return run();
      }
    },
    expiry: async () => (await readAny())?.expiresAt,
  };
}

/**
 * Removes the cached tokens of a profile, at every address; for logout and new credentials.
 * @throws {FileError}
 */
export async function clearTokensOf(folder: string, profile: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(".json")) continue;
    const text = await readPrivateFile(join(folder, name));
    if (text !== undefined && ownerOf(text) === profile) await removeFile(join(folder, name));
  }
}

/** Two owners may share a file name, and then take turns: whose token it is says the file itself. */
function fileNameOf({ profile, clientId, apiUrl }: TokenOwner): string {
  let hash = 0;
  for (const character of `${profile}\n${clientId}\n${apiUrl}`) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return `token-${hash.toString(16).padStart(8, "0")}.json`;
}

function readToken(text: string, owner: TokenOwner): CachedToken | undefined {
  const value = tryJson(text);
  if (!isJsonObject(value)) return undefined;
  const { accessToken, expiresAt, profile, clientId, apiUrl } = value;
  if (profile !== owner.profile || clientId !== owner.clientId || apiUrl !== owner.apiUrl) return undefined;
  return typeof accessToken === "string" && typeof expiresAt === "number" ? { accessToken, expiresAt } : undefined;
}

function ownerOf(text: string): unknown {
  const value = tryJson(text);
  return isJsonObject(value) ? value.profile : undefined;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Removes the files of profiles and emulators that are long gone: a day older than the one just written. */
async function sweep(folder: string, written: string): Promise<void> {
  const { mtimeMs: newest } = await stat(written);
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: newest }));
    if (newest - mtimeMs > DAY_MS) await rm(join(folder, name), { force: true });
  }
}

async function ignoringFileErrors(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FileError || isSystemError(error))) throw error;
  }
}
