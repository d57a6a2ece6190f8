import { isJsonObject } from "../../model/json-object.ts";
import type { ItemName } from "../domain/catalog/catalog.ts";
import type { MilestoneRequest } from "../domain/orders/tracker-control.ts";
import type { OpenReturnRequest } from "../domain/returns/open-return.ts";

/** What `POST clock` asks for: how far to go on, or until when, in milliseconds since 1970. */
export type ClockRequest = { readonly advanceMs: number } | { readonly setTo: number };

/** What `POST returns` asks for: a new return, or a draft to be submitted. */
export type ReturnRequest = OpenReturnRequest | { readonly returnId: string };

/** What `POST stock` asks for: how many units of a product there are. */
export interface StockRequest {
  readonly product: ItemName;
  readonly units: number;
}

/** Reads a JSON body; undefined if it is none. */
export function parseJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() ?? "");
  } catch {
    return undefined;
  }
}

/** The request of `POST returns`, or what is wrong with it. */
export function readReturnRequest(json: unknown): ReturnRequest | string {
  if (!isJsonObject(json)) return "The body must be a JSON object.";
  const { orderId, alias, lineItems, dropOff, returnId } = json;
  if (returnId !== undefined) return typeof returnId === "string" ? { returnId } : "returnId must be a string.";
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

/** The request of `POST trackers`, or what is wrong with it. */
export function readMilestoneRequest(json: unknown): MilestoneRequest | string {
  if (!isJsonObject(json)) return "The body must be a JSON object.";
  const { code, alias, orderId, packageId, trackingNumber, carrierCode } = json;
  if (typeof code !== "string") return "code must be a milestone code.";
  if (alias !== undefined && !isAlias(alias)) return "alias must have aliasType and aliasId.";
  for (const [name, value] of Object.entries({ orderId, packageId, trackingNumber, carrierCode })) {
    if (value !== undefined && typeof value !== "string") return `${name} must be a string.`;
  }
  const words = { orderId, packageId, trackingNumber, carrierCode } as Partial<Record<"orderId", string>>;
  return { ...words, code, ...(alias === undefined ? {} : { alias }) };
}

/** The request of `POST clock`, or what is wrong with it. */
export function readClockRequest(json: unknown): ClockRequest | string {
  const { advanceMs, set } = isJsonObject(json) ? json : {};
  if ((advanceMs === undefined) === (set === undefined))
    return 'The body must be {"advanceMs": 1000} or {"set": "<time>"}.';
  if (set !== undefined) {
    const setTo = typeof set === "string" ? Date.parse(set) : Number.NaN;
    return Number.isNaN(setTo) ? "set must be a time in ISO 8601." : { setTo };
  }
  const fits = typeof advanceMs === "number" && advanceMs >= 0 && advanceMs <= LONGEST_ADVANCE_MS;
  return fits ? { advanceMs } : `advanceMs must be a number from 0 to ${LONGEST_ADVANCE_MS}.`;
}

/** The request of `POST stock`, or what is wrong with it. */
export function readStockRequest(json: unknown): StockRequest | string {
  if (!isJsonObject(json)) return "The body must be a JSON object.";
  const { units, ...names } = json;
  const fits = typeof units === "number" && Number.isSafeInteger(units) && units >= 0;
  if (!fits) return "units must be a whole number from 0 on.";
  const given = (["productId", "sku", "amazonSku", "externalId"] as const).flatMap((kind) => {
    const value = names[kind];
    return typeof value === "string" && value !== "" ? [{ kind, value }] : [];
  });
  const [product] = given;
  if (product === undefined || given.length > 1) return "Give one of productId, sku, amazonSku and externalId.";
  return { product, units };
}

/** A hundred years. */
const LONGEST_ADVANCE_MS = 100 * 365 * 24 * 60 * 60_000;

function isAlias(value: unknown): value is { aliasType: string; aliasId: string } {
  return isJsonObject(value) && typeof value.aliasType === "string" && typeof value.aliasId === "string";
}

function isLineItem(value: unknown): value is { lineItemId: string; amount?: number } {
  if (!isJsonObject(value) || typeof value.lineItemId !== "string") return false;
  return value.amount === undefined || typeof value.amount === "number";
}
