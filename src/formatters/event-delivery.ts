import { type Block, line, type Span, span } from "./blocks.ts";

/** What became of an event that was handed to a receiver. */
export interface DeliveryView {
  readonly target: string;
  readonly taken: boolean;
  readonly status?: number | undefined;
  readonly exitStatus?: number | undefined;
  readonly ms: number;
  readonly tries: number;
  readonly problem?: string | undefined;
  readonly response?: string | undefined;
}

const MOST_LINES = 10;
const LONGEST_LINE = 400;

/** One line for the delivery, and what the receiver answered below it. */
export function deliveryBlocks(delivery: DeliveryView): readonly Block[] {
  const { taken, status, exitStatus, ms, tries, target, problem, response } = delivery;
  // The problem says the status itself.
  const facts = [
    ...(taken && status !== undefined ? [String(status)] : []),
    ...(taken && exitStatus !== undefined ? [`exit status ${exitStatus}`] : []),
    ...(tries === 0 ? [] : [`${ms} ms`]),
    ...(tries <= 1 ? [] : [`${tries} tries`]),
  ].join(", ");
  const text: (string | Span)[] = [
    taken ? span("taken", "good") : span("not taken", "bad"),
    ` by ${target}`,
    ...(facts === "" ? [] : [" ", span(`(${facts})`, "dim")]),
    ...(taken || problem === undefined ? [] : [`: ${problem}`]),
  ];
  const answered = response === undefined ? [] : response.split(/\r?\n/);
  const rest = answered.length - MOST_LINES;
  return [
    line(text),
    ...answered.slice(0, MOST_LINES).map((part) => line([span("answered ", "dim"), part.slice(0, LONGEST_LINE)])),
    ...(rest > 0 ? [line(span(`and ${rest} more line${rest === 1 ? "" : "s"}`, "dim"))] : []),
  ];
}
