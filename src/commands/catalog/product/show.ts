import { productCard } from "../../../formatters/product.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { openCatalog } from "../open-catalog.ts";
import { findProduct } from "./find-product.ts";
import { chooseProduct, PRODUCT_FLAGS } from "./product-identifier.ts";

export const command = defineCommand({
  name: "catalog product show",
  summary: "Show one product of the catalog, its stock, and whether it can be bought",
  description:
    "In 2024-01-01 the query is mappingProduct, and the JSON has that version's names. The stock is a snapshot that can lag; whether a shopper can buy is what a delivery preview tells.",
  operations: ["product", "mappingProduct"],
  options: PRODUCT_FLAGS,
  output: {
    "product.id": "id that Buy with Prime gave it (2024-01-01: mappingProduct.id)",
    "product.sku.value, externalId.value, amazonSku.value": "its other names",
    "product.offerPrime": "whether you want it to be offered with Prime (2024-01-01: isPrimeIntended)",
    "product.buyability.status": "BUYABLE, NOT_BUYABLE or UNKNOWN",
    "product.inventoryItem": "id of its stock record, and how many units can be bought",
  },
  errors: { ResourceNotFoundError: "there is no such product (exit 4)" },
  examples: [
    { command: "bwp catalog product show --sku LAMP-OAK-01", note: "By your SKU" },
    {
      command: "bwp catalog product show --external-id listing-4711 --query product.buyability.status",
      note: "Only whether it can be bought",
    },
  ],
  async run(context, { options }) {
    const identifier = await chooseProduct(context, options);
    const { apiVersion } = await context.profile();
    const calls = await openCatalog(context, apiVersion === "2024-01-01" ? "mappingProduct" : "product");
    const { answer, product } = await findProduct(context, calls, identifier);
    await context.output.result(answer, () => productCard(product));
  },
});
