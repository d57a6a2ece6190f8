import { deliveryCalls, readEligibility } from "../../client/dialects/delivery.ts";
import { RefusedError } from "../../errors.ts";
import { eligibilityBlocks } from "../../formatters/delivery.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { IDENTITY_FLAGS, IDENTITY_USAGE, identityMistakes, identityOf } from "../order/identity-flags.ts";
import { askShopper } from "./ask-shopper.ts";

export const command = defineCommand({
  name: "delivery eligibility",
  summary: "Ask whether a shopper is a Prime member (shopperBwPEligibility)",
  description:
    "PRIME or NON_PRIME, and the shopper's id. In a sandbox only the published mock shoppers are known (bwp sandbox tokens); --shopper names one of them.",
  operations: ["shopperBwPEligibility"],
  options: IDENTITY_FLAGS,
  output: {
    "shopperBwPEligibility.shopperId": "the shopper's id",
    "shopperBwPEligibility.bwpEligibilityStatus": "PRIME or NON_PRIME",
  },
  errors: {
    InvalidIdpToken: "the shopper's token is not valid; ExpiredIdpToken: it has expired (exit 5)",
    AccessDeniedError: "the permission View Shopper Buy with Prime Eligibility is needed (exit 3)",
  },
  examples: [
    { command: "bwp delivery eligibility --shopper prime", note: "The sandbox's Prime shopper" },
    { command: "bwp delivery eligibility --lwa-access-token @token.txt", note: "A token from a file" },
  ],
  async run(context, { options }) {
    const { identity } = await complete(context, {
      identity: {
        given: await identityOf(context, options),
        flag: IDENTITY_USAGE,
        ask: () => askShopper(context),
      },
    });
    const findings = identityMistakes(identity);
    if (findings.length > 0) {
      const details = { code: "invalid_identity", operation: "shopperBwPEligibility", findings };
      throw new RefusedError("This identity breaks documented rules; nothing was sent.", details);
    }
    const { operation, variables } = deliveryCalls((await context.profile()).apiVersion).eligibility(identity);
    const api = await context.api();
    const answer = await api.request(operation, variables, { signal: context.signal });
    const eligibility = readEligibility(answer);
    await context.output.result(answer, () => (eligibility ? eligibilityBlocks(eligibility) : []));
  },
});
