import { isUtf8 } from "node:buffer";
import type { UserEvent } from "../../client/dialects/analytics.ts";
import { checkInput } from "../../kernel/check-input.ts";
import type { InputTypes } from "../../model/input-types.ts";
import { parseJson } from "../../model/json.ts";
import { DRAFT_NAMES, isUtcTime, isUuidV4, USER_EVENT_LENGTHS } from "../../model/user-events.ts";
import { type InputLine, MAX_LINE_BYTES } from "./input-lines.ts";

/** What a line of the input is: an event, or what is wrong with it. */
export type ReadLine =
  | { readonly event: UserEvent }
  | { readonly problems: readonly string[]; readonly eventId: string | null };

/** Reads a line and checks it by the documented rules; undefined for a blank one. */
export function readEventLine(types: InputTypes, line: InputLine): ReadLine | undefined {
  if (line.length > MAX_LINE_BYTES) return malformed(`the line is longer than ${MAX_LINE_BYTES} bytes`);
  if (!isUtf8(line.bytes)) return malformed("the line is no UTF-8 text");
  const text = lineText(line);
  if (text === "") return undefined;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return malformed("the line is no JSON document");
  }
  const problems = problemsOf(types, value);
  return problems.length === 0 ? { event: value as UserEvent } : { problems, eventId: eventIdOf(value) };
}

/** The text of a line; a byte order mark and the end of a Windows line do not belong to it. */
export function lineText({ bytes }: InputLine): string {
  return Buffer.from(bytes)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trim();
}

/** What the service would refuse in an event; empty if nothing is known to be wrong. */
export function problemsOf(types: InputTypes, value: unknown): readonly string[] {
  const { mistakes } = checkInput(types, "UserEvent", value);
  return [...mistakes.map(withDraftHint), ...brokenRules(value)];
}

function brokenRules(value: unknown): readonly string[] {
  const problems: string[] = [];
  const textIn = (field: keyof UserEvent): string | undefined => {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
    return typeof found === "string" ? found : undefined;
  };
  for (const field of ["eventType", "schemaName"] as const) {
    const text = textIn(field);
    const [min, max] = USER_EVENT_LENGTHS[field];
    if (text !== undefined && (text.length < min || text.length > max)) {
      problems.push(`${field}: must have ${min} to ${max} characters, not ${text.length}.`);
    }
  }
  const id = textIn("eventId");
  if (id !== undefined && !isUuidV4(id)) problems.push(`eventId: ${quoted(id)} is no UUID of version 4.`);
  const time = textIn("eventTime");
  if (time !== undefined && !isUtcTime(time)) {
    problems.push(`eventTime: ${quoted(time)} is no time in UTC such as 2024-05-31T13:15:30Z (RFC 3339).`);
  }
  return problems;
}

const LONGEST_QUOTE = 60;

function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text);
}

function withDraftHint(mistake: string): string {
  const [name = ""] = mistake.split(":");
  const now = Object.hasOwn(DRAFT_NAMES, name) ? DRAFT_NAMES[name] : undefined;
  return now === undefined ? mistake : `${name}: UserEvent has no such field; the name is ${now}.`;
}

function eventIdOf(value: unknown): string | null {
  const id: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "eventId") : undefined;
  return typeof id === "string" ? id : null;
}

function malformed(problem: string): ReadLine {
  return { problems: [`${problem}.`], eventId: null };
}
