import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { compare, type Program, runOnce, spread } from "./measure.ts";
import { type BenchQueue, openQueue } from "./queue.ts";
import type { Bench, Row } from "./row.ts";

const RUNS = 3;
const MESSAGES = 20_000;
const CONNECTIONS = [1, 4, 16];
/** Twice the rate of the bare loop takes half its time. */
const SDK_GOAL = 1 / 2;
/** A consumer polls with one connection; batches of ten are its best. */
const CONSUMER_GOAL = 1 / 8;
/** So many consumers beside each other come to what the SDK's loop is. */
const CONSUMERS_GOAL = SDK_GOAL;
const MEMORY_GOAL_MB = 150;
/** A million prove more and take minutes: BWP_SOAK_MESSAGES=1000000 npm run bench -- soak */
const SOAK_MESSAGES = Number(process.env.BWP_SOAK_MESSAGES ?? 100_000);
const SOAK_CONNECTIONS = 8;

interface Drain {
  readonly queue: BenchQueue;
  readonly tail: (messages: number, connections: number) => Program;
  readonly rival: (script: string, connections: number) => Program;
}

async function withQueue({ bwp, folder, env }: Bench, work: (drain: Drain) => Promise<readonly Row[]>) {
  const rivals = resolve(bwp, "..", "..", "bench", "rivals");
  const queue = await openQueue(rivals);
  const archive = join(folder, "tail-archive");
  const words = ["events", "tail", queue.name, "--consume", "-o", "ndjson", "--archive-dir", archive];
  try {
    return await work({
      queue,
      tail: (messages, connections) => ({
        command: process.execPath,
        args: [bwp, ...words, "--limit", String(messages), "--pollers", String(connections)],
        env: { ...env, ...queue.env },
        // What an earlier run archived would make all of this one duplicates.
        before: async () => {
          await rm(archive, { recursive: true, force: true });
        },
        watchMemory: true,
      }),
      rival: (script, connections) => ({
        command: process.execPath,
        args: [join(rivals, script)],
        env: { ...queue.env, QUEUE_URL: queue.url, MESSAGES: String(MESSAGES), CONNECTIONS: String(connections) },
        before: () => queue.fill(MESSAGES),
      }),
    });
  } finally {
    queue.close();
  }
}

function filled(program: Program, queue: BenchQueue): Program {
  return {
    ...program,
    async before() {
      await program.before?.();
      await queue.fill(MESSAGES);
    },
  };
}

/**
 * `bwp events tail` draining a queue, archive and decoding included: against a bare receive-and-delete loop of the AWS SDK with
 * as many connections, and against sqs-consumer, one consumer and as many as the tail has connections.
 */
export function eventsTail(bench: Bench): Promise<readonly Row[]> {
  return withQueue(bench, async ({ queue, tail, rival }) => {
    const rows: Row[] = [];
    const add = async (against: string, goal: number, script: string, [ours, theirs]: readonly [number, number]) => {
      const comparison = await compare(filled(tail(MESSAGES, ours), queue), rival(script, theirs), RUNS);
      const rate = (ms: number): string => Math.round((MESSAGES / ms) * 1000).toLocaleString("en");
      rows.push({
        what: `bwp events tail draining ${MESSAGES.toLocaleString("en")} messages, ${countText(ours, "connection")}`,
        against,
        goal: `<= ${goal} (rate >= ${1 / goal}), <= ${MEMORY_GOAL_MB} MB`,
        met: comparison.ratio.median <= goal && comparison.peakMb <= MEMORY_GOAL_MB,
        comparison,
        notes: `${rate(comparison.ours.median)} messages a second against ${rate(comparison.bare.median)}, peak ${Math.round(comparison.peakMb)} MB`,
      });
    };
    for (const connections of CONNECTIONS) {
      await add("a bare AWS SDK loop (time)", SDK_GOAL, "sdk-loop.mjs", [connections, connections]);
    }
    const batches = "batches of 10 (time)";
    await add(`sqs-consumer, one consumer, ${batches}`, CONSUMER_GOAL, "sqs-consumer.mjs", [16, 1]);
    await add(`sqs-consumer, 16 consumers, ${batches}`, CONSUMERS_GOAL, "sqs-consumer.mjs", [16, 16]);
    return rows;
  });
}

/** `bwp events tail` over many messages: memory must not grow with them, and the pace must not fall. */
export function eventsSoak(bench: Bench): Promise<readonly Row[]> {
  return withQueue(bench, async ({ queue, tail }) => {
    const few = await runOnce(filled(tail(MESSAGES, SOAK_CONNECTIONS), queue));
    const soak = tail(SOAK_MESSAGES, SOAK_CONNECTIONS);
    await queue.fill(MESSAGES);
    const [many] = await Promise.all([runOnce(soak), queue.feed(SOAK_MESSAGES - MESSAGES)]);
    const shareMs = (few.ms / MESSAGES) * SOAK_MESSAGES;
    return [
      {
        what: `bwp events tail over ${SOAK_MESSAGES.toLocaleString("en")} messages, ${countText(SOAK_CONNECTIONS, "connection")}`,
        against: `itself over ${MESSAGES.toLocaleString("en")} (time a message; the queue is filled meanwhile)`,
        goal: `<= ${MEMORY_GOAL_MB} MB`,
        met: many.peakMb <= MEMORY_GOAL_MB,
        comparison: {
          ratio: spread([many.ms / shareMs]),
          cpuRatio: undefined,
          ours: spread([many.ms]),
          bare: spread([shareMs]),
          peakMb: many.peakMb,
        },
        notes: `peak ${Math.round(many.peakMb)} MB against ${Math.round(few.peakMb)} MB`,
      },
    ];
  });
}

function countText(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
