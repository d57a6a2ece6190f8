import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { UsageError } from "../../../errors.ts";
import { parseDuration } from "../../../kernel/duration.ts";
import { parseYamlDocument, type YamlDocument } from "../../../kernel/input-yaml.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { isDecimalValue, parseDecimal } from "../../../model/decimal.ts";
import { findEventType } from "../../../model/event-types.ts";
import { API_VERSIONS, type ApiVersion, isApiVersion } from "../../../model/versions.ts";
import {
  COMMON_FIELDS,
  type FieldSpec,
  SCENARIO_FIELDS,
  type Scenario,
  type ScenarioStep,
  STEPS,
  type StepKind,
  type StepSpec,
} from "./scenario.ts";

type FieldSpecs = Readonly<Record<string, FieldSpec>>;

const KINDS = Object.keys(STEPS);

function isKind(text: string): text is StepKind {
  return KINDS.includes(text);
}

/** True if the value is only known when the scenario runs. */
function holdsReference(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}

/** Walks the nodes of one file and collects what is wrong with them, each with its line. */
class Reader {
  readonly findings: string[] = [];
  readonly #yaml: YamlDocument;

  constructor(yaml: YamlDocument) {
    this.#yaml = yaml;
  }

  line(node: unknown): number {
    const offset = (node as Node | null)?.range?.[0];
    return offset === undefined ? 1 : this.#yaml.lineAt(offset);
  }

  fail(node: unknown, finding: string): undefined {
    this.findings.push(`line ${this.line(node)}: ${finding}`);
    return undefined;
  }

  plain(node: unknown): unknown {
    return (node as Node).toJS(this.#yaml.document, { maxAliasCount: 100 });
  }

  /** Entries of a map by name; unknown names are findings. */
  entries(node: unknown, what: string, known: readonly string[]): ReadonlyMap<string, Node> {
    const found = new Map<string, Node>();
    if (!isMap(node)) {
      this.fail(node, `${what} must be a map (name: value).`);
      return found;
    }
    for (const { key, value } of (node as YAMLMap<Node, Node | null>).items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!known.includes(name)) {
        const hint = didYouMean(name, known);
        this.fail(key, `${what} has no "${name}". ${hint ?? `There are ${known.join(", ")}.`}`);
      } else if (value !== null && !(isScalar(value) && value.value === null)) {
        found.set(name, value);
      }
    }
    return found;
  }

  /** Values of a map by specs. */
  fields(node: unknown, what: string, specs: FieldSpecs): Record<string, unknown> {
    const entries = this.entries(node, what, Object.keys(specs));
    for (const [name, spec] of Object.entries(specs)) {
      if (spec.required && !entries.has(name) && isMap(node)) this.fail(node, `${what} needs "${name}".`);
    }
    return Object.fromEntries(
      [...entries].map(([name, value]) => [name, this.value(value, `"${name}" of ${what}`, specs[name])]),
    );
  }

  value(node: Node, what: string, spec: FieldSpec | undefined): unknown {
    if (spec === undefined || spec.type === "any") return this.plain(node);
    const plain = this.plain(node);
    if (holdsReference(plain)) return plain;
    switch (spec.type) {
      case "map":
        if (!isMap(node)) return this.fail(node, `${what} must be a map (name: value).`);
        return spec.fields === undefined ? plain : this.fields(node, what, spec.fields);
      case "list":
        return this.#list(node, what, spec);
      default:
        return this.#scalar(node, plain, what, spec);
    }
  }

  #list(node: Node, what: string, spec: FieldSpec): unknown {
    const { fields } = spec;
    const items = isSeq(node) ? (node.items as Node[]) : spec.orOne ? [node] : undefined;
    if (items === undefined) return this.fail(node, `${what} must be a list.`);
    return items.map((item) => (fields === undefined ? this.plain(item) : this.fields(item, what, fields)));
  }

  #scalar(node: Node, plain: unknown, what: string, { type, choices }: FieldSpec): unknown {
    switch (type) {
      case "boolean":
        return typeof plain === "boolean" ? plain : this.fail(node, `${what} must be true or false.`);
      case "integer":
        return Number.isSafeInteger(plain) ? plain : this.fail(node, `${what} must be a whole number.`);
      case "amount": {
        const amount = isDecimalValue(plain) ? plain : typeof plain === "string" ? parseDecimal(plain) : undefined;
        return amount ?? this.fail(node, `${what} must be a number.`);
      }
      case "duration": {
        const ms = parseDuration(String(plain));
        return ms ?? this.fail(node, `${what} must be a length of time such as 30s or 10m.`);
      }
      default: {
        if (typeof plain === "object") return this.fail(node, `${what} must be a text.`);
        const text = String(plain);
        if (choices === undefined || choices.includes(text)) return text;
        const hint = didYouMean(text, choices);
        return this.fail(node, `${what} cannot be "${text}". ${hint ?? `It is one of ${choices.join(", ")}.`}`);
      }
    }
  }
}

/**
 * Reads a scenario and checks all of it: names, kinds, values, references to steps that come before.
 * @param file how the file is called in errors.
 * @throws {UsageError} code `invalid_scenario`, with every mistake and its line.
 */
export function readScenario(text: string, file: string): Scenario {
  const yaml = parse(text, file);
  const reader = new Reader(yaml);
  const root = yaml.document.contents;
  const entries = reader.entries(root, "The scenario", Object.keys(SCENARIO_FIELDS));
  const top = (name: keyof typeof SCENARIO_FIELDS): unknown => {
    const node = entries.get(name);
    return node === undefined ? undefined : reader.value(node, `"${name}"`, SCENARIO_FIELDS[name]);
  };
  if (isMap(root)) {
    for (const name of ["name", "steps"]) if (!entries.has(name)) reader.fail(root, `The scenario needs "${name}".`);
  }
  const steps = readSteps(reader, entries.get("steps"));
  const set = top("set");
  const scenario: Scenario = {
    name: String(top("name") ?? ""),
    description: top("description")?.toString(),
    file,
    apiVersions: readVersions(reader, entries.get("apiVersions")),
    set: isRecord(set) ? set : {},
    steps,
  };
  checkReferences(reader, entries.get("steps"), scenario);
  const { findings } = reader;
  if (findings.length === 0) return scenario;
  throw new UsageError(`${file} is no scenario: ${findings.length} mistake${findings.length === 1 ? "" : "s"}.`, {
    code: "invalid_scenario",
    findings,
    suggestion: "Nothing was sent. docs/scenarios.md tells what may stand there.",
  });
}

function parse(text: string, file: string): YamlDocument {
  try {
    return parseYamlDocument(text);
  } catch (cause) {
    const [first = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new UsageError(`${file} is no YAML: ${first.replace(/:$/, "")}.`, { code: "invalid_syntax", cause });
  }
}

function readVersions(reader: Reader, node: Node | undefined): readonly ApiVersion[] {
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

function readSteps(reader: Reader, node: Node | undefined): readonly ScenarioStep[] {
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

function readStep(reader: Reader, item: Node): ScenarioStep | undefined {
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

function readBody(reader: Reader, kind: string, body: Node): Record<string, unknown> {
  if (!isKind(kind)) return {};
  const spec: StepSpec = STEPS[kind];
  // The entries of `assert` may stand below it without `that`.
  if (kind === "assert" && !(isMap(body) && (body.has("that") || body.has("of")))) {
    return { that: reader.value(body, "assert", spec.fields.that) };
  }
  return reader.fields(body, kind, spec.fields);
}

function finish(
  reader: Reader,
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

/** What no list of fields can say. */
function checkMeaning(reader: Reader, item: Node, kind: StepKind, values: Readonly<Record<string, unknown>>): void {
  if (kind === "assert" && Array.isArray(values.that)) {
    for (const entry of values.that.filter(isRecord)) {
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

/** A reference must name a step that comes before, or a name of `set`. */
function checkReferences(reader: Reader, node: Node | undefined, scenario: Scenario): void {
  const seen = new Set<string>(["set", "run"]);
  const lines = new Map<number, Node>();
  if (isSeq(node)) for (const item of node.items as Node[]) lines.set(reader.line(item), item);
  for (const step of scenario.steps) {
    for (const [, path = ""] of JSON.stringify(step.values).matchAll(/\$\{([^}]*)\}/g)) {
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isDecimalValue(value);
}
