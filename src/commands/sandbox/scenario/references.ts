import { UsageError } from "../../../errors.ts";
import { isDecimalValue } from "../../../model/decimal.ts";

/** Results of steps by id, and the values of `set` and `run`. */
export type Known = Readonly<Record<string, unknown>>;

const WHOLE = /^\$\{([^}]*)\}$/;
const PART = /\$\{([^}]*)\}/g;

/** True if the value is only known when the scenario runs. */
export function holdsReference(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}

/** The references of a text, without their braces. */
export function referencesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(PART), ([, path = ""]) => path);
}

/**
 * Puts values in the place of references: `${create.order.id}`, `${openReturn.returnId}`, `${create.order.lineItems[0].id}`,
 * `${set.sku}`, `${run.id}`. A text that is one reference becomes the value itself, whatever it is.
 * @throws {UsageError} code `unknown_reference` for what is not there.
 */
export function resolveReferences(value: unknown, known: Known): unknown {
  if (typeof value === "string") {
    const whole = WHOLE.exec(value);
    if (whole?.[1] !== undefined) return lookUp(whole[1], known);
    return value.replace(PART, (_, path: string) => String(lookUp(path, known)));
  }
  if (Array.isArray(value)) return value.map((entry) => resolveReferences(entry, known));
  if (typeof value !== "object" || value === null || isDecimalValue(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolveReferences(entry, known)]));
}

function lookUp(path: string, known: Known): unknown {
  const names = path
    .trim()
    .split(/\.|\[(\d+)\]/)
    .filter((part) => part !== undefined && part !== "");
  let value: unknown = known;
  for (const [index, name] of names.entries()) {
    const inside = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    if (!inside) {
      const sofar = names.slice(0, index).join(".");
      const members = typeof value === "object" && value !== null ? Object.keys(value) : [];
      throw new UsageError(`\${${path}}: ${sofar === "" ? "the scenario" : sofar} has no "${name}".`, {
        code: "unknown_reference",
        ...(members.length === 0 ? {} : { suggestion: `There is ${members.slice(0, 20).join(", ")}.` }),
      });
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
