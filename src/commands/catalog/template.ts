import { defineCommand } from "../../kernel/command.ts";
import { FEED_COLUMNS } from "../../model/catalog.ts";
import { adviseOnColumns } from "./version-advice.ts";

/** Rows as in the guide: one product that is offered with Prime, and one that is not. */
const EXAMPLES = [
  [
    "listing-4711",
    "",
    "LAMP-OAK-01",
    "AMZ-LAMP-OAK-01",
    "true",
    "https://shop.example/img/lamp-oak.jpg",
    "https://shop.example/p/lamp-oak",
  ],
  [
    "listing-4712",
    "",
    "LAMP-ELM-01",
    "AMZ-LAMP-ELM-01",
    "false",
    "https://shop.example/img/lamp-elm.jpg",
    "https://shop.example/p/lamp-elm",
  ],
] as const;

export const command = defineCommand({
  name: "catalog template",
  summary: "Print a catalog file to begin with",
  description:
    "CSV whatever --output says. External ID is always needed, SKU for products that are new. Updated External ID stays empty, unless a product that exists shall get another external id. The header is that of 2024-04-01 and later; that of 2024-01-01 is not documented.",
  options: { headerOnly: { type: "boolean", summary: "Without the example rows" } },
  examples: [{ command: "bwp catalog template > catalog.csv", note: "Two example products" }],
  async run(context, { options }) {
    adviseOnColumns(context, context.globals.apiVersion);
    const rows = [FEED_COLUMNS, ...(options.headerOnly ? [] : EXAMPLES)];
    await context.output.raw(rows.map((row) => `${row.join(",")}\n`).join(""));
  },
});
