import { type ProductInput, readId } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import { changedProduct } from "../../../formatters/product.ts";
import { defineCommand } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { readInputFile } from "../../../kernel/input-file.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { openCatalog } from "../open-catalog.ts";
import { changesOf, changesText } from "./changes.ts";
import { findProduct } from "./find-product.ts";
import { chooseProduct, PRODUCT_FLAGS, productName } from "./product-identifier.ts";
import { isProductInput, type ProductFlags, productInput, VALUE_FLAGS } from "./product-input.ts";

const NEW = "New names";

export const command = defineCommand({
  name: "catalog product update",
  summary: "Change one product; what is not given stays as it is",
  description:
    "The product is read first, to say what will change. Its names can be changed as well; a new SKU or external id must not be that of another product.",
  operations: ["updateProduct", "product"],
  mutates: true,
  options: {
    ...PRODUCT_FLAGS,
    newSku: { type: "string", value: "SKU", group: NEW, summary: "New SKU" },
    newExternalId: { type: "string", value: "ID", group: NEW, summary: "New external id" },
    newAmazonSku: { type: "string", value: "SKU", group: NEW, summary: "New Amazon SKU (MSKU)" },
    ...VALUE_FLAGS,
  },
  output: { "updateProduct.id": "id of the product" },
  errors: {
    not_in_version: "2024-01-01 cannot change products (exit 5)",
    ResourceNotFoundError: "there is no such product (exit 4)",
    UnspecifiedError: "a value is refused, for example a SKU that another product has (exit 5)",
  },
  examples: [
    { command: "bwp catalog product update --sku LAMP-OAK-01 --offer-prime false", note: "Offer it without Prime" },
    {
      command: "bwp catalog product update --external-id listing-4711 --new-amazon-sku AMZ-LAMP-OAK-02",
      note: "Let another item of the Amazon catalog be shipped",
    },
  ],
  async run(context, { options }) {
    const calls = await openCatalog(context, "updateProduct");
    const identifier = await chooseProduct(context, options);
    const { newSku: sku, newExternalId: externalId, newAmazonSku: amazonSku } = options;
    const flags = { ...options, sku, externalId, amazonSku };
    const early = productInput(flags);
    const { product } = await findProduct(context, calls, identifier);
    const input = await inputOf(context, early, options.file, options);
    const changes = changesOf(product, input);
    if (changes.length === 0) context.notices.info("All of this is so already.");
    const answer = await mutate(context, {
      ...calls.updateProduct(identifier, input),
      what: `change product with ${productName(identifier)}${changesText(changes)}`,
      retry: "safe",
    });
    if (answer === undefined) return;
    await context.output.result(answer, () => changedProduct("Changed", readId(answer)));
  },
});

async function inputOf(
  context: Context,
  flags: ProductInput,
  file: string | undefined,
  options: Pick<ProductFlags, "locale">,
): Promise<ProductInput> {
  if (file !== undefined) {
    return readInputFile(context, {
      file,
      type: "UpdateProductInput",
      complete: (written) => ({ ...written, ...flags }),
      isInput: isProductInput,
    });
  }
  if (Object.keys(flags).length > 0) return flags;
  if (!context.io.canPrompt) {
    throw new UsageError(
      "Nothing to change: give --offer-prime, --page-url, --image-url, --description, a --new-... name or --file.",
      { code: "missing_input" },
    );
  }
  return productInput({ ...(await ask(context)), locale: options.locale });
}

/** One change, chosen from those that are short to type. */
async function ask({ prompt }: Context): Promise<Partial<ProductFlags>> {
  const what = await prompt.select("What is to be changed?", [
    { value: "offerPrime", label: "Whether it is offered with Prime" },
    { value: "amazonSku", label: "Amazon SKU", hint: "decides what is picked and shipped" },
    { value: "sku", label: "SKU" },
    { value: "externalId", label: "External id" },
    { value: "pageUrl", label: "Product page" },
    { value: "imageUrl", label: "Picture" },
  ] as const);
  if (what === "offerPrime") {
    return { offerPrime: (await prompt.confirm("Offer it with Prime?", true)) ? "true" : "false" };
  }
  return { [what]: await prompt.input("New value", { check: (text) => (text === "" ? "It is needed." : undefined) }) };
}
