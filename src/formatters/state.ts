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
  INFO_RECEIVED: "info",
  AVAILABLE_FOR_PICKUP: "info",
  CUSTOMER_ACTION: "warn",
  DELAYED: "warn",
  DELIVERY_ATTEMPTED: "warn",
  CANCELLED: "bad",
  FAILED: "bad",
  FAILURE: "bad",
  REJECTED: "bad",
  DAMAGED: "bad",
  DEFECTIVE: "bad",
  EXCEPTION: "bad",
  LOST: "bad",
  RETURN_TO_SENDER: "bad",
  UNDELIVERABLE: "bad",
};

/** A state in the API's own word, coloured by what it means; `?` if the API gave none. */
export function stateSpan(state: string | undefined): Span {
  return span(state ?? "?", TONES[state ?? ""] ?? "plain");
}
