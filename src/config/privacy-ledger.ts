import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { FileError } from "../errors.ts";
import { isJsonObject } from "../model/json-object.ts";
import { CLIENT_TOKEN, DAY_MS, maskEmail, PRIVACY_TASK_KINDS, type PrivacyTaskKind } from "../model/privacy.ts";
import { withLock } from "./file-lock.ts";
import { parseJsonFile } from "./json-file.ts";
import { ensurePrivateFolder, readPrivateFile, sweepTemporaries, writePrivateFile } from "./private-files.ts";

/** The account that a request belongs to: tasks of one are unknown to the others. */
export interface LedgerAccount {
  readonly apiUrl: string;
  readonly targetId: string;
}

/** A privacy request, as it will be sent. */
export interface PrivacyRequest extends LedgerAccount {
  readonly profile: string;
  readonly kind: PrivacyTaskKind;
  readonly email: string;
  readonly holdingPeriod?: number | undefined;
  readonly reason?: string | undefined;
}

/**
 * What is remembered of a request. The API cannot list tasks, so it is the task id that counts; of the shopper only the
 * masked address is kept.
 */
export interface LedgerEntry extends LedgerAccount {
  readonly id: string;
  readonly profile: string;
  readonly kind: PrivacyTaskKind;
  /** Masked. */
  readonly email: string;
  readonly holdingPeriod?: number | undefined;
  /** ISO 8601. */
  readonly requestedAt: string;
  /** Absent until the answer came. */
  readonly taskId?: string | undefined;
  /** The last state that was seen, in the API's words; CANCELLED and GONE are ours. */
  readonly seen?: { readonly status: string; readonly at: string } | undefined;
  /** How to recognise and to repeat the request, for as long as its client token lives. */
  readonly repetition?: { readonly clientToken: string; readonly fingerprint: string } | undefined;
}

/** A request that is about to be sent, and whether it was unknown before. */
export interface BegunRequest {
  readonly entry: LedgerEntry;
  readonly isNew: boolean;
}

/** The privacy requests of this user, in one file (0600) of the folder of data. */
export interface PrivacyLedger {
  readonly file: string;
  /** All requests, the newest first. @throws {FileError} */
  entries(): Promise<readonly LedgerEntry[]>;
  /** The newest request with the same content that can still be repeated with its client token. @throws {FileError} */
  earlier(request: PrivacyRequest): Promise<LedgerEntry | undefined>;
  /**
   * Remembers a request that is about to be sent; one with the same client token is the same request.
   * @throws {FileError}
   */
  begin(request: PrivacyRequest, clientToken: string): Promise<BegunRequest>;
  /** Writes down what became of a request. @throws {FileError} */
  settle(id: string, change: Pick<LedgerEntry, "taskId"> | Pick<LedgerEntry, "seen">): Promise<void>;
  /** Forgets a request that was refused. @throws {FileError} */
  forget(id: string): Promise<void>;
}

interface Ledger {
  /** Key of the fingerprints, so that they say nothing without this file. */
  readonly key: string;
  readonly requests: readonly LedgerEntry[];
}

const LOCK = { waitMs: 15_000, staleMs: 10_000 };
/** The longest life of a task is 210 days; after a year nobody asks for it any more. */
const KEPT_MS = 365 * DAY_MS;

/**
 * Opens the ledger; nothing is read before it is asked for.
 * @param now milliseconds since 1970.
 */
export function openPrivacyLedger(file: string, now: () => number): PrivacyLedger {
  const read = async (): Promise<Ledger> => {
    const text = await readPrivateFile(file);
    return text === undefined
      ? { key: randomBytes(32).toString("hex"), requests: [] }
      : readLedger(parseJsonFile(text, file), file);
  };
  const update = async <T>(change: (ledger: Ledger) => readonly [readonly LedgerEntry[], T]): Promise<T> => {
    await ensurePrivateFolder(dirname(file));
    return withLock(`${file}.lock`, LOCK, async () => {
      const ledger = await read();
      const [requests, result] = change(ledger);
      await sweepTemporaries(file);
      const content = { version: 1, key: ledger.key, requests: requests.flatMap((entry) => aged(entry, now())) };
      await writePrivateFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
      return result;
    });
  };
  return {
    file,
    async entries() {
      return (await read()).requests.toReversed();
    },
    async earlier(request) {
      const { key, requests } = await read();
      const fingerprint = fingerprintOf(request, key);
      return requests.findLast((entry) => entry.repetition?.fingerprint === fingerprint && isRepeatable(entry, now()));
    },
    begin: (request, clientToken) =>
      update<BegunRequest>(({ key, requests }) => {
        const known = requests.find(
          (entry) => entry.repetition?.clientToken === clientToken && entry.kind === request.kind,
        );
        if (known !== undefined && isRepeatable(known, now())) return [requests, { entry: known, isNew: false }];
        const { profile, kind, apiUrl, targetId, holdingPeriod, email } = request;
        const entry: LedgerEntry = {
          id: randomUUID(),
          profile,
          kind,
          apiUrl,
          targetId,
          email: maskEmail(email),
          holdingPeriod,
          requestedAt: new Date(now()).toISOString(),
          repetition: { clientToken, fingerprint: fingerprintOf(request, key) },
        };
        return [[...requests, entry], { entry, isNew: true }];
      }),
    settle: (id, change) =>
      update(({ requests }) => [
        requests.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
        undefined,
      ]),
    forget: (id) => update(({ requests }) => [requests.filter((entry) => entry.id !== id), undefined]),
  };
}

/** True if both are about the same account. */
export function isOfAccount(entry: LedgerEntry, { apiUrl, targetId }: LedgerAccount): boolean {
  return entry.apiUrl === apiUrl && entry.targetId === targetId;
}

function isRepeatable(entry: LedgerEntry, now: number): boolean {
  return entry.repetition !== undefined && now < Date.parse(entry.requestedAt) + CLIENT_TOKEN.lifeMs;
}

/** The entry without what it is no longer needed for; none after a year. */
function aged(entry: LedgerEntry, now: number): readonly LedgerEntry[] {
  if (now > Date.parse(entry.requestedAt) + KEPT_MS) return [];
  if (isRepeatable(entry, now)) return [entry];
  const { repetition: _, ...rest } = entry;
  return [rest];
}

function fingerprintOf(request: PrivacyRequest, key: string): string {
  const { apiUrl, targetId, kind, email, holdingPeriod, reason } = request;
  const text = JSON.stringify([apiUrl, targetId, kind, email, holdingPeriod ?? null, reason ?? null]);
  return createHmac("sha256", key).update(text).digest("hex");
}

function readLedger(value: unknown, file: string): Ledger {
  const { key, requests } = isJsonObject(value) ? value : {};
  if (typeof key === "string" && Array.isArray(requests) && requests.every(isEntry)) return { key, requests };
  throw new FileError(`${file} is broken: it does not hold privacy requests as bwp writes them.`, {
    code: "broken_file",
    suggestion:
      "It holds the ids of your privacy tasks, which the API cannot list: correct it, or move it away to begin anew.",
  });
}

function isEntry(value: unknown): value is LedgerEntry {
  if (!isJsonObject(value)) return false;
  const texts = [value.id, value.profile, value.apiUrl, value.targetId, value.email, value.requestedAt];
  return texts.every((text) => typeof text === "string") && PRIVACY_TASK_KINDS.some((kind) => kind === value.kind);
}
