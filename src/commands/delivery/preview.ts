import { readPreview } from "../../client/dialects/delivery.ts";
import { UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { deliveryPreviewBlocks } from "../../formatters/delivery.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { warnUnconfirmed } from "../../kernel/mutate.ts";
import type { DeliveryPreviewView } from "../../model/delivery.ts";
import { checkChoice, chooseOffers } from "./choose-offers.ts";
import { handOver } from "./hand-over.ts";
import { PREVIEW_FLAGS, USE_FLAGS } from "./preview-flags.ts";
import { type PreviewRequest, readPreviewRequest } from "./preview-input.ts";
import { checkoutGaps } from "./preview-rules.ts";
import { withAskedProducts } from "./products-of-answer.ts";

export const command = defineCommand({
  name: "delivery preview",
  summary: "Ask when products would arrive and what it would cost (deliveryPreview)",
  description:
    "For a product page the products are enough; a ZIP code or a shopper makes the estimate better. With a whole address and a shopper it is a preview for checkout: its offers expire, and one of each group can become an order. --use hands them to bwp order create, with products, address, shopper and ids filled in: on a terminal it goes on there, elsewhere it prints the command on stderr; with --write FILE it writes the order's file.",
  operations: ["deliveryPreview"],
  options: {
    file: { type: "string", short: "f", value: "FILE", summary: "DeliveryPreviewInput as JSON or YAML; - for stdin" },
    ...PREVIEW_FLAGS,
    ...USE_FLAGS,
  },
  output: {
    "deliveryPreview.id": "goes into an order as deliveryPreviewId",
    "deliveryPreview.deliveryGroups[].products[]": "what is delivered together (items in 2024-01-01)",
    "deliveryPreview.deliveryGroups[].deliveryOffers[].id": "goes into an order as the id of the chosen offer",
    "deliveryPreview.deliveryGroups[].deliveryOffers[].date": "earliest and latest",
    "deliveryPreview.deliveryGroups[].deliveryOffers[].policy.messaging": "text, locale and badge to show",
    "deliveryPreview.deliveryGroups[].deliveryOffers[].expiresAt": "null: an estimate",
  },
  errors: {
    invalid_preview: "a documented rule is broken; every one is listed, and nothing was sent (exit 5)",
    ResourceNotFoundException: "a product is not in the catalog (exit 4)",
    ProductOutOfStock: "none in stock; ProductAmountUnavailable: not that many (exit 5)",
    ProductNotPrimeEnabled: "the product is not offered with Prime (exit 5)",
    InvalidIdpToken: "the shopper's token is not valid; ExpiredIdpToken: it has expired (exit 5)",
    InvalidDestination: "nothing is delivered there; InvalidAddress: it is no address (exit 5)",
  },
  examples: [
    { command: "bwp delivery preview --sku EMU-MUG --postal-code 97201", note: "For a product page" },
    {
      command:
        "bwp delivery preview --line sku=EMU-MUG,qty=2 --line sku=EMU-TOWEL --address '12 Harbor Lane, Portland, OR 97201' --shopper prime",
      note: "For checkout, with the sandbox's Prime shopper",
    },
    {
      command:
        "bwp delivery preview --line 'sku=EMU-MUG,title=Blue mug,price=18.50' --address '12 Harbor Lane, Portland, OR 97201' --shopper prime --use earliest",
      note: "On into bwp order create",
    },
  ],
  async run(context, { options }) {
    if (options.write !== undefined && options.use === undefined) {
      throw new UsageError("--write goes with --use, which says which offer.", { code: "missing_input" });
    }
    checkChoice(context, options.use);
    const request = await readPreviewRequest(context, options);
    await warnUnconfirmed(context, request.call);
    const api = await context.api();
    const answer = await api.request(request.call.operation, request.call.variables, { signal: context.signal });
    const preview = withAskedProducts(readPreview(answer), request.lines);
    // The one result on stdout is the order's, unless a person reads along.
    const goesOn = options.use !== undefined && (context.io.canPrompt || options.write !== undefined);
    if (!goesOn || context.output.format === "table") {
      await context.output.result(answer, (_, facts) => (preview ? deliveryPreviewBlocks(preview, facts) : []));
    }
    if (preview === undefined) return;
    if (options.use === undefined) explain(context, request, preview);
    else await handOver(context, request, options, preview, await chooseOffers(context, preview, options.use));
  },
});

/** Says why offers do not expire and what is missing, or how one becomes an order. */
function explain({ notices }: Context, { input }: PreviewRequest, { groups }: DeliveryPreviewView): void {
  const offers = groups.flatMap((group) => group.offers);
  if (offers.length === 0) return;
  if (offers.some(({ expiresAt }) => expiresAt !== undefined)) {
    notices.info(["Next: the same with ", span("--use ask", "code"), " hands an offer to bwp order create."]);
    return;
  }
  const gaps = checkoutGaps(input).map((gap) =>
    gap === "address" ? "a whole address (--address)" : "the shopper (--shopper, --lwa-access-token, ...)",
  );
  if (gaps.length === 0) return;
  notices.info(`An estimate: it does not expire and is not for an order. For checkout give ${gaps.join(" and ")}.`);
}
