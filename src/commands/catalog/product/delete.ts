import { readId } from "../../../client/dialects/catalog.ts";
import { changedProduct } from "../../../formatters/product.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { openCatalog } from "../open-catalog.ts";
import { chooseProduct, PRODUCT_FLAGS, productName } from "./product-identifier.ts";

export const command = defineCommand({
  name: "catalog product delete",
  summary: "Remove one product from the catalog",
  description: "Asks first, in every environment; in scripts --yes says so.",
  operations: ["deleteProduct"],
  mutates: true,
  options: PRODUCT_FLAGS,
  output: { "deleteProduct.id": "id of the product that was removed" },
  errors: {
    not_in_version: "2024-01-01 cannot delete products (exit 5)",
    ResourceNotFoundError: "there is no such product (exit 4)",
    confirmation_required: "nobody can be asked: add --yes (exit 2)",
  },
  examples: [
    { command: "bwp catalog product delete --sku LAMP-ASH-01 --yes", note: "Without a question" },
    { command: "bwp catalog product delete --external-id listing-4713 --dry-run", note: "See what would be sent" },
  ],
  async run(context, { options }) {
    const calls = await openCatalog(context, "deleteProduct");
    const identifier = await chooseProduct(context, options);
    const answer = await mutate(context, {
      ...calls.deleteProduct(identifier),
      what: `delete product with ${productName(identifier)}`,
      irreversible: "it leaves the catalog and cannot be bought with Prime any more",
    });
    if (answer === undefined) return;
    await context.output.result(answer, () => changedProduct("Deleted", readId(answer)));
  },
});
