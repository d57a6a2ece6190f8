import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { parseDuration } from "../../../kernel/duration.ts";
import type { YamlDocument } from "../../../kernel/input-yaml.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { isDecimalValue, parseDecimal } from "../../../model/decimal.ts";
import { holdsReference } from "./references.ts";
import type { FieldSpec } from "./scenario.ts";

type FieldSpecs = Readonly<Record<string, FieldSpec>>;

/** Walks the nodes of one file and collects what is wrong with them, each with its line. */
export class NodeReader {
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
