import type { DeliveryPreviewInput } from "../../client/dialects/delivery.ts";
import { COMPLETE_ADDRESS, undeliverable, ZIP_CODE } from "../../model/destinations.ts";
import { identityMistakes } from "../order/identity-flags.ts";

/** Most characters of an identifier. Page: reversalitemidentifierinput, its twin. */
const LONGEST = { sku: 255, externalId: 512 } as const;

type Address = NonNullable<NonNullable<DeliveryPreviewInput["location"]>["shippingAddress"]>;

/** Mistakes that the documentation names and that the schema does not catch, each with its path. Page: troubleshoot delivery preview errors. */
export function previewMistakes(input: DeliveryPreviewInput): readonly string[] {
  const address = input.location?.shippingAddress;
  return [
    ...(input.products.length === 0 ? ["products: a preview needs at least one product."] : []),
    ...input.products.flatMap(({ productIdentifier }, index) =>
      identifierMistakes(productIdentifier, `products[${index}].productIdentifier`),
    ),
    ...(address ? addressMistakes(address, "location.shippingAddress") : []),
    ...identityMistakes(input.shopperIdentity),
  ];
}

function identifierMistakes(
  identifier: DeliveryPreviewInput["products"][number]["productIdentifier"],
  path: string,
): readonly string[] {
  const given = Object.values(identifier ?? {}).filter((value) => value !== null && value !== undefined);
  if (given.length !== 1) return [`${path}: name the product in exactly one way, not ${given.length}.`];
  return (["sku", "externalId"] as const).flatMap((kind) => {
    const length = identifier[kind]?.length ?? 1;
    return length >= 1 && length <= LONGEST[kind] ? [] : [`${path}.${kind}: 1 to ${LONGEST[kind]} characters.`];
  });
}

function addressMistakes(address: Address, path: string): readonly string[] {
  const where = undeliverable(address);
  const missing = missingMembers(address);
  const onlyPostalCode = missing.length === COMPLETE_ADDRESS.length - 1 && !missing.includes("postalCode");
  const { postalCode } = address;
  return [
    ...(where === undefined ? [] : [`${path}: Buy with Prime does not deliver ${where}.`]),
    ...(missing.length === 0 || onlyPostalCode
      ? []
      : [`${path}: give the postal code alone, or all of it; missing: ${missing.join(", ")}.`]),
    ...(postalCode && !ZIP_CODE.test(postalCode)
      ? [`${path}.postalCode: "${postalCode}" is no ZIP code, such as 97201.`]
      : []),
  ];
}

/** What a checkout needs beyond the products: paths that are missing, empty for a complete one. */
export function checkoutGaps(input: DeliveryPreviewInput): readonly ("address" | "shopper")[] {
  const address = input.location?.shippingAddress;
  return [
    ...(address && missingMembers(address).length === 0 ? [] : (["address"] as const)),
    ...(input.shopperIdentity ? [] : (["shopper"] as const)),
  ];
}

function missingMembers(address: Address): readonly string[] {
  return COMPLETE_ADDRESS.filter((member) => !address[member]);
}
