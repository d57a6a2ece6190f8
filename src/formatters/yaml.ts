import { stringify } from "yaml";
import { withPlainNumbers } from "./serialise.ts";

/** A value as YAML 1.2. */
export function toYaml(value: unknown): string {
  return stringify(withPlainNumbers(value), { lineWidth: 0 });
}
