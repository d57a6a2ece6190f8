import { type Block, blank, fields, line, span } from "./blocks.ts";
import { countText } from "./event-tail.ts";
import { utcText } from "./time.ts";

/** Most bars of a chart: with the longest event type and its count they fit into 80 columns. */
export const MOST_BARS = 30;

/** Counts of an archive, as the chart shows them. */
export interface StatsView {
  readonly events: number;
  readonly duplicates: number;
  readonly redelivered: number;
  readonly unknown: number;
  readonly unreadable: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly bucketSeconds: number;
  readonly files: number;
  readonly bytes: number;
  readonly types: readonly {
    readonly eventType: string | null;
    readonly count: number;
    readonly buckets: readonly number[];
  }[];
}

const UNICODE = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII = [" ", ".", ":", "-", "=", "+", "*", "#", "@"];
const LONGEST_NAME = 38;

/** A row of bars for each type, all to the same scale, and the sums. */
export function statsBlocks(stats: StatsView, { unicode }: { readonly unicode: boolean }): readonly Block[] {
  const { events, duplicates, redelivered, unknown, unreadable, from, to, files, bytes, types } = stats;
  const most = Math.max(1, ...types.flatMap(({ buckets }) => buckets));
  const nameWidth = Math.min(LONGEST_NAME, Math.max(4, ...types.map(({ eventType }) => nameOf(eventType).length)));
  const countWidth = Math.max(...types.map(({ count }) => String(count).length), 1);
  const bars = unicode ? UNICODE : ASCII;
  const rows = types.map(({ eventType, count, buckets }) =>
    line([
      span(nameOf(eventType).padEnd(nameWidth), eventType === null ? "warn" : "info"),
      `  ${String(count).padStart(countWidth)}  `,
      span(buckets.map((bucket) => barOf(bucket, most, bars)).join(""), "accent"),
    ]),
  );
  return [
    ...rows,
    ...(from === null || to === null
      ? []
      : [
          line(span(`${utcText(from)} to ${utcText(to)}`, "dim")),
          line(span(`a bar is ${sizeText(stats.bucketSeconds)}; the highest is ${countText(most, "event")}`, "dim")),
          blank(),
        ]),
    fields([
      ["Events", String(events)],
      ["Duplicates", String(duplicates)],
      ["Redelivered", String(redelivered)],
      ["Unknown form", String(unknown)],
      ["Unreadable lines", unreadable === 0 ? "0" : span(String(unreadable), "warn")],
      ["Files", `${files} (${bytesText(bytes)})`],
    ]),
  ];
}

/** Anybody can write a type of any length. */
function nameOf(eventType: string | null): string {
  const name = eventType ?? "(no event type)";
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 3)}...`;
}

/** Even a single event shows. */
function barOf(count: number, most: number, bars: readonly string[]): string {
  if (count === 0) return bars[0] ?? " ";
  return bars[Math.max(1, Math.round((count / most) * (bars.length - 1)))] ?? "";
}

const UNITS = [
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

function sizeText(seconds: number): string {
  const [word, size] = UNITS.find(([, unit]) => seconds >= unit) ?? UNITS[4];
  return countText(seconds / size, word);
}

/** `1.4 MB`; sizes are decimal, as tools for disks give them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return countText(bytes, "byte");
  const [unit, size] = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(bytes / Number(size)).toFixed(1)} ${unit}`;
}
