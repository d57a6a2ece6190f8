import { randomBytes, randomInt, randomUUID } from "node:crypto";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

function pick(length: number): string {
  return Array.from({ length }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join("");
}

/** `322-ABC1-AAAAAA`, as in the documentation's examples. */
export function newOrderId(): string {
  return `${randomInt(100, 1000)}-${pick(4)}-${pick(6)}`;
}

/** 10 and 10 hexadecimal digits. */
export function newLineItemId(): string {
  return `${randomBytes(5).toString("hex")}-${randomBytes(5).toString("hex")}`;
}

/** 64 hexadecimal digits. */
export function newRefundId(): string {
  return randomBytes(32).toString("hex");
}

/** 64 hexadecimal digits, as refunds have. */
export function newCancellationId(): string {
  return newRefundId();
}

/** `753-081`, as in the example of a way to send a return. */
export function newDeliveryOfferId(): string {
  return `${randomInt(100, 1000)}-${String(randomInt(0, 1000)).padStart(3, "0")}`;
}

/** A UUID: packages, returns, return lines, subscriptions, events. */
export function newId(): string {
  return randomUUID();
}

/** Prefix of tracking numbers, so that nobody takes one for a real parcel. */
export const EMULATED_TRACKING_PREFIX = "EMU";

/** A made-up tracking number: `EMU` and 12 digits. */
export function newTrackingNumber(): string {
  return `${EMULATED_TRACKING_PREFIX}${String(randomInt(0, 2 ** 40))
    .padStart(12, "0")
    .slice(-12)}`;
}

const LOWER_LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** 14 of a-z and 0-9, as in the examples: products, stock records, imports, bundles. */
export function newCatalogId(): string {
  return Array.from({ length: 14 }, () => LOWER_LETTERS_AND_DIGITS[randomInt(LOWER_LETTERS_AND_DIGITS.length)]).join(
    "",
  );
}
