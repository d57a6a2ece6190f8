import { fields, line, section, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { SANDBOX_SHOPPERS } from "../../model/sandbox-shoppers.ts";

export const command = defineCommand({
  name: "sandbox tokens",
  summary: "Show the mock shoppers that the documentation publishes for sandboxes",
  description:
    "In a sandbox, deliveryPreview, shopperBwPEligibility and createOrder take only these identities. They are no secrets: base64 of a small JSON document each. bwp order create uses the first one by itself for lines with Prime.",
  output: {
    "[].identity": "the field that takes it: lwaAccessToken or apayCheckoutSessionId",
    "[].provider, [].isPrime": "which shopper it stands for",
    "[].token": "the value to send",
    "[].decodesTo": "what the base64 says",
    "[].documented": "false for the one that bwp concluded",
    "[].note": "why, or null",
  },
  examples: [
    { command: "bwp sandbox tokens", note: "All four" },
    { command: "bwp sandbox tokens --query '[?isPrime].token'", note: "Those of Prime members" },
  ],
  async run(context) {
    await context.output.result(SANDBOX_SHOPPERS, (shoppers) =>
      shoppers.map(({ provider, isPrime, identity, token, decodesTo, documented, note }) =>
        section(
          [`${provider}, ${isPrime ? "Prime" : "not Prime"}`, documented ? "" : span("  concluded", "warn")],
          [
            fields([
              [identity, token],
              ["Decodes to", decodesTo],
            ]),
            ...(note === null ? [] : [line(span(note, "warn"))]),
          ],
        ),
      ),
    );
  },
});
