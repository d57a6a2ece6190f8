import { isJsonObject } from "../../../model/json-object.ts";
import type { JsonObject } from "../protocol.ts";
import { AwsError, objectsOf } from "../protocol.ts";

/** A ValidationException in the words that AWS uses for a constraint on one member. */
export function validation(member: string, value: unknown, constraint: string): AwsError {
  const shown = value === undefined ? "null" : `'${String(value)}'`;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A required text of a request, checked against its pattern and length. */
export function requiredText(input: JsonObject, member: string, pattern: RegExp, maxLength: number): string {
  const value = input[member];
  if (value === undefined || value === null) throw validation(member, undefined, "Member must not be null");
  if (typeof value !== "string" || !pattern.test(value)) {
    throw validation(member, value, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
  if (value.length > maxLength) {
    throw validation(member, value, `Member must have length less than or equal to ${maxLength}`);
  }
  return value;
}

/** A text of a request that may be missing. */
export function optionalText(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  return typeof value === "string" ? value : undefined;
}

/** Tags as the EventBridge API writes them: a list of Key and Value. */
export function readTags(value: unknown): Record<string, string> {
  const tags = objectsOf(value).map(({ Key, Value }) => {
    if (typeof Key !== "string" || Key === "") throw validation("tags", Key, "Member must not be null");
    return [Key, typeof Value === "string" ? Value : ""] as const;
  });
  return Object.fromEntries(tags);
}

/** The page of a sorted list that Limit and NextToken ask for. */
export function paginate<T>(
  items: readonly T[],
  input: JsonObject,
  nameOf: (item: T) => string,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const limit = Number(input.Limit ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw validation("limit", input.Limit, "Member must have value between 1 and 100");
  }
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? undefined : Buffer.from(token, "base64").toString();
  const rest = after === undefined ? items : items.filter((item) => nameOf(item) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    next: rest.length > limit && last !== undefined ? { NextToken: Buffer.from(nameOf(last)).toString("base64") } : {},
  };
}

/** JSON text as an object; undefined for anything else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
