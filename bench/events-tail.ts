import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Comparison, compare, type Program, runOnce, spread } from "./measure.ts";
import { type BenchQueue, openQueue } from "./queue.ts";
import type { Bench, Row } from "./row.ts";

const RUNS = 3;
const MESSAGES = 20_000;
/** What piles up over a weekend; long enough for what Node compiles at first to be of no account. */
const BACKLOG = 200_000;
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
  readonly rival: (script: string, messages: number, connections: number) => Program;
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
      rival: (script, messages, connections) => ({
        command: process.execPath,
        args: [join(rivals, script)],
        env: { ...queue.env, QUEUE_URL: queue.url, MESSAGES: String(messages), CONNECTIONS: String(connections) },
        before: () => queue.fill(messages),
      }),
    });
  } finally {
    queue.close();
  }
}

function filled(program: Program, queue: BenchQueue, messages = MESSAGES): Program {
  return {
    ...program,
    async before() {
      await program.before?.();
      await queue.fill(messages);
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
      const comparison = await compare(filled(tail(MESSAGES, ours), queue), rival(script, MESSAGES, theirs), RUNS);
      rows.push(drainRow({ messages: MESSAGES, connections: ours, against, goal, comparison }));
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

/** The same with a backlog, once: a rival takes more than a minute for it. */
export function eventsBacklog(bench: Bench): Promise<readonly Row[]> {
  return withQueue(bench, async ({ queue, tail, rival }) => {
    const rows: Row[] = [];
    const rivals = [
      ["a bare AWS SDK loop (time)", SDK_GOAL, "sdk-loop.mjs", 16],
      ["sqs-consumer, one consumer, batches of 10 (time)", CONSUMER_GOAL, "sqs-consumer.mjs", 1],
    ] as const;
    for (const [against, goal, script, connections] of rivals) {
      const ours = await runOnce(filled(tail(BACKLOG, 16), queue, BACKLOG));
      const bare = await runOnce(rival(script, BACKLOG, connections));
      const comparison = {
        ratio: spread([ours.ms / bare.ms]),
        cpuRatio: undefined,
        ours: spread([ours.ms]),
        bare: spread([bare.ms]),
        peakMb: ours.peakMb,
      };
      rows.push(drainRow({ messages: BACKLOG, connections: 16, against, goal, comparison }));
    }
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

function drainRow(drain: {
  readonly messages: number;
  readonly connections: number;
  readonly against: string;
  readonly goal: number;
  readonly comparison: Comparison;
}): Row {
  const { messages, connections, against, goal, comparison } = drain;
  const { ours, bare, ratio, peakMb } = comparison;
  const rate = (ms: number): string => Math.round((messages / ms) * 1000).toLocaleString("en");
  return {
    what: `bwp events tail draining ${messages.toLocaleString("en")} messages, ${countText(connections, "connection")}`,
    against,
    goal: `<= ${goal} (rate >= ${1 / goal}), <= ${MEMORY_GOAL_MB} MB`,
    met: ratio.median <= goal && peakMb <= MEMORY_GOAL_MB,
    comparison,
    notes: `${rate(ours.median)} messages a second against ${rate(bare.median)}, peak ${Math.round(peakMb)} MB`,
  };
}

function countText(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
