import { NotFoundError } from "../../errors.ts";
import { negotiationBlocks } from "../../formatters/negotiation.ts";
import { returnBlock } from "../../formatters/return.ts";
import { defineCommand } from "../../kernel/command.ts";
import { readNegotiation } from "./negotiation.ts";
import { PROGRAMMATIC_EXPERIMENTAL, requireProgrammaticReturns } from "./programmatic.ts";
import { chooseReturnIdentifier, RETURN_ARGUMENT } from "./return-identifier.ts";

export const command = defineCommand({
  name: "returns get",
  summary: "Query one return with its reasons, delivery offers, labels and refund terms",
  experimental: PROGRAMMATIC_EXPERIMENTAL,
  description:
    "The query `return`, for returns that are made through the API. A return of an order is shown by bwp returns show, which is documented and works everywhere.",
  operations: ["return"],
  arguments: { returnId: RETURN_ARGUMENT },
  options: { force: { type: "boolean", summary: "Ask a sandbox too" } },
  output: {
    "return.returnDetails.state": "DRAFT while it is negotiated, then CREATED, COMPLETED",
    "return.returnDetails.returnLineItems[].returnReasonTermOptions[]": "reasons to choose from",
    "return.returnDetails.returnDeliveryGroups[]": "ways to send it",
    "return.returnDetails.returnPackageDetails[]": "packages with labels, instructions and rma",
    "return.returnDetails.refundTerm": "the expected refund",
  },
  errors: {
    not_in_sandbox: "sandboxes do not support it (exit 5)",
    not_in_version: "only 2024-11-01 has it (exit 5)",
  },
  examples: [{ command: "bwp returns get RETURN-1", note: "By id; EXTERNAL-RETURN-ID:rma-8 would be an alias" }],
  async run(context, { args, options }) {
    await requireProgrammaticReturns(context, { operation: "return", force: options.force });
    const dialect = await context.dialect();
    const { operation, variables } = dialect.returnDetails(await chooseReturnIdentifier(context, args.returnId));
    const api = await context.api();
    const answer = await api.request(operation, variables, { signal: context.signal });
    const details = dialect.readReturn(answer);
    if (details === undefined) throw new NotFoundError("There is no such return.", { operation: "return" });
    await context.output.result(answer, (_, facts) => [
      returnBlock(details, [], facts),
      ...negotiationBlocks(readNegotiation(answer), facts),
    ]);
  },
});
