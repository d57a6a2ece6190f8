import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";

/** One program with its arguments, and what it needs around it. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs before each start, outside the measured time. */
  readonly before?: () => Promise<void>;
  /** True to watch its memory, which costs a little time itself. */
  readonly watchMemory?: boolean;
}

/** What one run took. */
export interface Run {
  readonly ms: number;
  /** Largest resident memory in MB; where the system does not tell, 0. */
  readonly peakMb: number;
}

/** Median, smallest and largest of several numbers. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** The environment as the user has it, without settings of bwp and AWS: NODE_EXTRA_CA_CERTS alone can double Node's own start. */
const OWN_ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BWP|AWS)_/.test(name)));

/** Runs a program once, its output thrown away; fails if the program fails. */
export async function runOnce(program: Program): Promise<Run> {
  await program.before?.();
  const start = performance.now();
  const child = spawn(program.command, [...program.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...OWN_ENVIRONMENT, ...program.env },
  });
  child.stdout.resume();
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000);
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    if (!program.watchMemory) return;
    void peakOf(child.pid).then((mb) => {
      peakMb = Math.max(peakMb, mb);
    });
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  clearInterval(watch);
  const ms = performance.now() - start;
  if (code !== 0) throw new Error(`${program.command} ${program.args.join(" ")} ended with ${code}: ${errors}`);
  return { ms, peakMb };
}

/** Linux keeps the peak of a process in its status file. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

/** A measured pair: ours against bare, run in turn so that a machine that slows down slows both. */
export interface Comparison {
  /** Wall time of ours over bare, pair by pair. */
  readonly ratio: Spread;
  /** Processor time of all runs of ours over that of all bare runs; undefined where the system does not tell. */
  readonly cpuRatio: number | undefined;
  readonly ours: Spread;
  readonly bare: Spread;
  readonly peakMb: number;
}

export async function compare(ours: Program, bare: Program, runs: number): Promise<Comparison> {
  await runOnce(ours);
  await runOnce(bare);
  const pairs: { ours: Run; bare: Run }[] = [];
  const cpu = { ours: 0, bare: 0 };
  for (let index = 0; index < runs; index += 1) {
    const before = await childrenCpuMs();
    const first = await runOnce(ours);
    const between = await childrenCpuMs();
    const second = await runOnce(bare);
    const after = await childrenCpuMs();
    cpu.ours += between - before;
    cpu.bare += after - between;
    pairs.push({ ours: first, bare: second });
  }
  return {
    ratio: spread(pairs.map((pair) => pair.ours.ms / pair.bare.ms)),
    cpuRatio: cpu.bare > 0 ? cpu.ours / cpu.bare : undefined,
    ours: spread(pairs.map((pair) => pair.ours.ms)),
    bare: spread(pairs.map((pair) => pair.bare.ms)),
    peakMb: Math.max(...pairs.map((pair) => pair.ours.peakMb)),
  };
}

/** Linux adds up the processor time of finished children, in hundredths of a second. */
async function childrenCpuMs(): Promise<number> {
  const stat = await readFile("/proc/self/stat", "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * 10;
}
