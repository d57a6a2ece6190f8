import { UsageError } from "../errors.ts";

/** The option that says how documented waits pass. */
export const SPEED_OPTION = {
  type: "string",
  value: "SPEED",
  default: "instant",
  summary: "How the sandbox's waits pass: instant, real, or a factor such as 60",
} as const;

/** Reads a speed. @throws {UsageError} */
export function readSpeed(text: string): "instant" | "real" | number {
  if (text === "instant" || text === "real") return text;
  const factor = Number(text);
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new UsageError(`--speed is instant, real or a factor greater than 0, not "${text}".`);
  }
  return factor;
}
