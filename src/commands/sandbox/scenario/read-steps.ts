import { isMap, isScalar, isSeq, type Node } from "yaml";
import { API_VERSIONS, type ApiVersion, isApiVersion } from "../../../model/versions.ts";
import { checkMeaning } from "./check-meaning.ts";
import type { NodeReader } from "./node-reader.ts";
import { COMMON_FIELDS, type ScenarioStep, STEPS, type StepKind, type StepSpec } from "./scenario.ts";

const KINDS = Object.keys(STEPS);

function isKind(text: string): text is StepKind {
  return KINDS.includes(text);
}

/** The versions that a scenario or a step can be told in; all of them if it names none. */
export function readVersions(reader: NodeReader, node: Node | undefined): readonly ApiVersion[] {
  if (node === undefined) return API_VERSIONS;
  if (!isSeq(node)) {
    reader.fail(node, '"apiVersions" must be a list.');
    return API_VERSIONS;
  }
  return (node.items as Node[]).flatMap((item) => {
    const text = String(reader.plain(item));
    if (isApiVersion(text)) return [text];
    reader.fail(item, `"${text}" is no version of the API; there are ${API_VERSIONS.join(", ")}.`);
    return [];
  });
}

/** The steps that can be read; what is wrong with them and with the others are findings of the reader. */
export function readSteps(reader: NodeReader, node: Node | undefined): readonly ScenarioStep[] {
  if (node === undefined) return [];
  if (!isSeq(node) || node.items.length === 0) {
    reader.fail(node, '"steps" must be a list with at least one step.');
    return [];
  }
  const named = new Set<string>();
  return (node.items as Node[]).flatMap((item) => {
    const step = readStep(reader, item);
    if (step === undefined) return [];
    if (step.id !== step.kind) {
      if (named.has(step.id)) reader.fail(item, `Two steps have the id "${step.id}".`);
      named.add(step.id);
    }
    return [step];
  });
}

function readStep(reader: NodeReader, item: Node): ScenarioStep | undefined {
  // `- start` alone is a step without fields.
  if (isScalar(item) && isKind(String(item.value))) return finish(reader, item, String(item.value), {}, {});
  const entries = reader.entries(item, "The step", [...KINDS, ...Object.keys(COMMON_FIELDS)]);
  if (!isMap(item)) return undefined;
  const kinds = item.items.flatMap(({ key }) =>
    isScalar(key) && isKind(String(key.value)) ? [String(key.value)] : [],
  );
  const [kind, ...others] = kinds;
  if (kind === undefined || others.length > 0) {
    const why = kind === undefined ? "needs one of" : "has more than one of";
    return reader.fail(item, `The step ${why} ${KINDS.join(", ")}.`);
  }
  const common = Object.fromEntries(
    Object.entries(COMMON_FIELDS).flatMap(([name, spec]) => {
      const node = entries.get(name);
      if (node === undefined) return [];
      return [[name, name === "apiVersions" ? readVersions(reader, node) : reader.value(node, `"${name}"`, spec)]];
    }),
  );
  const body = entries.get(kind);
  return finish(reader, item, kind, common, body === undefined ? {} : readBody(reader, kind, body));
}

function readBody(reader: NodeReader, kind: string, body: Node): Record<string, unknown> {
  if (!isKind(kind)) return {};
  const spec: StepSpec = STEPS[kind];
  // The entries of `assert` may stand below it without `that`.
  if (kind === "assert" && !(isMap(body) && (body.has("that") || body.has("of")))) {
    return { that: reader.value(body, "assert", spec.fields.that) };
  }
  return reader.fields(body, kind, spec.fields);
}

function finish(
  reader: NodeReader,
  item: Node,
  kind: string,
  common: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): ScenarioStep | undefined {
  if (!isKind(kind)) return undefined;
  const spec: StepSpec = STEPS[kind];
  if (isScalar(item)) {
    for (const [name, field] of Object.entries(spec.fields)) {
      if (field.required) reader.fail(item, `${kind} needs "${name}".`);
    }
  }
  checkMeaning(reader, item, kind, values);
  const text = (name: string): string | undefined => (common[name] === undefined ? undefined : String(common[name]));
  return {
    kind,
    id: text("id") ?? kind,
    title: text("title"),
    fails: text("fails"),
    apiVersions: Array.isArray(common.apiVersions) ? common.apiVersions : API_VERSIONS,
    line: reader.line(item),
    values,
  };
}
