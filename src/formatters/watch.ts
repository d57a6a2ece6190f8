import { type Block, fields, line, type Span, span, type ViewFacts } from "./blocks.ts";
import { stateSpan } from "./state.ts";

/** A change of state as a watch shows it. */
export interface ShownChange {
  /** ISO 8601. */
  readonly at: string;
  readonly entity: string;
  readonly id: string;
  readonly from: string | null;
  readonly to: string;
}

/** The screen of a watch: where the order stands, and the last changes. */
export interface WatchScreen {
  readonly orderId: string;
  readonly goal: string | undefined;
  /** Things with their state, in the order of life. */
  readonly things: readonly { readonly entity: string; readonly id: string; readonly state: string }[];
  readonly changes: readonly ShownChange[];
  /** Time since the start, in words. */
  readonly watched: string;
}

const LAST_CHANGES = 5;
/** Longer ones (a grading) push their id to the right, or into the next line: no table, which a refund's id would break up. */
const WIDEST_STATE = 32;

/** One change on one line: `12:00:05  package delivery-1: PENDING -> IN_TRANSIT`. */
export function changeBlocks(change: ShownChange): readonly Block[] {
  return [line([span(`${change.at.slice(11, 19)}  `, "dim"), `${change.entity} ${change.id}: `, ...stepOf(change)])];
}

function stepOf({ from, to }: ShownChange): readonly (string | Span)[] {
  return from === null ? [coloured(to)] : [coloured(from), " -> ", coloured(to)];
}

/** A state with what stands behind it in brackets: the state decides the colour. */
function coloured(state: string): Span {
  return span(state, stateSpan(state.split(" ")[0]).tone);
}

/** The whole screen, made anew at each look. */
export function watchBlocks(screen: WatchScreen, _facts: ViewFacts): readonly Block[] {
  const widest = Math.max(0, ...screen.things.map(({ state }) => state.length));
  const gap = (state: string): string => " ".repeat(Math.max(0, Math.min(widest, WIDEST_STATE) - state.length) + 2);
  const changes = screen.changes.filter(({ from }) => from !== null).slice(-LAST_CHANGES);
  return [
    line([
      span("Order ", "dim"),
      span(screen.orderId, "strong"),
      span(screen.goal === undefined ? "" : `  until ${screen.goal}`, "dim"),
      span(`  ${screen.watched}`, "dim"),
    ]),
    fields(screen.things.map(({ entity, id, state }) => [entity, [coloured(state), gap(state), span(id, "dim")]])),
    ...(changes.length === 0 ? [] : [line("")]),
    ...(changes.length === 0
      ? []
      : [fields(changes.map((change) => [change.at.slice(11, 19), [`${change.entity}: `, ...stepOf(change)]]))]),
  ];
}
