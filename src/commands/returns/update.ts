import { UsageError } from "../../errors.ts";
import { negotiationBlocks } from "../../formatters/negotiation.ts";
import { returnBlock } from "../../formatters/return.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { ORDER_LIMITS } from "../../model/order-limits.ts";
import { parseAliases } from "../order/order-identifier.ts";
import { readNegotiation } from "./negotiation.ts";
import { PROGRAMMATIC_EXPERIMENTAL, requireProgrammaticReturns } from "./programmatic.ts";
import { chooseReturnIdentifier, RETURN_ARGUMENT } from "./return-identifier.ts";

export const command = defineCommand({
  name: "returns update",
  summary: "Change a return that is being negotiated: choose how it is sent, set aliases",
  experimental: PROGRAMMATIC_EXPERIMENTAL,
  description:
    "Only what the documented samples of updateReturn show: a delivery offer for each group, in the order of the groups, and aliases. How a reason is chosen and how a draft is started is not documented.",
  operations: ["updateReturn"],
  mutates: true,
  arguments: { returnId: RETURN_ARGUMENT },
  options: {
    deliveryOffer: {
      type: "string",
      value: "OFFER_ID",
      multiple: true,
      summary: "Way to send it, as bwp returns get names it; one for each group",
    },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Your own ids; at most 2" },
    force: { type: "boolean", summary: "Ask a sandbox too" },
  },
  output: {
    "updateReturn.returnDetails.id": "id of the return",
    "updateReturn.returnDetails.state": "DRAFT while it is negotiated",
  },
  errors: {
    not_in_sandbox: "sandboxes do not support it (exit 5)",
    not_in_version: "only 2024-11-01 has it (exit 5)",
  },
  examples: [{ command: "bwp returns update RETURN-1 --delivery-offer 753-081", note: "Choose how it is sent" }],
  async run(context, { args, options }) {
    await requireProgrammaticReturns(context, { operation: "updateReturn", force: options.force });
    const aliases = parseAliases(options.alias, "A return", ORDER_LIMITS.aliasesPerReturn);
    if (aliases.length === 0 && options.deliveryOffer.length === 0) {
      throw new UsageError("Nothing to change: give --delivery-offer or --alias.", { code: "missing_input" });
    }
    const dialect = await context.dialect();
    const identifier = await chooseReturnIdentifier(context, args.returnId);
    const input = {
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(options.deliveryOffer.length === 0
        ? {}
        : {
            returnDeliveryGroups: options.deliveryOffer.map((id) => ({ returnDeliveryOffer: { details: { id } } })),
          }),
    };
    const answer = await mutate(context, {
      ...dialect.updateReturn(identifier, input),
      what: `change the return ${"id" in identifier ? identifier.id : args.returnId}`,
    });
    if (answer === undefined) return;
    const details = dialect.readReturn(answer);
    await context.output.result(answer, (_, facts) =>
      details === undefined
        ? []
        : [returnBlock(details, [], facts), ...negotiationBlocks(readNegotiation(answer), facts)],
    );
  },
});
