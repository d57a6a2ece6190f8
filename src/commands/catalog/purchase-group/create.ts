import { type CreatePurchaseGroupInput, readId } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import { line, span } from "../../../formatters/blocks.ts";
import { defineCommand } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { readInputFile } from "../../../kernel/input-file.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { isJsonObject } from "../../../model/json-object.ts";
import { openCatalog } from "../open-catalog.ts";
import { GROUP_FORMAT, parseGroupProduct } from "./group-product.ts";

export const command = defineCommand({
  name: "catalog purchase-group create",
  summary: "Create a bundle: who buys its representative product receives its members",
  description:
    "The representative product must exist, unless --file describes it (representativeProduct.representativeProduct). How a bundle is changed or deleted is not documented.",
  operations: ["createPurchaseGroup"],
  mutates: true,
  options: {
    representative: {
      type: "string",
      value: "KEY=VALUE",
      commas: false,
      summary: "Product that is sold, for example sku=SET-900",
    },
    member: {
      type: "string",
      value: "KEY=VALUE,amount=N",
      multiple: true,
      commas: false,
      summary: `Product in the bundle: ${GROUP_FORMAT}; also external-id, amazon-sku, product-id (amount: 1)`,
    },
    file: { type: "string", short: "f", value: "FILE", summary: "The whole input as JSON or YAML; - for stdin" },
  },
  output: { "createPurchaseGroup.id": "id of the bundle; no query for bundles is documented, so keep it" },
  errors: {
    not_in_version: "2024-01-01 has no bundles (exit 5)",
    ResourceNotFoundError: "one of the products is not in the catalog (exit 4)",
  },
  examples: [
    {
      command:
        "bwp catalog purchase-group create --representative external-id=set-900 --member sku=LAMP-OAK-01 --member external-id=listing-4712,amount=2",
      note: "Three lamps in a set",
    },
  ],
  async run(context, { options }) {
    const calls = await openCatalog(context, "createPurchaseGroup");
    const input = await inputOf(context, options);
    const members = input.members?.length ?? 0;
    const answer = await mutate(context, {
      ...calls.createPurchaseGroup(input),
      what: `create a bundle of ${members} product${members === 1 ? "" : "s"}`,
    });
    if (answer === undefined) return;
    await context.output.result(answer, () => [line([span("Created", "good"), ` bundle ${readId(answer) ?? "?"}.`])]);
  },
});

interface Options {
  readonly representative: string | undefined;
  readonly member: readonly string[];
  readonly file: string | undefined;
}

async function inputOf(context: Context, { representative, member, file }: Options): Promise<CreatePurchaseGroupInput> {
  if (file !== undefined) {
    if (representative !== undefined || member.length > 0) {
      throw new UsageError("Give --file, or --representative and --member; not both.", { code: "two_ways" });
    }
    return readInputFile(context, { file, type: "CreatePurchaseGroupInput", isInput });
  }
  const product = representative ?? (await ask(context, member.length > 0));
  const members = member.length > 0 ? member : [await askMember(context)];
  return {
    representativeProduct: { representativeProductId: parseGroupProduct(product, "--representative").product },
    members: members.map((text) => {
      const { product: part, amount } = parseGroupProduct(text, "--member");
      return { product: part, memberAmount: { value: amount, unit: "UNIT" } };
    }),
  };
}

function isInput(value: unknown): value is CreatePurchaseGroupInput {
  return isJsonObject(value);
}

async function ask(context: Context, hasMembers: boolean): Promise<string> {
  if (!context.io.canPrompt) {
    const missing = hasMembers ? "--representative <KEY=VALUE>" : "--representative <KEY=VALUE>, --member <KEY=VALUE>";
    throw new UsageError(`Missing: ${missing}, or --file <FILE>.`, { code: "missing_input" });
  }
  return context.prompt.input("Product that is sold (sku=... or external-id=...)", { check: faultOf });
}

async function askMember(context: Context): Promise<string> {
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --member <KEY=VALUE>, or --file <FILE>.", { code: "missing_input" });
  }
  return context.prompt.input(`Product in the bundle (${GROUP_FORMAT})`, { check: faultOf });
}

function faultOf(text: string): string | undefined {
  try {
    parseGroupProduct(text, "");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}
