/**
 * Regions of the United States to which Buy with Prime does not deliver: territories and freely associated states, and
 * military addresses. Page: troubleshoot delivery preview errors (InvalidDestination); AP is concluded, the list is cut there.
 */
const UNDELIVERABLE_REGIONS: ReadonlySet<string> = new Set([
  ...["AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"],
  ...["AA", "AE", "AP"],
]);

/** The country to which deliveries go. */
export const DELIVERY_COUNTRY = "US";

/** A ZIP code, with or without its last four digits. */
export const ZIP_CODE = /^\d{5}(?:-\d{4})?$/;

/** The members that make a shipping address complete; only with one does an offer become one for checkout. */
export const COMPLETE_ADDRESS = ["streetAddress", "locality", "region", "postalCode"] as const;

/** Why nothing is delivered there, as the end of a sentence; undefined if it is, or if the address does not say. */
export function undeliverable(address: {
  readonly countryCode?: string | null | undefined;
  readonly region?: string | null | undefined;
}): string | undefined {
  const { countryCode, region } = address;
  if (countryCode && countryCode !== DELIVERY_COUNTRY) return `outside the ${DELIVERY_COUNTRY}`;
  return region && UNDELIVERABLE_REGIONS.has(region) ? `in ${region}` : undefined;
}
