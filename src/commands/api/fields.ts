import { UsageError } from "../../errors.ts";
import { parseJson } from "../../model/json.ts";

/** Values by name, nested as the fields say. */
export type Fields = Record<string, unknown>;

type Step = { readonly name: string } | { readonly index: number } | "append";

const HEAD = /^([_A-Za-z]\w*)/;
const TAIL = /^(?:\.([_A-Za-z]\w*)|\[([_A-Za-z]\w*)\]|\[(\d+)\]|\[\])/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
/** Longer lists by index are a slip, and would fill the memory. */
const LARGEST_INDEX = 9_999;

/** Splits `key=value`. */
export function splitField(text: string, flag: string): readonly [key: string, value: string] {
  const at = text.indexOf("=");
  if (at >= 1) return [text.slice(0, at), text.slice(at + 1)];
  throw malformed(`${flag} takes KEY=VALUE, not ${JSON.stringify(text)}.`);
}

/** A value of `-F`: true, false, null and numbers are what they look like, numbers exactly; anything else is a text. */
export function typedValue(text: string): unknown {
  if (Object.hasOwn(LITERALS, text)) return LITERALS[text];
  return NUMBER.test(text) ? parseJson(text) : text;
}

/**
 * Puts a value where a key says, as `gh api` reads keys: `input[orderId]`, `ids[]`, `items[][id]`; and also `input.orderId`
 * and `items[0].id`.
 * @throws {UsageError} for a key that is none, or one that fits not to those before
 */
export function assignField(fields: Fields, key: string, value: unknown): void {
  const steps = readKey(key);
  let container: Fields | unknown[] = fields;
  for (const [position, step] of steps.entries()) {
    const next = steps[position + 1];
    const slot = slotOf(container, step, next, key);
    if (next === undefined) {
      slot.set(value);
      return;
    }
    let inner = slot.get();
    if (inner === undefined) {
      inner = isName(next) ? {} : [];
      slot.set(inner);
    }
    if (!isContainer(inner)) throw malformed(`${key} contradicts a field before it: that is a value, not an object.`);
    container = inner;
  }
}

function readKey(key: string): readonly Step[] {
  const head = HEAD.exec(key)?.[1];
  if (head === undefined || key.includes("__proto__"))
    throw malformed(`${JSON.stringify(key)} is no name of a variable.`);
  const steps: Step[] = [{ name: head }];
  for (let rest = key.slice(head.length); rest !== ""; ) {
    const match = TAIL.exec(rest);
    if (match === null) {
      throw malformed(`${JSON.stringify(key)} cannot be read from ${JSON.stringify(rest)} on: write a.b, a[b] or a[].`);
    }
    const [whole, dotted, bracketed, index] = match;
    const name = dotted ?? bracketed;
    steps.push(name !== undefined ? { name } : index !== undefined ? { index: Number(index) } : "append");
    rest = rest.slice(whole.length);
  }
  return steps;
}

interface Slot {
  get(): unknown;
  set(value: unknown): void;
}

function slotOf(container: Fields | unknown[], step: Step, next: Step | undefined, key: string): Slot {
  if (!Array.isArray(container)) {
    if (!isName(step)) throw malformed(`${key} contradicts a field before it: that is an object, not a list.`);
    const { name } = step;
    return {
      get: () => container[name],
      set: (value) => {
        container[name] = value;
      },
    };
  }
  if (isName(step)) throw malformed(`${key} contradicts a field before it: that is a list, not an object.`);
  const index = step === "append" ? appendIndex(container, next) : step.index;
  if (index > LARGEST_INDEX) throw malformed(`${key}: an index goes up to ${LARGEST_INDEX}.`);
  return {
    get: () => container[index],
    set: (value) => {
      container[index] = value;
    },
  };
}

/** `items[][id]=1 items[][name]=x` makes one item; a name that is there already begins the next. */
function appendIndex(list: readonly unknown[], next: Step | undefined): number {
  const last = list.at(-1);
  const goesOn =
    next !== undefined && isName(next) && isContainer(last) && !Array.isArray(last) && !(next.name in last);
  return goesOn ? list.length - 1 : list.length;
}

function isName(step: Step): step is { readonly name: string } {
  return typeof step === "object" && "name" in step;
}

function isContainer(value: unknown): value is Fields | unknown[] {
  return typeof value === "object" && value !== null && !(value instanceof Number);
}

function malformed(message: string): UsageError {
  return new UsageError(message, { code: "malformed_field" });
}
