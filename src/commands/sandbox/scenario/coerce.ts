import { UsageError } from "../../../errors.ts";
import { parseDuration } from "../../../kernel/duration.ts";
import { parseDecimal } from "../../../model/decimal.ts";
import type { FieldSpec } from "./scenario.ts";
import type { Values } from "./step-values.ts";

/**
 * Gives values their kinds after references were put in: what `--set` or an earlier step brought may be a text where a
 * number, a length of time or a yes is meant.
 * @throws {UsageError} code `invalid_scenario` for what does not fit.
 */
export function coerceValues(values: Values, specs: Readonly<Record<string, FieldSpec>>): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const spec = specs[name];
      return [name, spec === undefined ? value : coerce(name, value, spec)];
    }),
  );
}

function coerce(name: string, value: unknown, spec: FieldSpec): unknown {
  const { fields, choices } = spec;
  if (Array.isArray(value)) {
    return fields === undefined ? value : value.map((entry) => (isMap(entry) ? coerceValues(entry, fields) : entry));
  }
  if (fields !== undefined && isMap(value)) return coerceValues(value, fields);
  if (typeof value !== "string") return value;
  const fitting = read(value, spec);
  if (fitting === undefined) throw misfit(name, value, `a value of the kind ${spec.type}`);
  if (choices !== undefined && !choices.includes(value)) throw misfit(name, value, `one of ${choices.join(", ")}`);
  return fitting;
}

function read(text: string, { type }: FieldSpec): unknown {
  switch (type) {
    case "amount":
      return parseDecimal(text);
    case "duration":
      return parseDuration(text);
    case "integer":
      return /^\d+$/.test(text) ? Number(text) : undefined;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    default:
      return text;
  }
}

function misfit(name: string, value: string, wanted: string): UsageError {
  return new UsageError(`"${name}" must be ${wanted}, not "${value}".`, { code: "invalid_scenario" });
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null;
}
