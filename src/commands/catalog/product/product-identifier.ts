import type { ProductIdentifier } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import type { OptionSpec, OptionValues } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { CATALOG_LIMITS } from "../../../model/catalog.ts";

const WHICH = "Which product";

/** Options that name one product; exactly one is to be given. */
export const PRODUCT_FLAGS = {
  sku: { type: "string", value: "SKU", group: WHICH, summary: "By your SKU" },
  externalId: { type: "string", value: "ID", group: WHICH, summary: "... by your own product id" },
  amazonSku: { type: "string", value: "SKU", group: WHICH, summary: "... by its Amazon SKU (MSKU)" },
  productId: { type: "string", value: "ID", group: WHICH, summary: "... by the id that Buy with Prime gave it" },
} as const satisfies Record<string, OptionSpec>;

/** The product that is meant; asked for if a person can answer. @throws {UsageError} unless it is named in one way. */
export async function chooseProduct(
  context: Context,
  { sku, externalId, amazonSku, productId }: OptionValues<typeof PRODUCT_FLAGS>,
): Promise<ProductIdentifier> {
  const given: readonly ProductIdentifier[] = [
    ...(sku === undefined ? [] : [{ sku: sized(sku, "--sku", CATALOG_LIMITS.sku) }]),
    ...(externalId === undefined
      ? []
      : [{ externalId: sized(externalId, "--external-id", CATALOG_LIMITS.externalId) }]),
    ...(amazonSku === undefined ? [] : [{ amazonSku: { value: amazonSku } }]),
    ...(productId === undefined ? [] : [{ productId }]),
  ];
  const [identifier] = given;
  if (given.length > 1) {
    throw new UsageError("Name the product in one way: --sku, --external-id, --amazon-sku or --product-id.", {
      code: "two_ways",
    });
  }
  if (identifier !== undefined) return identifier;
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --sku <SKU>, --external-id <ID>, --amazon-sku <SKU> or --product-id <ID>.", {
      code: "missing_input",
    });
  }
  const asked = await context.prompt.input("SKU of the product", {
    check: (text) => (text === "" ? "It is needed; other names are given by options." : undefined),
  });
  return { sku: sized(asked, "SKU", CATALOG_LIMITS.sku) };
}

/** How a person names it: `SKU LAMP-OAK-01`. */
export function productName(identifier: ProductIdentifier): string {
  if ("sku" in identifier) return `SKU ${identifier.sku}`;
  if ("externalId" in identifier) return `external id ${identifier.externalId}`;
  if ("productId" in identifier) return identifier.productId;
  return `Amazon SKU ${identifier.amazonSku.value}`;
}

function sized(text: string, flag: string, most: number): string {
  if (text.length <= most) return text;
  throw new UsageError(`${flag}: at most ${most} characters.`, { code: "too_long" });
}
