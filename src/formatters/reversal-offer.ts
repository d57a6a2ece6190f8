import type { ReversalOffer } from "../model/order.ts";
import { type Block, fields, line, section, span, type ViewFacts } from "./blocks.ts";
import { amountText } from "./contents.ts";
import { timeText } from "./time.ts";

/** Whether products can be returned. What resolutionTypes says decides, not the text; 2024-01-01 has only the text. */
export function reversalOfferBlocks(offers: readonly ReversalOffer[], facts: ViewFacts): readonly Block[] {
  if (offers.length === 0) return [line("The API answered no offers.")];
  return [
    ...offers.map((offer) =>
      section(
        [offer.item ?? "?", "  ", verdict(offer)],
        [
          fields([
            ["Title", offer.title],
            ["Description", offer.description === offer.title ? undefined : offer.description],
            ["Resolutions", offer.resolutionTypes?.length ? offer.resolutionTypes.join(", ") : undefined],
            [
              "Window",
              offer.duration === undefined ? undefined : `${plural(amountText(offer.duration))} after delivery`,
            ],
            ["Until", timeText(offer.endDate, facts)],
          ]),
        ],
      ),
    ),
    ...(offers[0]?.expiresAt === undefined
      ? []
      : [line(""), fields([["Offers expire", timeText(offers[0].expiresAt, facts)]])]),
  ];
}

/** `30 day` is what the API says. */
function plural(text: string): string {
  return text.replace(/^(?!1 )(.+ (?:day|week|month|year))$/i, "$1s");
}

function verdict({ resolutionTypes }: ReversalOffer) {
  if (resolutionTypes === undefined) return span("see the text", "dim");
  return resolutionTypes.includes("RETURN") ? span("returnable", "good") : span("not returnable", "bad");
}
