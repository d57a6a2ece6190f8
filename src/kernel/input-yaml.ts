import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { parseDecimal } from "../model/decimal.ts";

/** A YAML document with the places of its nodes. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  /** Line of an offset into the text, from 1. */
  lineAt(offset: number): number;
}

/**
 * Reads one YAML document and keeps its nodes. Numbers that a floating point number would write differently (`18.50`) stay as
 * they were typed.
 * @throws the library's error for text that is no YAML.
 */
export function parseYamlDocument(text: string): YamlDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  visit(document, {
    Scalar(_key, node) {
      if (!isScalar(node) || typeof node.value !== "number" || node.source === undefined) return;
      if (String(node.value) !== node.source) node.value = parseDecimal(node.source) ?? node.value;
    },
  });
  return { document, lineAt: (offset) => lineCounter.linePos(offset).line };
}

/**
 * Reads one YAML document as plain data; numbers stay exact.
 * @throws the library's error for text that is no YAML.
 */
export function parseYaml(text: string): unknown {
  return parseYamlDocument(text).document.toJS({ maxAliasCount: 100 });
}
