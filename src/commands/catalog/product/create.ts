import { type ProductInput, readId } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import { changedProduct } from "../../../formatters/product.ts";
import { defineCommand } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { readInputFile } from "../../../kernel/input-file.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { openCatalog } from "../open-catalog.ts";
import { isProductInput, type ProductFlags, productInput, VALUE_FLAGS } from "./product-input.ts";

const NAMES = "Names";

export const command = defineCommand({
  name: "catalog product create",
  summary: "Add one product to the catalog",
  description:
    "The Amazon SKU must be that of an item in your Amazon catalog; without it the product is stored but cannot be bought. Flags go before what the file says. For many products: bwp catalog upload.",
  operations: ["createProduct"],
  mutates: true,
  options: {
    sku: { type: "string", value: "SKU", group: NAMES, summary: "Your SKU; unique, 1 to 255 characters" },
    externalId: {
      type: "string",
      value: "ID",
      group: NAMES,
      summary: "Your own product id; unique, 1 to 512 characters",
    },
    amazonSku: { type: "string", value: "SKU", group: NAMES, summary: "Its SKU in your Amazon catalog (MSKU)" },
    ...VALUE_FLAGS,
  },
  output: { "createProduct.id": "id that Buy with Prime gave it" },
  errors: {
    not_in_version: "2024-01-01 cannot create products (exit 5)",
    UnspecifiedError: "a value is refused, for example a SKU that another product has (exit 5)",
  },
  examples: [
    {
      command:
        "bwp catalog product create --external-id listing-4713 --sku LAMP-ASH-01 --amazon-sku AMZ-LAMP-ASH-01 --offer-prime true",
      note: "By flags",
    },
    { command: "bwp catalog product create --file product.yaml --dry-run", note: "See what would be sent" },
  ],
  async run(context, { options }) {
    const calls = await openCatalog(context, "createProduct");
    const input = await inputOf(context, options);
    if (input.amazonSku == null) context.notices.warn("Without an Amazon SKU the product cannot be bought.");
    const name = input.sku ?? input.externalId ?? "without a SKU";
    const answer = await mutate(context, { ...calls.createProduct(input), what: `create product ${name}` });
    if (answer === undefined) return;
    await context.output.result(answer, () => changedProduct("Created", readId(answer)));
  },
});

async function inputOf(
  context: Context,
  options: ProductFlags & { readonly file: string | undefined },
): Promise<ProductInput> {
  const flags = productInput(options);
  if (options.file !== undefined) {
    return readInputFile(context, {
      file: options.file,
      type: "CreateProductInput",
      complete: (written) => ({ ...written, ...flags }),
      isInput: isProductInput,
    });
  }
  if (flags.sku != null || flags.externalId != null) return flags;
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --sku <SKU>, --external-id <ID> or --file <FILE>.", { code: "missing_input" });
  }
  return { ...(await ask(context, options)), ...flags };
}

/** The names of a product, and whether to offer it with Prime; all but the SKU may stay empty. */
async function ask({ prompt }: Context, given: ProductFlags): Promise<ProductInput> {
  const sku = await prompt.input("SKU", { check: (text) => (text === "" ? "It is needed." : undefined) });
  const externalId = await prompt.input("External id (your own product id)", { preset: sku });
  const amazonSku = given.amazonSku ?? (await prompt.input("Amazon SKU (MSKU; may stay empty)"));
  const offerPrime =
    given.offerPrime ?? ((await prompt.confirm("Offer it with Prime?", true)) ? ("true" as const) : ("false" as const));
  return productInput({
    sku,
    externalId,
    offerPrime,
    locale: given.locale,
    ...(amazonSku === "" ? {} : { amazonSku }),
  });
}
