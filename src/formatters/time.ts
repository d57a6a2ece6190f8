import type { ViewFacts } from "./blocks.ts";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

const JUST_NOW_MS = 5_000;

/** `2025-01-20T12:00:00.000Z` as `2025-01-20 12:00:00 UTC`. Text that is no time is shown as it is. */
export function utcText(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How far a moment is from now, in its largest unit: `3 days ago`, `in 2 hours`, `just now`. */
export function relativeText(time: number, now: number): string {
  const distance = Math.abs(now - time);
  if (distance < JUST_NOW_MS) return "just now";
  const [name, size] = UNITS.find(([, unit]) => distance >= unit) ?? UNITS[3];
  const count = Math.floor(distance / size);
  const words = `${count} ${name}${count === 1 ? "" : "s"}`;
  return time <= now ? `${words} ago` : `in ${words}`;
}

/** A time of the API with a relative hint: `2025-01-20 12:00:00 UTC (3 days ago)`; undefined stays undefined. */
export function timeText(iso: string | undefined, facts: ViewFacts): string | undefined {
  if (iso === undefined) return undefined;
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${utcText(iso)} (${relativeText(time, facts.now)})`;
}
