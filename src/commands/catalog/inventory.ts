import { readInventory } from "../../client/dialects/catalog.ts";
import { NotFoundError } from "../../errors.ts";
import { inventoryCard } from "../../formatters/product.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { openCatalog } from "./open-catalog.ts";

export const command = defineCommand({
  name: "catalog inventory",
  summary: "Show how many units of a product can be bought",
  description:
    "The figure is a snapshot and can lag. A product without an Amazon SKU, or with a wrong one, answers its stock record without a quantity, and an error: both are printed, and the exit code is 5.",
  operations: ["inventoryItem"],
  arguments: {
    inventoryItemId: { value: "INVENTORY_ITEM_ID", summary: "Id as catalog product show and events name it" },
  },
  output: {
    "inventoryItem.inventoryItemId": "id of the stock record",
    "inventoryItem.buyableQuantity": "{amount, unit}; null with an error",
    "inventoryItem.product": "id and SKU of the product (2024-11-01)",
  },
  errors: {
    InvalidAmazonSkuConfiguration: "the product's Amazon SKU is wrong (exit 5)",
    MissingAmazonSkuConfiguration: "the product has no Amazon SKU (exit 5)",
    ResourceNotFoundError: "there is no such stock record (exit 4)",
  },
  examples: [
    {
      command: "bwp catalog inventory q1w2e3r4t5y6u7 --query inventoryItem.buyableQuantity.amount",
      note: "Only the number",
    },
  ],
  async run(context, { args }) {
    const { inventoryItemId } = await complete(context, {
      inventoryItemId: {
        given: args.inventoryItemId,
        flag: "INVENTORY_ITEM_ID",
        ask: (prompt) =>
          prompt.input("Id of the stock record", { check: (text) => (text === "" ? "It is needed." : undefined) }),
      },
    });
    const api = await context.api();
    const { operation, variables } = (await openCatalog(context, "inventoryItem")).inventoryItem(inventoryItemId);
    const answer = await api.request(operation, variables, { signal: context.signal });
    const item = readInventory(answer);
    if (item === undefined) throw new NotFoundError(`There is no stock record ${inventoryItemId}.`);
    await context.output.result(answer, () => inventoryCard(item));
  },
});
