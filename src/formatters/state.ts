import { type Span, span, type Tone } from "./blocks.ts";

const TONES: Readonly<Record<string, Tone>> = {
  STARTED: "good",
  DELIVERED: "good",
  COMPLETED: "good",
  SUCCESS: "good",
  SELLABLE: "good",
  PENDING: "warn",
  NOT_STARTED: "warn",
  PARTIAL: "warn",
  CREATED: "info",
  DRAFT: "info",
  DROPPED_OFF: "info",
  IN_PROGRESS: "info",
  IN_TRANSIT: "info",
  ON_HOLD: "warn",
  OUT_FOR_DELIVERY: "info",
  CANCELLED: "bad",
  FAILED: "bad",
  FAILURE: "bad",
  REJECTED: "bad",
  DAMAGED: "bad",
  DEFECTIVE: "bad",
};

/** A state in the API's own word, coloured by what it means; `?` if the API gave none. */
export function stateSpan(state: string | undefined): Span {
  return span(state ?? "?", TONES[state ?? ""] ?? "plain");
}
