import { dirname } from "node:path";
import { isJsonObject } from "../model/json-object.ts";
import { isLoopbackUrl } from "./api-url.ts";
import type { ApiCredentials } from "./credentials.ts";
import { parseJsonFile } from "./json-file.ts";
import { ensurePrivateFolder, readPrivateFile, removeFile, writePrivateFile } from "./private-files.ts";
import { isProcessAlive } from "./process-alive.ts";

/** What a running emulator tells other calls of `bwp`. */
export interface EmulatorState {
  readonly pid: number;
  /** Base address, for example `http://127.0.0.1:4300`; API and AWS endpoints are all there. */
  readonly url: string;
  readonly port: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Absent for one that keeps everything in memory. */
  readonly dataDir?: string;
  /** AWS region of its queues and event sources. */
  readonly region?: string;
  readonly credentials: ApiCredentials;
}

/** The state file of the emulator of this user (0600). */
export interface EmulatorStateFile {
  readonly file: string;
  /** @throws {FileError} */
  write(state: EmulatorState): Promise<void>;
  /**
   * What the file says, whether or not that emulator still runs; undefined if there is no file or it is no such state.
   * @throws {FileError} when it cannot be read.
   */
  read(): Promise<EmulatorState | undefined>;
  /**
   * The emulator that runs now: its process lives and its port answers within 500 ms. The state of a dead one is stale and
   * counts as none.
   * @throws {FileError} when the file cannot be read.
   */
  running(): Promise<EmulatorState | undefined>;
  /**
   * The same, without asking the port: enough for a call that goes to it anyway, and finds out.
   * @throws {FileError} when the file cannot be read.
   */
  presumed(): Promise<EmulatorState | undefined>;
  /** Removes the file if it is that process's own; true if it was. @throws {FileError} */
  remove(pid: number): Promise<boolean>;
}

const PROBE_MS = 500;

/** Opens the state file; nothing is read before it is asked for. */
export function openEmulatorState(file: string): EmulatorStateFile {
  const read = async (): Promise<EmulatorState | undefined> => {
    const text = await readPrivateFile(file);
    if (text === undefined) return undefined;
    try {
      return readState(parseJsonFile(text, file));
    } catch {
      return undefined;
    }
  };
  return {
    file,
    read,
    async write(state) {
      await ensurePrivateFolder(dirname(file));
      await writePrivateFile(file, `${JSON.stringify(state, undefined, 2)}\n`, { durable: false });
    },
    async running() {
      const state = await read();
      return state !== undefined && isProcessAlive(state.pid) && (await isListening(state)) ? state : undefined;
    },
    async presumed() {
      const state = await read();
      return state !== undefined && isProcessAlive(state.pid) ? state : undefined;
    },
    async remove(pid) {
      return (await read())?.pid === pid && (await removeFile(file));
    },
  };
}

/** A state that leads away from this machine is none: it would send requests to a stranger. */
function readState(value: unknown): EmulatorState | undefined {
  if (!isJsonObject(value)) return undefined;
  const { pid, url, port, startedAt, dataDir, region } = value;
  const credentials = readCredentials(value.credentials);
  if (typeof pid !== "number" || typeof port !== "number" || typeof startedAt !== "string") return undefined;
  if (typeof url !== "string" || !isLoopbackUrl(url) || credentials === undefined) return undefined;
  return {
    pid,
    url: url.replace(/\/+$/, ""),
    port,
    startedAt,
    ...(typeof dataDir === "string" ? { dataDir } : {}),
    ...(typeof region === "string" ? { region } : {}),
    credentials,
  };
}

function readCredentials(value: unknown): ApiCredentials | undefined {
  if (!isJsonObject(value)) return undefined;
  const { clientId, clientSecret, targetId, accessKey } = value;
  if (typeof clientId !== "string" || typeof clientSecret !== "string" || typeof targetId !== "string")
    return undefined;
  return { clientId, clientSecret, targetId, ...(typeof accessKey === "string" ? { accessKey } : {}) };
}

/** A pid is reused sooner or later; an open port beside it makes a mix-up unlikely. */
async function isListening({ url, port }: EmulatorState): Promise<boolean> {
  const { connect } = await import("node:net");
  return new Promise((resolve) => {
    const socket = connect({ port, host: new URL(url).hostname.replace(/^\[|\]$/g, "") });
    const finish = (answers: boolean) => () => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(PROBE_MS, finish(false));
    socket.once("connect", finish(true));
    socket.once("error", finish(false));
  });
}
