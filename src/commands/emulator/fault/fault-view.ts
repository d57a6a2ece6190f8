import { type Block, line, table } from "../../../formatters/blocks.ts";
import { formatDuration } from "../../../kernel/duration.ts";

/** A fault as the emulator lists it. */
export interface EmulatorFault {
  readonly id: string;
  /** One of operation and eventType is there. */
  readonly operation?: string;
  readonly eventType?: string;
  readonly kind: string;
  readonly ms?: number;
  readonly status?: number;
  readonly when?: string;
  readonly times: number | null;
  readonly probability: number;
  readonly seed: number;
  /** How often it struck. */
  readonly applied: number;
}

/** Shape of one fault in the JSON output. */
export const FAULT_OUTPUT = {
  id: "its name, for clear",
  "operation or eventType": "what it strikes",
  kind: "what it does",
  "ms, status, when": "how, for the kinds that have it",
  times: "how often it strikes, or null",
  "probability, seed": "how likely a strike is; the same seed strikes the same calls",
  applied: "how often it struck",
} as const;

/** Faults as a table. */
export function faultBlocks(faults: readonly EmulatorFault[]): readonly Block[] {
  if (faults.length === 0) return [line("The emulator has no faults.")];
  return [
    table(
      ["Id", "Strikes", "Kind", "How", "How often", { title: "Struck", align: "right" }],
      faults.map((fault) => [
        fault.id,
        fault.operation ?? fault.eventType,
        fault.kind,
        howText(fault),
        oftenText(fault),
        String(fault.applied),
      ]),
    ),
  ];
}

function howText({ ms, status, when }: EmulatorFault): string | undefined {
  const parts = [
    ...(ms === undefined ? [] : [formatDuration(ms)]),
    ...(status === undefined ? [] : [String(status)]),
    ...(when === undefined ? [] : [`${when} it takes effect`]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function oftenText({ times, probability, seed }: EmulatorFault): string {
  const chance = probability === 1 ? "always" : `${Math.round(probability * 1000) / 10} % (seed ${seed})`;
  return times === null ? chance : `${chance}, ${times} time${times === 1 ? "" : "s"} at most`;
}
