import type { ShownMachine, ShownTransition } from "../model/machines.ts";
import { type Block, fields, line, section, span, table, text } from "./blocks.ts";
import { stateSpan } from "./state.ts";

/** The strokes of a drawing. */
interface Strokes {
  readonly first: string;
  readonly only: string;
  readonly next: string;
  readonly last: string;
  readonly down: string;
  readonly again: string;
}

const UNICODE: Strokes = { only: " ──▶ ", first: " ─┬▶ ", next: "  ├▶ ", last: "  └▶ ", down: "  │  ", again: " ↺" };
const ASCII: Strokes = {
  only: " --> ",
  first: " -+> ",
  next: "  +> ",
  last: "  `> ",
  down: "  |  ",
  again: " (again)",
};

/**
 * Draws a state machine as a tree from its first state, one path below the other. A state that is drawn already is not
 * followed again (`…`); a step to the same state is a mark behind it.
 */
export function drawMachine(
  machine: Pick<ShownMachine, "initial" | "states" | "transitions">,
  { unicode }: { readonly unicode: boolean },
): string {
  const strokes = unicode ? UNICODE : ASCII;
  const followed = new Set<string>();
  const targets = (state: string): readonly string[] => [
    ...new Set(machine.transitions.filter(({ from, to }) => from === state && to !== state).map(({ to }) => to)),
  ];
  const draw = (state: string): readonly string[] => {
    const loops = machine.transitions.some(({ from, to }) => from === state && to === state);
    const label = `${state}${loops ? strokes.again : ""}`;
    const next = targets(state);
    if (next.length === 0) return [label];
    if (followed.has(state)) return [`${label} ${unicode ? "…" : "..."}`];
    followed.add(state);
    return next.flatMap((target, index) => {
      const isLast = index === next.length - 1;
      const [head = "", ...rest] = draw(target);
      const stroke = index > 0 ? (isLast ? strokes.last : strokes.next) : isLast ? strokes.only : strokes.first;
      const indent = " ".repeat(label.length);
      const below = indent + (isLast ? " ".repeat(strokes.down.length) : strokes.down);
      return [`${index === 0 ? label : indent}${stroke}${head}`, ...rest.map((each) => below + each)];
    });
  };
  const lines = [...draw(machine.initial)];
  for (const state of machine.states) {
    if (!lines.some((drawn) => drawn.includes(state))) lines.push(state);
  }
  return lines.map((drawn) => drawn.trimEnd()).join("\n");
}

function reasonsText({ reasons, reasonOptional }: ShownTransition): string | undefined {
  if (reasons.length === 0) return undefined;
  return `${reasonOptional ? "optional: " : ""}${reasons.join(", ")}`;
}

/** State machines: a drawing of each, its steps as a table, and what else is known. */
export function stateMachineBlocks(
  machines: readonly ShownMachine[],
  { unicode, waitText }: { readonly unicode: boolean; waitText(ms: number): string },
): readonly Block[] {
  return machines.map((machine) =>
    section(
      [machine.title, span(machine.operation === null ? "" : `  ${machine.operation}`, "dim")],
      [
        text(drawMachine(machine, { unicode })),
        line(""),
        table(
          ["From", "To", "Wait", "Events", "Reason"],
          machine.transitions.map((each) => [
            stateSpan(each.from),
            stateSpan(each.to),
            each.waitMs === null ? undefined : waitText(each.waitMs),
            each.events.length === 0
              ? undefined
              : [each.events.join(", "), span(each.eventsAre === "documented" ? "" : ` (${each.eventsAre})`, "dim")],
            reasonsText(each),
          ]),
        ),
        ...machine.transitions.flatMap((each) =>
          each.only === null ? [] : [line(span(`${each.from} to ${each.to}: ${each.only}.`, "dim"))],
        ),
        ...machine.notes.map((note) => line(span(note, "dim"))),
        fields([["Page", machine.page]]),
      ],
    ),
  );
}
