import { RefusedError, UsageError } from "../../errors.ts";
import { groupTitle, offerLabel } from "../../formatters/delivery.ts";
import type { Context } from "../../kernel/context.ts";
import { compareDecimals } from "../../model/decimal.ts";
import type { DeliveryGroupView, DeliveryOfferView, DeliveryPreviewView } from "../../model/delivery.ts";
import type { ChosenOffer } from "./hand-over.ts";
import type { OfferChoice } from "./preview-flags.ts";

/** Which of two offers comes first, for the choices that need no question. */
const ORDERS: Readonly<
  Record<Exclude<OfferChoice, "ask">, (one: DeliveryOfferView, other: DeliveryOfferView) => number>
> = {
  earliest: (one, other) => timeOf(one) - timeOf(other),
  cheapest: (one, other) => compareDecimals(one.price?.amount ?? "0", other.price?.amount ?? "0"),
};

/** @throws {UsageError} before anything is sent, where nobody can be asked. */
export function checkChoice({ io }: Context, choice: OfferChoice | undefined): void {
  if (choice !== "ask" || io.canPrompt) return;
  throw new UsageError("--use ask needs a terminal where a person can answer.", {
    code: "missing_input",
    suggestion: "Use --use earliest or --use cheapest.",
  });
}

/** One offer of each group; where there is only one, nobody is asked. */
export async function chooseOffers(
  context: Context,
  { groups }: DeliveryPreviewView,
  choice: OfferChoice,
): Promise<readonly ChosenOffer[]> {
  const chosen: ChosenOffer[] = [];
  for (const [index, group] of groups.entries()) {
    chosen.push({ group, offer: await chooseOffer(context, group, index, choice) });
  }
  if (chosen.length > 0) return chosen;
  throw noOffer();
}

async function chooseOffer(
  context: Context,
  group: DeliveryGroupView,
  index: number,
  choice: OfferChoice,
): Promise<DeliveryOfferView> {
  const [first, ...others] = group.offers;
  if (first === undefined) throw noOffer();
  if (others.length === 0) return first;
  if (choice !== "ask") return group.offers.toSorted(ORDERS[choice])[0] ?? first;
  return context.prompt.select(
    `${groupTitle(group, index)}: which offer?`,
    group.offers.map((offer) => ({ value: offer, label: offerLabel(offer), hint: offer.id })),
  );
}

function noOffer(): RefusedError {
  return new RefusedError("The preview has no offer for every group; there is nothing to order.", {
    code: "no_offer",
    operation: "deliveryPreview",
  });
}

function timeOf({ earliest, latest }: DeliveryOfferView): number {
  return Date.parse(latest ?? earliest ?? "");
}
