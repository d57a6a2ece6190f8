import type { ReversalItem } from "../../client/dialects/dialect.ts";
import { UsageError } from "../../errors.ts";
import { reversalOfferBlocks } from "../../formatters/reversal-offer.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";

export const command = defineCommand({
  name: "returns offers",
  summary: "Ask whether products can be returned, and for how long (reversalOffers)",
  description:
    "Name each product in one way; several products are answered in the order in which they are asked for: SKUs, own ids, product ids, Amazon SKUs. The answer states the policy and creates nothing. A product can be returned if resolutionTypes holds RETURN.",
  operations: ["reversalOffers", "generateReversalOffers"],
  options: {
    sku: { type: "string", value: "SKU", multiple: true, summary: "Product by your SKU; 1 to 255 characters" },
    externalId: { type: "string", value: "ID", multiple: true, summary: "... by your own id; 1 to 512 characters" },
    productId: { type: "string", value: "ID", multiple: true, summary: "... by the id that Buy with Prime gave it" },
    amazonSku: { type: "string", value: "SKU", multiple: true, summary: "... by its Amazon SKU (MSKU)" },
    marketplaceId: {
      type: "string",
      value: "ID",
      default: "US",
      summary: "Marketplace of the Amazon SKUs (default: US, as in the documentation)",
    },
  },
  output: {
    "reversalOffers.id": "id of the answer",
    "reversalOffers.expiresAt": "until when it holds",
    "reversalOffers.reversalOfferCollection[].item": "the product, as it was asked for",
    "reversalOffers.reversalOfferCollection[].summary": "title, description, resolutionTypes, window",
  },
  errors: {
    ItemDoesNotExist: "a product is not in the Buy with Prime catalog (exit 5)",
    AccessDeniedError: "the permissions View Product Return Policy and View Catalog Data are needed (exit 3)",
  },
  examples: [
    { command: "bwp returns offers --sku MUG-BLUE-12", note: "One product" },
    {
      command:
        "bwp returns offers --sku MUG-BLUE-12 --external-id prod-5521 --query 'reversalOffers.reversalOfferCollection[].summary.resolutionTypes'",
      note: "Several, for a script",
    },
  ],
  async run(context, { options }) {
    const given: readonly ReversalItem[] = [
      ...options.sku.map((sku) => ({ sku: sized(sku, "--sku", 255) })),
      ...options.externalId.map((externalId) => ({ externalId: sized(externalId, "--external-id", 512) })),
      ...options.productId.map((productId) => ({ productId })),
      ...options.amazonSku.map((value) => ({ amazonSku: { value, marketplaceId: options.marketplaceId } })),
    ];
    const items = given.length > 0 ? given : [await askItem(context)];
    const dialect = await context.dialect();
    const { operation, variables } = dialect.reversalOffers(items);
    const api = await context.api();
    const answer = await api.request(operation, variables, { signal: context.signal });
    const offers = dialect.readReversalOffers(answer);
    await context.output.result(answer, (_, facts) => reversalOfferBlocks(offers, facts));
  },
});

function sized(text: string, flag: string, most: number): string {
  if (text.length <= most) return text;
  throw new UsageError(`${flag}: at most ${most} characters.`, { code: "too_long" });
}

async function askItem(context: Context): Promise<ReversalItem> {
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --sku <SKU>, --external-id <ID>, --product-id <ID> or --amazon-sku <SKU>.", {
      code: "missing_input",
    });
  }
  return {
    sku: await context.prompt.input("SKU of the product", { check: (text) => (text ? undefined : "It is needed.") }),
  };
}
