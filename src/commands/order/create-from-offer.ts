import { randomUUID } from "node:crypto";
import { RefusedError } from "../../errors.ts";
import { text } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { parseInput, readText } from "../../kernel/input-file.ts";
import { mutate } from "../../kernel/mutate.ts";
import { stringifyJson } from "../../model/json.ts";
import { isJsonObject } from "../../model/json-object.ts";
import { DEFAULT_ORDER_ALIAS_TYPE } from "../../model/order-limits.ts";
import { parseAlias } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order create-from-offer",
  summary: "Create an order from an offer that was generated before",
  experimental:
    "createOrderFromOffer is newer than every published version of the API; only the beginning of its input is documented, and nothing of its answer",
  description:
    "Only the first fields of CreateOrderFromOfferInput are documented, and nothing of the answer, so bwp selects no field of it: look the order up by its alias afterwards. Not sent without --force, except to the emulator, where it is an offer of bwp delivery preview. --dry-run shows what would be sent.",
  operations: ["createOrderFromOffer"],
  mutates: true,
  arguments: { offerId: { value: "BASE_OFFER_ID", summary: "Id of the offer (baseOfferId)" } },
  options: {
    file: {
      type: "string",
      short: "f",
      value: "FILE",
      summary: "CreateOrderFromOfferInput as JSON or YAML; - for stdin. Not checked: no schema is known",
    },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Your own id of the order" },
    start: { type: "boolean", summary: "Start fulfilment at once (STARTED)" },
    force: { type: "boolean", summary: "Send it although its answer is not documented; the emulator needs no force" },
  },
  output: { createOrderFromOffer: "whatever the API answers; no field of it is documented" },
  errors: {
    experimental: "not sent without --force, except to the emulator (exit 5)",
    not_in_version: "older versions do not have it (exit 5)",
  },
  examples: [
    { command: "bwp order create-from-offer OFFER-1 --dry-run", note: "See what would be sent" },
    { command: "bwp order create-from-offer OFFER-1 --alias EXTERNAL_ID:shop-1001 --force", note: "Send it" },
  ],
  async run(context, { args, options }) {
    const fromFile =
      options.file === undefined ? {} : asObject(await parseInput(await readText(context, options.file), options.file));
    const { baseOfferId } = await complete(context, {
      baseOfferId: {
        given: args.offerId ?? (typeof fromFile.baseOfferId === "string" ? fromFile.baseOfferId : undefined),
        flag: "BASE_OFFER_ID",
        ask: (prompt) => prompt.input("Id of the offer", { check: (id) => (id === "" ? "It is needed." : undefined) }),
      },
    });
    const named = [...(Array.isArray(fromFile.aliases) ? fromFile.aliases : []), ...options.alias.map(parseAlias)];
    const aliases =
      named.length > 0 ? named : [{ aliasType: DEFAULT_ORDER_ALIAS_TYPE, aliasId: `bwp-${randomUUID()}` }];
    const input = {
      ...fromFile,
      baseOfferId,
      aliases,
      ...(options.start ? { desiredExecutionState: "STARTED" } : {}),
    };
    const call = (await context.dialect()).createOrderFromOffer(input);
    const { kind } = await context.profile();
    if (!options.force && !context.globals.dryRun && kind !== "emulator") {
      throw new RefusedError("Not sent: what createOrderFromOffer answers is not documented.", {
        code: "experimental",
        operation: "createOrderFromOffer",
        suggestion: "--force sends it; --dry-run shows it. The documented way is bwp order create.",
      });
    }
    const answer = await mutate(context, { ...call, what: `create an order from the offer ${baseOfferId}` });
    if (answer === undefined) return;
    await context.output.result(answer, (data) => [text(stringifyJson(data, 2))]);
    const [alias] = aliases as readonly { readonly aliasType: string; readonly aliasId: string }[];
    context.notices.info(`Look for the order: bwp order show ${alias?.aliasType}:${alias?.aliasId}`);
  },
});

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? { ...value } : {};
}
