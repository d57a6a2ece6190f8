import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileError } from "../../src/errors.ts";
import { type Archive, openArchive, readArchive } from "../../src/events/archive.ts";
import { bodyOf } from "../../src/events/archive-record.ts";
import { readEnvelope } from "../../src/events/envelope.ts";
import { eventText } from "./messages.ts";

let root: string;
let folder: string;
let now = Date.UTC(2025, 0, 31, 12);
const DAY = 86_400_000;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bwp-archive-"));
  folder = join(root, "archive");
  now = Date.UTC(2025, 0, 31, 12);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(options: { pid?: number; maxSegmentBytes?: number; remember?: number } = {}): Promise<Archive> {
  return openArchive({ folder, now: () => now, pid: process.pid, ...options });
}

function entry(body: Uint8Array | string, messageId: string) {
  return { queue: "http://127.0.0.1/q", messageId, receiveCount: 1, receivedAt: now, event: readEnvelope(body) };
}

async function records() {
  const all = [];
  for await (const record of readArchive(folder)) all.push(record);
  return all;
}

/** One of our modules as a file that plain Node runs. */
async function bundle(name: string): Promise<string> {
  const { build } = await import("esbuild");
  const outfile = join(root, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `../../src/events/${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  return outfile;
}

/** Number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", "0"]).pid;
}

test("keeps every message byte for byte, in private files", async () => {
  const archive = await open();
  const bodies = [
    eventText(1),
    "no JSON \u001b]52;c;AAAA\u0007 \u009d \u202e",
    Buffer.from([0, 0xff, 0x0a]),
    '{"a": 1.10,\r\n "b"  :2}',
    "x".repeat(1 << 20),
    "lone \ud800 surrogate",
  ];
  await archive.append(bodies.map((body, at) => entry(body, `m${at}`)));
  await archive.close();
  const read = await records();
  expect(read.map(bodyOf)).toEqual(bodies);
  expect(read[0]).toMatchObject({
    receivedAt: "2025-01-31T12:00:00.000Z",
    queue: "http://127.0.0.1/q",
    messageId: "m0",
    receiveCount: 1,
    encoding: "utf8",
  });
  expect(read[2]?.encoding).toBe("base64");
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

const NEW = { duplicateOf: undefined, redelivered: false };
const repeats = (duplicateOf: string) => ({ duplicateOf, redelivered: false });
const AGAIN = { duplicateOf: undefined, redelivered: true };

test("marks repeats by event id, by idempotency key and by bytes, across runs", async () => {
  const first = await open();
  expect(await first.append([entry(eventText(1), "a"), entry(eventText(2), "b"), entry("junk", "c")])).toEqual([
    NEW,
    NEW,
    NEW,
  ]);
  const sameEvent = JSON.stringify({ eventDescriptor: "X", eventId: JSON.parse(eventText(1)).detail.eventId });
  const sameKey = JSON.stringify({
    eventDescriptor: "X",
    idempotencyKey: JSON.parse(eventText(2)).detail.idempotencyKey,
  });
  expect(await first.append([entry(sameEvent, "d"), entry(sameKey, "e"), entry("junk", "f")])).toEqual([
    repeats("a"),
    repeats("b"),
    repeats("c"),
  ]);
  await first.close();
  now += 1;
  const second = await open();
  expect(await second.append([entry(eventText(2), "h"), entry(eventText(3), "g")])).toEqual([repeats("b"), NEW]);
  await second.close();
  expect((await records()).map(({ duplicateOf }) => duplicateOf)).toEqual([
    ...[undefined, undefined, undefined],
    ...["a", "b", "c", "b", undefined],
  ]);
});

test("a message that the queue delivers again is no duplicate of itself, and stays one of another", async () => {
  const first = await open();
  expect(await first.append([entry(eventText(1), "a"), entry(eventText(1), "b")])).toEqual([NEW, repeats("a")]);
  expect(await first.append([entry(eventText(1), "a")])).toEqual([AGAIN]);
  await first.close();
  now += 1;
  const second = await open();
  expect(await second.append([entry(eventText(1), "a"), entry(eventText(1), "b")])).toEqual([
    AGAIN,
    { duplicateOf: "a", redelivered: true },
  ]);
  await second.close();
  expect((await records()).map(({ duplicateOf, redelivered }) => [duplicateOf, redelivered])).toEqual([
    [undefined, undefined],
    ["a", undefined],
    [undefined, true],
    [undefined, true],
    ["a", true],
  ]);
});

test("remembers a bounded number of messages", async () => {
  const archive = await open({ remember: 10 });
  for (let at = 0; at < 50; at += 1) await archive.append([entry(eventText(at), `m${at}`)]);
  expect(await archive.append([entry(eventText(49), "again"), entry(eventText(0), "old")])).toEqual([
    repeats("m49"),
    NEW,
  ]);
  await archive.close();
});

test("begins a new file with each day and size", async () => {
  const archive = await open({ maxSegmentBytes: 2000 });
  await archive.append([entry("x".repeat(3000), "a")]);
  now += 1;
  await archive.append([entry("y", "b")]);
  now += DAY;
  await archive.append([entry("z", "c")]);
  await archive.close();
  expect(readdirSync(folder)).toHaveLength(3);
  expect((await records()).map(({ messageId }) => messageId)).toEqual(["a", "b", "c"]);
});

test("a line that is just being written by a process of another container is not cut off", async () => {
  const archive = await open({ pid: deadPid() });
  await archive.append([entry(eventText(1), "m1"), entry(eventText(2), "m2")]);
  await archive.close();
  const path = join(folder, readdirSync(folder)[0] ?? "");
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, -100));
  const opening = open();
  setTimeout(() => appendFileSync(path, whole.subarray(-100)), 50);
  const next = await opening;
  await next.close();
  expect(next.repairs).toEqual([]);
  expect(readFileSync(path)).toEqual(whole);
});

test("a last line that a crash left unfinished is cut off and reported; a living writer is left alone", async () => {
  const dead = await open({ pid: deadPid() });
  await dead.append([entry("whole", "a")]);
  await dead.close();
  now += 1;
  const alive = await open();
  await alive.append([entry("also whole", "b")]);
  for (const name of readdirSync(folder)) appendFileSync(join(folder, name), '{"receivedAt":"20');

  const unreadable: unknown[] = [];
  for await (const _ of readArchive(folder, (line) => unreadable.push(line.line)));
  expect(unreadable).toEqual([2, 2]);

  const next = await open();
  expect(next.repairs).toHaveLength(1);
  expect(next.repairs[0]?.bytes).toBe('{"receivedAt":"20'.length);
  expect((await records()).map(({ messageId }) => messageId)).toEqual(["a", "b"]);
  await alive.close();
});

test("two writers share a folder", async () => {
  const [one, two] = await Promise.all([open(), open()]);
  await Promise.all(
    Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? one : two).append([entry(eventText(at), `m${at}`)])),
  );
  await Promise.all([one.close(), two.close()]);
  expect(new Set((await records()).map(({ messageId }) => messageId)).size).toBe(200);
});

test("duplicates of two writers are unknown while both run, and known to whoever opens the archive later", async () => {
  const [one, two] = await Promise.all([open(), open()]);
  expect(await one.append([entry(eventText(1), "a")])).toEqual([NEW]);
  expect(await two.append([entry(eventText(1), "b")])).toEqual([NEW]);
  await Promise.all([one.close(), two.close()]);
  now += 1;
  const later = await open();
  const [first, again] = await later.append([entry(eventText(1), "c"), entry(eventText(1), "b")]);
  expect(first?.duplicateOf).toMatch(/^[ab]$/);
  expect(again?.redelivered).toBe(true);
  await later.close();
});

test("kill -9 in the middle of writing: all that was said to be kept is there, and the archive goes on", async () => {
  const script = `
    const { openArchive } = await import(process.argv[1]);
    const { readEnvelope } = await import(process.argv[2]);
    const archive = await openArchive({ folder: process.argv[3], now: () => Date.now(), pid: process.pid });
    for (let at = 0; ; at += 1) {
      const event = readEnvelope(JSON.stringify({ n: at, fill: "x".repeat(5000) }));
      await archive.append([{ queue: "q", messageId: "k" + at, receiveCount: 1, receivedAt: 0, event }]);
      process.stdout.write(at + "\\n");
    }`;
  const files = [await bundle("archive"), await bundle("envelope")];
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, ...files, folder]);
  const ended = once(child, "exit");
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").length > 200) child.kill("SIGKILL");
  });
  await ended;
  const last = Number(said.trim().split("\n").at(-1));
  now += 1;
  const next = await open();
  expect(next.repairs.length).toBeLessThanOrEqual(1);
  await next.append([entry("after", "z")]);
  await next.close();
  const unreadable: unknown[] = [];
  const ids: string[] = [];
  for await (const { messageId } of readArchive(folder, (line) => unreadable.push(line))) ids.push(messageId);
  expect(unreadable).toEqual([]);
  expect(ids.filter((id) => id !== "z").slice(0, last + 1)).toEqual(
    Array.from({ length: last + 1 }, (_, at) => `k${at}`),
  );
  expect(ids).toContain("z");
});

test("a disk that cannot be written is a FileError, for every append that waited", async () => {
  writeFileSync(folder, "a file where the folder should be");
  const archive = await open().catch((error: unknown) => error);
  expect(archive).toBeInstanceOf(FileError);
  rmSync(folder);
  const good = await open();
  writeFileSync(folder, "in the way");
  const outcomes = await Promise.allSettled([good.append([entry("a", "a")]), good.append([entry("b", "b")])]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: { type: "io" } });
  rmSync(folder);
  expect(await good.append([entry("a", "a")])).toEqual([NEW]);
  await good.close();
  expect(await records()).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)("a folder without permission is a FileError", async () => {
  chmodSync(root, 0o500);
  const archive = await open();
  await expect(archive.append([entry("a", "a")])).rejects.toMatchObject({ code: "EACCES" });
  chmodSync(root, 0o700);
});

test("a full disk: nothing of the batch stays, and what came before is whole", {
  skip: !statSync("/dev").isDirectory(),
}, async () => {
  // RLIMIT_FSIZE makes the kernel refuse to grow a file in the middle of a write, as a full disk does.
  const script = `
    process.on("SIGXFSZ", () => {});
    const { openArchive, readArchive } = await import(process.argv[1]);
    const { readEnvelope } = await import(process.argv[2]);
    const entry = (size, messageId) => ({ queue: "q", messageId, receiveCount: 1, receivedAt: 0, event: readEnvelope("x".repeat(size)) });
    const archive = await openArchive({ folder: process.argv[3], now: () => 0, pid: process.pid });
    await archive.append([entry(1000, "a")]);
    const error = await archive.append([entry(200000, "b")]).catch((e) => e);
    await archive.append([entry(2000, "c")]);
    await archive.close();
    const ids = [];
    let bad = 0;
    for await (const r of readArchive(process.argv[3], () => { bad += 1; })) ids.push(r.messageId);
    console.log(JSON.stringify({ type: error.type, ids, bad }));`;
  const files = [await bundle("archive"), await bundle("envelope")];
  const run = spawnSync(
    "bash",
    ["-c", 'ulimit -f 64; exec "$0" "$@"', process.execPath, "--input-type=module", "-e", script, ...files, folder],
    { encoding: "utf8" },
  );
  expect(JSON.parse(run.stdout || JSON.stringify(run.stderr))).toEqual({ type: "io", ids: ["a", "c"], bad: 0 });
  expect(readFileSync(join(folder, readdirSync(folder)[0] ?? ""), "utf8").endsWith("\n")).toBe(true);
});
