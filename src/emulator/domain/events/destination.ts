import { COMPLETE_ADDRESS, undeliverable, ZIP_CODE } from "../../../model/destinations.ts";
import { refused } from "../api-error.ts";

/** Postal address of a preview; the postal code alone is accepted for an estimate. */
export type ShippingAddress = Readonly<Record<string, string | null | undefined>>;

/** True with all that a checkout needs. */
export function isCompleteAddress(address: ShippingAddress | null): boolean {
  return address !== null && COMPLETE_ADDRESS.every((member) => Boolean(address[member]));
}

/** Refuses what is no address and where nothing is delivered. Page: troubleshoot delivery preview errors. */
export function checkDestination(address: ShippingAddress): void {
  const { countryCode, region } = address;
  const where = undeliverable({ countryCode, region });
  if (where !== undefined) throw refused("InvalidDestination", `Buy with Prime does not deliver ${where}.`);
  const given = Object.entries(address).filter(([name, value]) => value != null && name !== "countryCode");
  const onlyPostalCode = given.length === 1 && given[0]?.[0] === "postalCode";
  const whole = onlyPostalCode || isCompleteAddress(address);
  const wellFormed = ZIP_CODE.test(address.postalCode ?? "") && (region == null || /^[A-Z]{2}$/.test(region));
  if (!whole || !wellFormed) throw refused("InvalidAddress", "The shipping address is incomplete or malformed.");
}

/** The members in which an order's address differs from the one of its preview; what the preview left open may be anything. */
export function addressDifferences(previewed: ShippingAddress, ordered: Readonly<Record<string, unknown>>) {
  return Object.keys(previewed).filter((member) => previewed[member] != null && previewed[member] !== ordered[member]);
}
