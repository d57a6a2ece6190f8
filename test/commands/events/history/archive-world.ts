import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Archive, openArchive } from "../../../../src/events/archive.ts";
import { readEnvelope } from "../../../../src/events/envelope.ts";
import { type Answered, askBwp, type CliResult, type HostOptions, runBwp } from "../../../support/host.ts";

/** Noon of a day in the documentation's examples. */
export const NOON = Date.UTC(2025, 0, 31, 12);

/** An archive in bwp's own data folder, and bwp calls that see it. */
export interface ArchiveWorld {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Opens a writer whose files are begun at that time. */
  writer(begunAt?: number, pid?: number): Promise<Archive>;
  /** Writes messages, a second apart, with a writer of their own. */
  write(bodies: readonly (string | Uint8Array)[], options?: { from?: number; ids?: string }): Promise<void>;
  bwp(argv: readonly string[], options?: HostOptions): Promise<CliResult>;
  /** Runs bwp on a terminal, and answers its questions. */
  asked(argv: readonly string[], answers: readonly Answered[]): Promise<CliResult>;
  // biome-ignore lint/suspicious/noExplicitAny: records are JSON of every shape
  records(argv: readonly string[]): Promise<any[]>;
}

export const entry = (body: string | Uint8Array, messageId: string, receivedAt: number) => ({
  queue: "http://127.0.0.1/000000000000/bwp-shop",
  messageId,
  receiveCount: 1,
  receivedAt,
  event: readEnvelope(body),
});

export function startArchiveWorld(): ArchiveWorld {
  const root = mkdtempSync(join(tmpdir(), "bwp-history-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "data", "events");
  const env = { BWP_STATE_DIR: root };
  const bwp: ArchiveWorld["bwp"] = (argv, more = {}) => runBwp(argv, { ...more, env: { ...env, ...more.env } });
  const writer: ArchiveWorld["writer"] = (begunAt = NOON, pid = process.pid) =>
    openArchive({ folder, now: () => begunAt, pid });
  return {
    folder,
    env,
    writer,
    async write(bodies, { from = NOON, ids = "m" } = {}) {
      const archive = await writer(from);
      await archive.append(bodies.map((body, at) => entry(body, `${ids}${at}`, from + at * 1000)));
      await archive.close();
    },
    bwp,
    asked: (argv, answers) => askBwp(argv, answers, env),
    async records(argv) {
      const { code, stdout, stderr } = await bwp([...argv, "-o", "ndjson"]);
      if (code !== 0) throw new Error(stderr);
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
  };
}
