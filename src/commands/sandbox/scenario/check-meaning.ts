import { isSeq, type Node } from "yaml";
import { didYouMean } from "../../../kernel/suggest.ts";
import { findEventType } from "../../../model/event-types.ts";
import { isExactJsonObject } from "../../../model/json-object.ts";
import type { NodeReader } from "./node-reader.ts";
import { holdsReference, referencesIn } from "./references.ts";
import type { Scenario, StepKind } from "./scenario.ts";

/** Checks of one step what no list of fields can say. */
export function checkMeaning(
  reader: NodeReader,
  item: Node,
  kind: StepKind,
  values: Readonly<Record<string, unknown>>,
): void {
  if (kind === "assert" && Array.isArray(values.that)) {
    for (const entry of values.that.filter(isExactJsonObject)) {
      const subjects = ["order", "answer"].filter((name) => name in entry);
      const tests = ["equals", "contains", "matches"].filter((name) => name in entry);
      if (subjects.length !== 1) reader.fail(item, 'An entry of assert needs "order" or "answer": what to look at.');
      if (tests.length !== 1) reader.fail(item, "An entry of assert needs one of equals, contains, matches.");
    }
  }
  if (kind === "grade" && "condition" in values === "units" in values) {
    reader.fail(item, 'grade needs "condition" or "units".');
  }
  if (kind === "wait" && typeof values.event === "string" && !holdsReference(values.event)) {
    if (findEventType(values.event) === undefined) {
      reader.fail(item, `There is no event type "${values.event}"; bwp events types lists them.`);
    }
  }
}

/** Checks the references of a scenario: each must name a step that comes before, or a name of `set`. */
export function checkReferences(reader: NodeReader, node: Node | undefined, scenario: Scenario): void {
  const seen = new Set<string>(["set", "run"]);
  const lines = new Map<number, Node>();
  if (isSeq(node)) for (const item of node.items as Node[]) lines.set(reader.line(item), item);
  for (const step of scenario.steps) {
    for (const path of referencesIn(JSON.stringify(step.values))) {
      const [root = "", second = ""] = path.trim().split(/[.[]/);
      const at = lines.get(step.line);
      if (!seen.has(root)) {
        const hint = didYouMean(root, [...seen]);
        reader.fail(at, `"\${${path}}": no step before is called "${root}".${hint === undefined ? "" : ` ${hint}`}`);
      } else if (root === "set" && !(second in scenario.set)) {
        const hint = didYouMean(second, Object.keys(scenario.set));
        reader.fail(at, `"\${${path}}": "set" has no "${second}".${hint === undefined ? "" : ` ${hint}`}`);
      }
    }
    seen.add(step.id);
  }
}
