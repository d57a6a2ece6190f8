import { createReadStream, existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Finished, Sandbox } from "../support/built.ts";

/** A million prove more and take minutes: BWP_ANALYTICS_EVENTS=1000000 npm run test:e2e -- analytics */
const EVENTS = Number(process.env.BWP_ANALYTICS_EVENTS ?? 20_000);
const KILLS = 3;
const CONCURRENCY = 4;
const BATCH = 50;
const LIMIT_MS = 120_000 + 2 * EVENTS;

let sandbox: Sandbox;
let url: string;
beforeEach(async () => {
  sandbox = new Sandbox();
  url = await sandbox.startEmulator(["--data-dir", join(sandbox.folder, "data")]);
});
afterEach(() => sandbox.close());

/** The id of the event on a line; each has one of its own. */
function idOf(line: number): string {
  return `${line.toString(16).padStart(8, "0")}-5f3a-4f0b-8a8e-6b9f0c2d7e15`;
}

function lineOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16);
}

async function writeEvents(path: string): Promise<void> {
  const file = await open(path, "w");
  for (let first = 1; first <= EVENTS; first += 1000) {
    const lines = Array.from({ length: Math.min(1000, EVENTS - first + 1) }, (_, index) =>
      JSON.stringify({
        eventType: "widget-viewed",
        eventId: idOf(first + index),
        eventTime: "2024-12-01T08:00:01Z",
        clientType: "WEBSITE_CLIENT",
        clientVersion: "2.3",
        additionalProperties: { additionalProperties: [{ property: "product_sku", value: "MUG-BLUE-01" }] },
      }),
    );
    await file.write(`${lines.join("\n")}\n`);
  }
  await file.close();
}

/** Adds a fault to the emulator, or takes all away. */
async function control(method: "POST" | "DELETE", fault?: unknown): Promise<void> {
  const body = fault === undefined ? null : JSON.stringify(fault);
  const { ok } = await fetch(`${url}/_emulator/faults`, { method, body });
  expect(ok).toBe(true);
}

interface Stored {
  readonly sent: number;
  readonly underway: readonly (readonly [number, number])[];
}

it(
  `sends ${EVENTS} events from stdin through ${KILLS} kill -9: none is lost, and only batches on their way come twice`,
  async () => {
    const input = join(sandbox.folder, "events.ndjson");
    const checkpoint = join(sandbox.folder, "events.checkpoint");
    await writeEvents(input);
    const stored = (): Stored | undefined =>
      existsSync(checkpoint) ? (JSON.parse(readFileSync(checkpoint, "utf8")) as Stored) : undefined;

    /** Pipes the whole input in, from its beginning; kills the sender once so many events are sent. */
    const run = async (killAt?: number): Promise<Finished> => {
      const sender = sandbox.start([
        ...["analytics", "send", "-", "--checkpoint", checkpoint],
        ...["--concurrency", String(CONCURRENCY), "--batch-size", String(BATCH)],
      ]);
      const stdin = sender.process.stdin;
      if (stdin === null) throw new Error("The sender has no stdin.");
      stdin.on("error", () => undefined);
      createReadStream(input).pipe(stdin);
      const finished = sender.finished(LIMIT_MS);
      if (killAt !== undefined) {
        while ((stored()?.sent ?? 0) < killAt) await delay(2);
        sender.process.kill("SIGKILL");
      }
      return finished;
    };

    const inDoubt: (readonly [number, number])[] = [];
    // Batches take their time until all kills are done: a sender must not come to its end before it is killed.
    await control("POST", { operation: "sendUserEvents", kind: "delay", ms: 100 });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      expect((await run((EVENTS * kill) / (2 * (KILLS + 1)))).signal).toBe("SIGKILL");
      const left = stored()?.underway ?? [];
      expect(left.length).toBeLessThanOrEqual(CONCURRENCY);
      inDoubt.push(...left);
    }
    await control("DELETE");
    // A kill may come just between two batches, but not each time.
    expect(inDoubt.length).toBeGreaterThan(0);
    const hint = stored()?.underway.length === 0 ? "" : "were on their way when the run before ended";
    const last = await run();
    expect(last.code, last.stderr).toBe(0);
    expect(last.stderr).toContain(hint);
    expect(JSON.parse(last.stdout)).toMatchObject({ complete: true, lines: EVENTS, sent: EVENTS, refused: 0 });

    const received = await (await fetch(`${url}/_emulator/user-events`)).json();
    expect(received.events - received.duplicates).toBe(EVENTS);
    expect(received.duplicates).toBeLessThanOrEqual(KILLS * CONCURRENCY * BATCH);
    const isInDoubt = (line: number): boolean => inDoubt.some(([from, to]) => from <= line && line <= to);
    expect(received.duplicateIds.map(lineOf).filter((line: number) => !isInDoubt(line))).toEqual([]);
  },
  LIMIT_MS * (KILLS + 1),
);
