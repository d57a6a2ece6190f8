import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnvelope } from "../../../src/events/envelope.ts";
import { createExecTarget, type ExecTargetOptions } from "../../../src/events/sinks/exec-target.ts";
import { createSink, type SinkOptions } from "../../../src/events/sinks/sink.ts";
import { eventText } from "../messages.ts";

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bwp-exec-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const event = readEnvelope(eventText(1));
const clock = { now: () => Date.now(), steady: () => performance.now(), sleep: async () => undefined };

function open(command: string, more: Partial<ExecTargetOptions> = {}, options: Partial<SinkOptions> = {}) {
  const target = createExecTarget({
    command,
    form: "record",
    timeoutMs: 60_000,
    cwd: folder,
    env: { PATH: process.env.PATH },
    platform: process.platform,
    onOutput: (line, stream) => said.push(`${stream}: ${line}`),
    ...more,
  });
  return createSink(target, { concurrency: 2, retries: 0, clock, random: () => 0, ...options });
}

const file = (name: string): string => readFileSync(join(folder, name), "utf8");

test("the event is on stdin, its id and type in the environment, and status 0 takes it", async () => {
  const outcome = await open('cat > in; echo "$BWP_EVENT_ID $BWP_EVENT_TYPE $BWP_REPLAY"; printf last >&2').deliver({
    event,
    isReplay: true,
    record: () => ({ eventType: "PACKAGE_DELIVERED" }),
  });
  expect(outcome).toMatchObject({ taken: true, exitStatus: 0, tries: 1 });
  expect(file("in")).toBe('{"eventType":"PACKAGE_DELIVERED"}');
  expect(said.sort()).toEqual(["stderr: last", "stdout: 00000000-0000-4000-8000-000000000001 PACKAGE_DELIVERED true"]);
  await open("cat > in", { form: "original" }).deliver({ event });
  expect(file("in")).toBe(eventText(1));
});

test("any other status does not, and is tried again", async () => {
  const outcome = await open("echo x >> tries; exit 3", {}, { retries: 2 }).deliver({ event });
  expect(outcome).toMatchObject({ taken: false, exitStatus: 3, tries: 3, problem: "Its exit status was 3." });
  expect(file("tries")).toBe("x\nx\nx\n");
});

test("a command that does not read its input, or is not there, decides by its status", async () => {
  const large = readEnvelope(`{"eventDescriptor":"X","data":"${"x".repeat(1_000_000)}"}`);
  expect(await open("exit 0", { form: "original" }).deliver({ event: large })).toMatchObject({ taken: true });
  expect(await open("no-such-command-here").deliver({ event })).toMatchObject({ taken: false, exitStatus: 127 });
  expect(await open("kill -9 $$").deliver({ event })).toMatchObject({ problem: "It was ended by SIGKILL." });
});

test("one that takes too long is ended with all that it started", async () => {
  const started = performance.now();
  const outcome = await open("(sleep 6; echo late > late) & wait", { timeoutMs: 100 }).deliver({ event });
  expect(outcome).toMatchObject({ taken: false, problem: "It did not end within 100 ms and was ended." });
  await new Promise((resolve) => setTimeout(resolve, 6200 - (performance.now() - started)));
  expect(() => file("late")).toThrow();
});

test("one that does not listen to SIGTERM is killed", async () => {
  const started = Date.now();
  const outcome = await open("trap '' TERM; sleep 60", { timeoutMs: 100 }).deliver({ event });
  expect(outcome.taken).toBe(false);
  expect(Date.now() - started).toBeLessThan(30_000);
});

test("what it leaves running in the background is not waited for", async () => {
  const started = Date.now();
  expect(await open("sleep 60 & echo $! > pid; exit 0").deliver({ event })).toMatchObject({ taken: true });
  expect(Date.now() - started).toBeLessThan(30_000);
  process.kill(Number(file("pid")));
});

test("an abort ends it", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  const outcome = await open("sleep 60", {}, { retries: 5 }).deliver({ event }, { abort: abort.signal });
  expect(outcome).toMatchObject({ taken: false, tries: 1, problem: "Interrupted before it ended." });
});

test("no more run at once than allowed", async () => {
  // The first waits for the second, however late that comes.
  const sink = open(
    'echo start >> log; until [ "$(grep -c start log)" -ge 2 ]; do sleep 0.05; done; sleep 0.2; echo end >> log',
  );
  await Promise.all([1, 2, 3, 4].map(() => sink.deliver({ event })));
  let now = 0;
  let most = 0;
  for (const word of file("log").trim().split("\n")) {
    now += word === "start" ? 1 : -1;
    most = Math.max(most, now);
  }
  expect(most).toBe(2);
});
