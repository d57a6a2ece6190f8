import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { compare } from "./measure.ts";
import type { Bench, Row } from "./row.ts";

const RUNS = 21;
const GOAL = 1.1;
const [FEW, MANY] = [10, 100_000];

interface Document {
  readonly collections: {
    readonly orders: readonly (readonly [id: string, order: Readonly<Record<string, unknown>>])[];
    readonly orderAliases: readonly (readonly [alias: string, id: string])[];
  };
}

/** `bwp order show` on an emulator with 100,000 orders against one with ten; with its time to start and its memory. */
export async function emulatorOrders(bench: Bench): Promise<readonly Row[]> {
  const few = worldOf(bench, "few");
  const many = worldOf(bench, "many");
  try {
    await few.fill(FEW);
    await many.fill(MANY);
    few.bwp("emulator", "stop");
    const { pid } = JSON.parse(few.start()) as { pid: number };
    many.bwp("emulator", "stop");
    const before = performance.now();
    const { pid: manyPid } = JSON.parse(many.start()) as { pid: number };
    const seconds = (performance.now() - before) / 1000;
    const [fewMb, manyMb] = [await residentMb(pid), await residentMb(manyPid)];
    const show = ["order", "show", "EXTERNAL_ID:shop-7"];
    few.bwp(...show);
    many.bwp(...show);
    const comparison = await compare(
      { command: process.execPath, args: [bench.bwp, ...show], env: many.env },
      { command: process.execPath, args: [bench.bwp, ...show], env: few.env },
      RUNS,
    );
    return [
      {
        what: `bwp order show, emulator with ${MANY} orders`,
        against: `with ${FEW}`,
        goal: `<= ${GOAL}`,
        met: comparison.ratio.median <= GOAL,
        comparison,
        notes: `emulator ready after ${seconds.toFixed(1)} s with ${Math.round(manyMb)} MB (with ${FEW}: ${Math.round(fewMb)} MB)`,
      },
    ];
  } finally {
    few.stop();
    many.stop();
  }
}

function worldOf({ bwp, folder, env: base }: Bench, name: string) {
  const env = { ...base, BWP_STATE_DIR: join(folder, name), BWP_CONFIG_DIR: join(folder, `${name}-config`) };
  const call = (...words: string[]) =>
    spawnSync(process.execPath, [bwp, ...words], {
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
  const run = (...words: string[]): string => {
    const { status, stdout, stderr } = call(...words);
    if (status !== 0) throw new Error(`bwp ${words.join(" ")}: ${stderr}`);
    return stdout;
  };
  const start = (): string => run("emulator", "start", "--detach", "--port", "0", "--json");
  return {
    env,
    bwp: run,
    start,
    stop: () => void call("emulator", "stop"),
    /** Starts the emulator, and multiplies one order. */
    async fill(count: number): Promise<void> {
      start();
      run("order", "create", "--sample", "--start");
      const file = join(folder, `${name}.json`);
      run("emulator", "export", file);
      await writeFile(file, JSON.stringify(multiply(JSON.parse(await readFile(file, "utf8")) as Document, count)));
      run("emulator", "import", file, "--yes");
    },
  };
}

function multiply({ collections, ...document }: Document, count: number): Document {
  const [, order] = collections.orders[0] ?? [];
  if (order === undefined) throw new Error("The export holds no order.");
  const ids = Array.from({ length: count }, (_, index) => `100-AAAA-${String(index).padStart(6, "0")}`);
  return {
    ...document,
    collections: {
      ...collections,
      orders: ids.map((id, index) => [
        id,
        { ...order, id, aliases: [{ aliasType: "EXTERNAL_ID", aliasId: `shop-${index}` }] },
      ]),
      orderAliases: ids.map((id, index) => [JSON.stringify([order.targetId, "EXTERNAL_ID", `shop-${index}`]), id]),
    },
  };
}

/** Linux tells what a process holds in memory; elsewhere 0. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
