import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../domain/api-error.ts";
import type { OpenReturnRequest } from "../domain/open-return.ts";
import type { EmulatorLogEntry } from "../log.ts";
import { readBody, sendJson, sendText } from "./body.ts";

/** What `/_emulator` controls. */
export interface Controls {
  status(): unknown;
  reset(): Promise<void>;
  openReturn(request: OpenReturnRequest): unknown;
  logAfter(sequence: number): readonly EmulatorLogEntry[];
  /** A few lines on an order, for the link that orders carry; undefined if there is none. */
  describeOrder(orderId: string): string | undefined;
  shutdown(): void;
}

/** First part of the path of every control. */
export const CONTROL_PREFIX = "/_emulator/";

type Control = (controls: Controls, exchange: Exchange) => Promise<void> | void;

interface Exchange {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Method and path to what is done; further controls (clock, faults) go here. */
const CONTROLS: Readonly<Record<string, Control>> = {
  "GET status": (controls, { response }) => sendJson(response, 200, controls.status()),
  "GET log": (controls, { url, response }) => {
    const after = Number(url.searchParams.get("after") ?? 0);
    sendJson(response, 200, { entries: controls.logAfter(Number.isSafeInteger(after) ? after : 0) });
  },
  "POST reset": async (controls, { response }) => {
    await controls.reset();
    sendJson(response, 200, controls.status());
  },
  "POST returns": async (controls, { request, response }) => {
    const wanted = parseReturnRequest(await readBody(request));
    if (typeof wanted === "string") sendJson(response, 400, { error: wanted });
    else sendJson(response, 200, controls.openReturn(wanted));
  },
  "POST shutdown": (controls, { response }) => {
    response.once("finish", () => controls.shutdown());
    sendJson(response, 200, { stopping: true });
  },
};

/** Answers one control. */
export async function handleControl(
  controls: Controls,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = url.pathname.slice(CONTROL_PREFIX.length);
  const orderId = /^orders\/([^/]+)$/.exec(path)?.[1];
  if (orderId !== undefined && request.method === "GET") {
    const text = controls.describeOrder(orderId);
    sendText(response, text === undefined ? 404 : 200, text ?? "The emulator has no such order.");
    return;
  }
  const control = CONTROLS[`${request.method ?? ""} ${path}`];
  if (control === undefined) {
    const known = Object.keys(CONTROLS).map((each) => each.replace(" ", ` ${CONTROL_PREFIX}`));
    sendJson(response, 404, { error: `There is no such control; there are: ${known.join(", ")}.` });
    return;
  }
  try {
    await control(controls, { url, request, response });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { type, code } = error.classification;
    const message = type === "AccessDeniedError" ? `Not found: ${error.reason}.` : error.message;
    sendJson(response, type === "AccessDeniedError" ? 404 : 400, { error: message, type, code });
  }
}

/** The request of `POST returns`, or what is wrong with it. */
function parseReturnRequest(body: Buffer | undefined): OpenReturnRequest | string {
  let json: unknown;
  try {
    json = JSON.parse(body?.toString() ?? "");
  } catch {
    return "The body must be JSON.";
  }
  if (!isRecord(json)) return "The body must be an object.";
  const { orderId, alias, lineItems, dropOff } = json;
  if (orderId !== undefined && typeof orderId !== "string") return "orderId must be a string.";
  if (dropOff !== undefined && typeof dropOff !== "boolean") return "dropOff must be true or false.";
  if (alias !== undefined && !isAlias(alias)) return "alias must have aliasType and aliasId.";
  if (lineItems !== undefined && !(Array.isArray(lineItems) && lineItems.every(isLineItem))) {
    return "lineItems must be a list of { lineItemId, amount }.";
  }
  return {
    ...(orderId === undefined ? {} : { orderId }),
    ...(alias === undefined ? {} : { alias }),
    lineItems,
    dropOff,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAlias(value: unknown): value is { aliasType: string; aliasId: string } {
  return isRecord(value) && typeof value.aliasType === "string" && typeof value.aliasId === "string";
}

function isLineItem(value: unknown): value is { lineItemId: string; amount?: number } {
  if (!isRecord(value) || typeof value.lineItemId !== "string") return false;
  return value.amount === undefined || typeof value.amount === "number";
}
