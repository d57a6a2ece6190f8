import { UsageError } from "../../errors.ts";
import type { AddressInput } from "../../generated/operations/2024-11-01.ts";

/** How an address stands on one line, for help and questions. */
export const ADDRESS_FORMAT = "12 Harbor Lane, Portland, OR 97201";

/**
 * Reads a postal address of the United States from one line: street, anything between, city, state with postal code, and the
 * country if wanted. Undefined if it is none. Other addresses go into a file.
 */
export function parseAddressLine(text: string): AddressInput | undefined {
  const parts = text.split(",").map((part) => part.trim());
  const country = /^[A-Z]{2}$/.test(parts.at(-1) ?? "") ? parts.pop() : undefined;
  const [, region, postalCode] = /^([A-Z]{2})\s+(\d{5}(?:-\d{4})?)$/.exec(parts.pop() ?? "") ?? [];
  const locality = parts.pop();
  // The input has an extendedAddress too, but no page confirms it: all goes into the field that is known.
  const streetAddress = parts.join(", ");
  if (!region || !postalCode || !locality || streetAddress === "" || parts.includes("")) return undefined;
  return {
    streetAddress,
    locality,
    region,
    countryCode: country ?? "US",
    postalCode,
  };
}

/** The same. @throws {UsageError} code `invalid_address` if it is none. */
export function addressOf(text: string): AddressInput {
  const address = parseAddressLine(text);
  if (address !== undefined) return address;
  throw new UsageError(`"${text}" is no address.`, {
    code: "invalid_address",
    suggestion: `Write it as street, city, state and postal code: "${ADDRESS_FORMAT}". Other forms go into --file.`,
  });
}
