import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeBody, sha256Of } from "../../src/events/archive-record.ts";
import { eventText } from "../events/messages.ts";
import { BUILT, Sandbox } from "../support/built.ts";

const EVENTS = 100_000;
const BYTES = Buffer.from([0x7b, 0xff, 0x00, 0x0a, 0x7d]);

function line(body: string | Uint8Array, at: number): string {
  const receivedAt = new Date(Date.UTC(2025, 0, 31) + at * 1000).toISOString();
  const sha256 = sha256Of(body);
  const head = { receivedAt, queue: "q", messageId: `m${at}`, receiveCount: 1, sha256, keys: [`sha256:${sha256}`] };
  return `${JSON.stringify({ ...head, ...encodeBody(body) })}\n`;
}

describe("a large archive", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
    const folder = join(sandbox.folder, "state", "data", "events");
    mkdirSync(folder, { recursive: true });
    const half = EVENTS / 2;
    const lines = (from: number) =>
      Array.from({ length: half }, (_, at) => line(eventText(from + at), from + at)).join("");
    writeFileSync(join(folder, "2025-01-31T00-00-00.000Z.1.00000001.ndjson"), lines(0));
    const rest = lines(half) + line(BYTES, EVENTS);
    writeFileSync(join(folder, "2025-01-31T13-53-20.000Z.1.00000002.ndjson"), rest);
  }, 180_000);
  afterAll(() => sandbox.close());

  /** With a heap that holds a small part of the archive. */
  const bwp = (...words: string[]) =>
    spawnSync(process.execPath, ["--max-old-space-size=48", BUILT, "events", ...words], {
      env: sandbox.env,
      maxBuffer: 512 * 1024 * 1024,
    });

  it("is counted and listed in flat memory", () => {
    const stats = bwp("history", "stats", "--json");
    expect([stats.status, JSON.parse(stats.stdout.toString())]).toMatchObject([0, { events: EVENTS + 1, unknown: 1 }]);
    const listed = bwp("history", "list", "--all", "-o", "ndjson", "--query", "messageId");
    const ids = listed.stdout.toString().trim().split("\n");
    expect([listed.status, ids.length, ids[0], ids.at(-1)]).toEqual([0, EVENTS + 1, '"m0"', `"m${EVENTS}"`]);
  }, 300_000);

  it("gives back the bytes of a message, whatever they are", () => {
    expect(bwp("history", "show", `m${EVENTS}`, "--raw").stdout).toEqual(BYTES);
  });

  it("is replayed in flat memory, and a reader that goes away is no error", () => {
    const replayed = bwp("replay", "--all", "--exec", "true", "--dry-run", "-o", "ndjson", "--query", "messageId");
    expect(replayed.stderr.toString()).toContain(`${EVENTS + 1} events would be sent`);
    const head = spawnSync(
      "bash",
      ["-c", `"${process.execPath}" "${BUILT}" events history list --all -o ndjson | head -1`],
      {
        env: sandbox.env,
      },
    );
    expect([head.stdout.toString().trim().split("\n").length, head.stderr.toString()]).toEqual([1, ""]);
  }, 300_000);
});
