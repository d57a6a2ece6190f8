import { type Block, line, span, type Tone } from "../../formatters/blocks.ts";
import { placeText } from "../../formatters/event-place.ts";
import type { LoggedEvent } from "../../kernel/emulator-log.ts";

const TONES: Readonly<Record<LoggedEvent["outcome"], Tone>> = {
  delivered: "good",
  dropped: "bad",
  held: "warn",
  retrying: "warn",
};
const WORDS: Readonly<Record<LoggedEvent["outcome"], string>> = {
  delivered: "delivered",
  dropped: "dropped",
  held: "held back",
  retrying: "to be tried again",
};

/** `16:22:54` and two blanks: paths of packages and returns then fit into 80 columns. */
const TIME_WIDTH = 10;

/** An event in two or three lines: what became of it, where it went or why not, what it is about. */
export function eventLines(event: LoggedEvent): readonly Block[] {
  const places = event.to.map(placeText).join(", ");
  const where = places === "" ? [] : [line(`${event.outcome === "delivered" ? "to" : "for"} ${places}`, TIME_WIDTH)];
  const why = event.reason === null ? [] : [line(event.reason, TIME_WIDTH)];
  return [
    line([
      span(event.time.slice(11, 19).padEnd(TIME_WIDTH), "dim"),
      span(event.eventType, "strong"),
      "  ",
      span(WORDS[event.outcome], TONES[event.outcome]),
    ]),
    ...where,
    ...why,
    line(span(event.resources.map(withoutProduct).join(", "), "dim"), TIME_WIDTH),
  ];
}

/** Every path of an emulator begins with the same business product. */
function withoutProduct(resource: string): string {
  return resource.replace(/^businessProduct\/[^/]+\//, "");
}
