import { type CatalogCalls, type Page, readProductPage } from "../../../client/dialects/catalog.ts";
import { span } from "../../../formatters/blocks.ts";
import { productsTable } from "../../../formatters/product.ts";
import { defineCommand } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import { openCatalog } from "../open-catalog.ts";

type ProductPage = ReturnType<typeof readProductPage>;

export const command = defineCommand({
  name: "catalog product list",
  summary: "List products of the catalog: a page, or all of them",
  description:
    "The API gives at most 20 a page. If there are more, stderr says how to get the next page; --all reads all pages.",
  operations: ["products"],
  options: {
    first: {
      type: "integer",
      value: "NUMBER",
      min: 1,
      max: CATALOG_LIMITS.page,
      default: CATALOG_LIMITS.page,
      summary: "Products a page (default: 20)",
    },
    after: { type: "string", value: "CURSOR", summary: "Go on after this cursor" },
    all: { type: "boolean", summary: "Read page after page, to the end" },
  },
  output: {
    "[].id": "id that Buy with Prime gave it; the cursor behind it is catalogid#<id>",
    "[].sku.value, externalId.value, amazonSku.value": "its other names",
    "[].offerPrime": "whether you want it to be offered with Prime",
    "[].buyability.status": "BUYABLE, NOT_BUYABLE or UNKNOWN",
  },
  errors: { not_in_version: "2024-01-01 cannot list products (exit 5)" },
  examples: [
    { command: "bwp catalog product list", note: "The first page" },
    {
      command: "bwp catalog product list --all --query '[?buyability.status!=`BUYABLE`].sku.value'",
      note: "What cannot be bought",
    },
  ],
  async run(context, { options }) {
    const calls = await openCatalog(context, "products");
    const { products, next } = options.all
      ? await readAll(context, calls, options)
      : await readPage(context, calls, options);
    const nodes = products.map(({ node }) => node);
    await context.output.result(nodes, () => productsTable(products.map(({ view }) => view)));
    if (next === undefined) return;
    context.notices.info([
      "There are more: ",
      span(`bwp catalog product list --after '${next}'`, "code"),
      " or --all.",
    ]);
  },
});

async function readPage(context: Context, calls: CatalogCalls, { first, after }: Page): Promise<ProductPage> {
  const api = await context.api();
  const { operation, variables } = calls.products({ first, after });
  return readProductPage(await api.request(operation, variables, { signal: context.signal }));
}

async function readAll(context: Context, calls: CatalogCalls, { first, after }: Page): Promise<ProductPage> {
  const progress = context.notices.progress("Reading products");
  const products: ProductPage["products"][number][] = [];
  try {
    for (let cursor = after; ; ) {
      const page = await readPage(context, calls, { first, after: cursor });
      products.push(...page.products);
      // A cursor that does not move would go round for ever.
      if (page.next === undefined || page.next === cursor) return { products, next: undefined };
      cursor = page.next;
      progress.update(`Reading products (${products.length})`);
    }
  } finally {
    progress.stop();
  }
}
