import { EVENT_TYPES } from "../../model/event-types.ts";
import { isJsonObject } from "../../model/json-object.ts";
import { OPERATIONS } from "../../model/operations.ts";

/** What a fault does to calls of an operation, or of the token endpoint. */
export const API_FAULT_KINDS = ["throttle", "deny", "internal", "delay", "http", "html200", "drop"] as const;
export type ApiFaultKind = (typeof API_FAULT_KINDS)[number];

/** What a fault does to events on their way to EventBridge. */
export const EVENT_FAULT_KINDS = ["duplicate", "reorder", "delay", "drop"] as const;
export type EventFaultKind = (typeof EVENT_FAULT_KINDS)[number];

/** How often a fault strikes. */
interface Frequency {
  /** Stops after so many; null goes on until the fault is cleared. */
  readonly times: number | null;
  /** Between 0 and 1. */
  readonly probability: number;
  /** Start of the random numbers: the same seed strikes the same calls. */
  readonly seed: number;
}

/** A fault of the API. */
export interface ApiFault extends Frequency {
  /** An operation, `*` for every operation, or `token` for the token endpoint. */
  readonly operation: string;
  readonly kind: ApiFaultKind;
  /** `delay`: milliseconds of real time. */
  readonly ms?: number;
  /** `http`: the status. */
  readonly status?: number;
  /** `http`: what the answer holds: an error in GraphQL's form (true), a text, or nothing (false). */
  readonly body?: boolean | string;
  /** `http`: seconds for the header Retry-After. */
  readonly retryAfter?: number;
  /** `http`, `html200` and `drop`: before the operation took effect, or after it. */
  readonly when?: "before" | "after";
}

/** A fault of events. */
export interface EventFault extends Frequency {
  /** Name of an event type, with `*` for any characters. */
  readonly eventType: string;
  readonly kind: EventFaultKind;
  /** `delay`: milliseconds on the emulator's clock. */
  readonly ms?: number;
}

export type Fault = ApiFault | EventFault;

/** The token endpoint, as a fault names it. */
export const TOKEN_OPERATION = "token";

/** A request for a fault is wrong; the message says what. */
class Unfit extends Error {}

/** Reads a fault that a client asks for; a sentence if it is not one. */
export function readFault(json: unknown): Fault | string {
  try {
    const members = record(json);
    return members.eventType === undefined ? readApiFault(members) : readEventFault(members);
  } catch (error) {
    if (error instanceof Unfit) return error.message;
    throw error;
  }
}

type Members = Readonly<Record<string, unknown>>;

const FREQUENCY = ["times", "probability", "seed"];

function readApiFault(members: Members): ApiFault {
  const kind = oneOf(members, "kind", API_FAULT_KINDS);
  const extra = kind === "delay" ? ["ms"] : kind === "http" ? ["status", "body", "retryAfter"] : [];
  const cuts = kind === "http" || kind === "html200" || kind === "drop";
  onlyKnown(members, ["operation", "kind", ...extra, ...(cuts ? ["when"] : []), ...FREQUENCY]);
  const operation = members.operation ?? "*";
  const isKnown = operation === "*" || operation === TOKEN_OPERATION || Object.hasOwn(OPERATIONS, String(operation));
  if (typeof operation !== "string" || !isKnown) {
    throw new Unfit(`operation must be "*", "token" or an operation of the API, not ${JSON.stringify(operation)}.`);
  }
  const when = cuts ? { when: oneOf({ when: "before", ...members }, "when", ["before", "after"] as const) } : {};
  return { operation, kind, ...parameters(members, kind), ...when, ...frequency(members) };
}

function parameters(members: Members, kind: ApiFaultKind): Pick<ApiFault, "ms" | "status" | "body" | "retryAfter"> {
  if (kind === "delay") return { ms: number(members, "ms", 0, 24 * 60 * 60_000, true) };
  if (kind !== "http") return {};
  const { body = false } = members;
  if (typeof body !== "boolean" && typeof body !== "string") throw new Unfit("body must be true, false or a text.");
  const status = number({ status: 503, ...members }, "status", 200, 599, true);
  const retryAfter = members.retryAfter === undefined ? {} : { retryAfter: number(members, "retryAfter", 0, 86_400) };
  return { status, body, ...retryAfter };
}

function readEventFault(members: Members): EventFault {
  const kind = oneOf(members, "kind", EVENT_FAULT_KINDS);
  onlyKnown(members, ["eventType", "kind", ...(kind === "delay" ? ["ms"] : []), ...FREQUENCY]);
  const { eventType } = members;
  if (typeof eventType !== "string" || !EVENT_TYPES.some(({ name }) => matchesGlob(eventType, name))) {
    throw new Unfit(`eventType must match at least one event type, and ${JSON.stringify(eventType)} matches none.`);
  }
  const ms = kind === "delay" ? { ms: number(members, "ms", 0, 365 * 24 * 60 * 60_000, true) } : {};
  return { eventType, kind, ...ms, ...frequency(members) };
}

/** True if the text fits a pattern in which `*` stands for any characters. */
export function matchesGlob(pattern: string, text: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[^\w]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(text);
}

function frequency(members: Members): Frequency {
  return {
    times: members.times == null ? null : number(members, "times", 1, 1_000_000, true),
    probability: number({ probability: 1, ...members }, "probability", 0, 1),
    seed: number({ seed: 1, ...members }, "seed", 0, 2 ** 32 - 1, true),
  };
}

function record(json: unknown): Members {
  if (isJsonObject(json)) return { ...json };
  throw new Unfit("The body must be an object.");
}

function onlyKnown(members: Members, names: readonly string[]): void {
  const unknown = Object.keys(members).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Unfit(`Such a fault has no ${unknown.join(", ")}; it has ${names.join(", ")}.`);
}

function oneOf<Name extends string>(members: Members, name: string, choices: readonly Name[]): Name {
  const found = choices.find((choice) => choice === members[name]);
  if (found === undefined) throw new Unfit(`${name} must be one of ${choices.join(", ")}.`);
  return found;
}

function number(members: Members, name: string, min: number, max: number, whole = false): number {
  const value = members[name];
  const fits = typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) throw new Unfit(`${name} must be a ${whole ? "whole " : ""}number from ${min} to ${max}.`);
  return value;
}
