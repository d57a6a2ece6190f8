import { isScalar, parseDocument, visit } from "yaml";
import { parseDecimal } from "../model/decimal.ts";

/**
 * Reads one YAML document. Numbers that a floating point number would write differently (`18.50`) stay as they were typed.
 * @throws the library's error for text that is no YAML.
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  visit(document, {
    Scalar(_key, node) {
      if (!isScalar(node) || typeof node.value !== "number" || node.source === undefined) return;
      if (String(node.value) !== node.source) node.value = parseDecimal(node.source) ?? node.value;
    },
  });
  return document.toJS({ maxAliasCount: 100 });
}
