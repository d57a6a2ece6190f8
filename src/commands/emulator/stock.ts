import { type Block, fields, line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";
import { chooseProduct, PRODUCT_FLAGS, productName } from "../catalog/product/product-identifier.ts";

/** What the control answers. */
interface Stock {
  readonly productId: string;
  readonly units: number;
  readonly inventoryItemId: string;
  readonly buyability: string;
}

export const command = defineCommand({
  name: "emulator stock",
  summary: "Set how many units of a product there are (emulator only)",
  description:
    "No call of the API does it: goods arrive at Amazon's warehouses. A product that is sold out, or back, publishes BUYABILITY_CHANGED; INVENTORY_CHANGED is never published in a sandbox, nor here.",
  options: {
    ...PRODUCT_FLAGS,
    units: { type: "integer", value: "NUMBER", min: 0, summary: "Units that can be bought" },
  },
  output: {
    productId: "id of the product; its sku, externalId and amazonSku stand beside it",
    units: "units that can be bought now",
    inventoryItemId: "id of its stock record",
    buyability: "BUYABLE or NOT_BUYABLE",
  },
  errors: { no_emulator: "no emulator is running (exit 4)", not_found: "the catalog has no such product (exit 4)" },
  examples: [{ command: "bwp emulator stock --sku LAMP-OAK-01 --units 0", note: "Sold out" }],
  async run(context, { options }) {
    const identifier = await chooseProduct(context, options);
    const { units } = await complete(context, {
      units: {
        given: options.units,
        flag: "--units <NUMBER>",
        ask: async (prompt) => Number(await prompt.input("Units in stock", { check: notWhole })),
      },
    });
    const { url } = await findEmulator(context);
    const name = "amazonSku" in identifier ? { amazonSku: identifier.amazonSku.value } : identifier;
    if (context.globals.dryRun) {
      const request = { url: `${url}/_emulator/stock`, body: { ...name, units } };
      return context.output.result(request, () => [
        line(`Would set the stock of ${productName(identifier)} to ${units}.`),
      ]);
    }
    const stock = (await controlEmulator(url, "POST", "stock", { ...name, units })) as Stock;
    await context.output.result(stock, stockBlocks);
  },
});

function notWhole(text: string): string | undefined {
  return /^\d{1,9}$/.test(text) ? undefined : "A whole number, 0 or more.";
}

function stockBlocks({ productId, units, inventoryItemId, buyability }: Stock): readonly Block[] {
  return [
    line([span("Set the stock", "good"), " (emulator only)"]),
    fields([
      ["Product", productId],
      ["Stock", String(units)],
      ["Inventory item", inventoryItemId],
      ["Buyability", span(buyability, buyability === "BUYABLE" ? "good" : "bad")],
    ]),
  ];
}
