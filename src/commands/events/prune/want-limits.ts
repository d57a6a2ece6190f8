import { UsageError } from "../../../errors.ts";
import { checkBy, type Wanted } from "../../../kernel/complete.ts";
import { readTime } from "../filter-options.ts";

/** What of an archive may stay. */
export interface Limits {
  readonly olderThan?: string | undefined;
  readonly keepSize?: string | undefined;
}

/** Says how to complete what may stay: by age, by size, or both. */
export function wantLimits(limits: Limits, now: number): Wanted<Limits> {
  return {
    given: limits.olderThan === undefined && limits.keepSize === undefined ? undefined : limits,
    flag: "--older-than <TIME> (or --keep-size <SIZE>)",
    async ask(prompt) {
      const byAge = await prompt.select("Which files shall go?", [
        { value: true, label: "Old ones", hint: "What was written to last before a time" },
        { value: false, label: "The oldest, until the rest fits", hint: "As many as it takes to keep within a size" },
      ]);
      if (byAge) {
        const check = checkBy((text) => readTime("It", text, now));
        return { olderThan: await prompt.input("Older than", { preset: "30d", check }) };
      }
      const check = checkBy((text) => readSize("It", text));
      return { keepSize: await prompt.input("Size to keep", { preset: "500MB", check }) };
    },
  };
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

/**
 * A number of bytes: 500MB, 2GB.
 * @throws {UsageError}
 */
export function readSize(flag: string, text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]{0,3})$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (number !== "" && factor !== undefined) return Number(number) * factor;
  throw new UsageError(`${flag} takes a size such as 500MB or 2GB, not "${text}".`, { code: "invalid_size" });
}
