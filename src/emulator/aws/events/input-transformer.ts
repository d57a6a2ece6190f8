import { isJsonObject } from "../../../model/json-object.ts";
import type { JsonObject } from "../protocol.ts";
import { textMapOf } from "../protocol.ts";
import { followInputPath, isInputPath } from "./input-path.ts";

/** How a target's input is made of the event: values by JSON path, and a template with `<name>` in their places. */
export interface InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

/** What the predefined variables need to know. */
export interface TransformerFacts {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

const PLACEHOLDER = /<([\w.-]+)>/g;
const NAME = /^[\w-]+$/;
const MAX_PATHS = 100;
const LONGEST_TEMPLATE = 8192;
const PREDEFINED: ReadonlySet<string> = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event",
  "aws.events.event.json",
  "aws.events.event.ingestion-time",
]);

/** What is wrong with a transformer, as a sentence; undefined if nothing is. */
export function problemOfTransformer(transformer: unknown): string | undefined {
  if (!isJsonObject(transformer)) return "InputTransformer must be an object.";
  const { InputTemplate: template, InputPathsMap: paths = {} } = transformer;
  if (typeof template !== "string" || template.length < 1 || template.length > LONGEST_TEMPLATE) {
    return `InputTemplate must have 1 to ${LONGEST_TEMPLATE} characters.`;
  }
  if (!isJsonObject(paths) || Object.keys(paths).length > MAX_PATHS) {
    return `InputPathsMap must be a map with at most ${MAX_PATHS} entries.`;
  }
  for (const [name, path] of Object.entries(paths)) {
    if (!NAME.test(name) || /^aws/i.test(name)) return `InputPathsMap has the invalid name ${name}.`;
    if (!isInputPath(path)) return `InputPathsMap has no valid JSON path for ${name}.`;
  }
  const unknown = Array.from(template.matchAll(PLACEHOLDER), ([, name = ""]) => name).find(
    (name) => !Object.hasOwn(paths, name) && !PREDEFINED.has(name),
  );
  if (unknown !== undefined) return `InputTemplate contains the invalid placeholder ${unknown}.`;
  if (!isTemplate(template)) return "InputTemplate must be JSON, or text in quotes.";
  return undefined;
}

/**
 * The input that a transformer makes of an event: JSON without spaces, or text as the template has it. Values inside quotes
 * are put in without escapes, objects and lists there without their own quotes; what the event does not have is empty. Pages:
 * EventBridge user guide, "Amazon EventBridge input transformation"; API reference, InputTransformer.
 */
export function transformInput(transformer: InputTransformer, event: JsonObject, facts: TransformerFacts): string {
  const { detail: _, ...withoutDetail } = event;
  const predefined: Readonly<Record<string, unknown>> = {
    "aws.events.rule-arn": facts.ruleArn,
    "aws.events.rule-name": facts.ruleName,
    "aws.events.event": withoutDetail,
    "aws.events.event.json": event,
    "aws.events.event.ingestion-time": facts.ingestionTime,
  };
  const paths = textMapOf(transformer.InputPathsMap);
  const text = fillIn(transformer.InputTemplate, (name, inQuotes) => {
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
    const value = path === undefined ? predefined[name] : followInputPath(event, path);
    if (inQuotes) return bare(value);
    return JSON.stringify(value ?? "");
  });
  return minified(text);
}

function bare(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value).replaceAll('"', "") : String(value);
}

/** Replaces the placeholders of a template; `inQuotes` tells those inside a JSON string. */
function fillIn(template: string, show: (name: string, inQuotes: boolean) => string): string {
  let inQuotes = false;
  let end = 0;
  return template.replace(PLACEHOLDER, (placeholder, name: string, start: number) => {
    for (const [mark] of template.slice(end, start).matchAll(/\\.|"/gs)) if (mark === '"') inQuotes = !inQuotes;
    end = start + placeholder.length;
    return show(name, inQuotes);
  });
}

function isTemplate(template: string): boolean {
  const filled = fillIn(template, (_, inQuotes) => (inQuotes ? "x" : "0"));
  return isJson(filled) || filled.split("\n").every((line) => line.trim() === "" || isJson(line));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function minified(text: string): string {
  return /^\s*[[{]/.test(text) && isJson(text) ? JSON.stringify(JSON.parse(text)) : text;
}
