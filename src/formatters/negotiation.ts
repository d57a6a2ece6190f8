import type { Money } from "../model/order.ts";
import { type Block, fields, section, table, type ViewFacts } from "./blocks.ts";
import { moneyText } from "./money.ts";
import { timeText } from "./time.ts";

/** What is still open about a return that is made through the API: reasons and ways to choose from, labels, the refund. */
export interface ReturnNegotiation {
  /** ISO 8601: end of a draft. */
  readonly expiresAt: string | undefined;
  readonly reasons: readonly {
    readonly code: string;
    readonly text: string | undefined;
    readonly isCommentRequired: boolean;
  }[];
  readonly deliveryOffers: readonly { readonly id: string; readonly text: string }[];
  readonly labels: readonly { readonly type: string; readonly url: string | undefined }[];
  /** Return authorisation numbers. */
  readonly rma: readonly string[];
  /** The expected refund. */
  readonly refund: Money | undefined;
}

/** The open points of a return, below the return itself; what is absent takes no room. */
export function negotiationBlocks(open: ReturnNegotiation, facts: ViewFacts): readonly Block[] {
  const head = fields([
    ["Draft until", timeText(open.expiresAt, facts)],
    ["Expected refund", moneyText(open.refund)],
    ["RMA", open.rma.length === 0 ? undefined : open.rma.join(", ")],
  ]);
  return [
    ...(head.rows.length === 0 ? [] : [head]),
    ...(open.reasons.length === 0
      ? []
      : [
          section("Reasons to choose from", [
            table(
              ["Reason", "Meaning", "Comment"],
              open.reasons.map((reason) => [reason.code, reason.text, reason.isCommentRequired ? "needed" : undefined]),
            ),
          ]),
        ]),
    ...(open.deliveryOffers.length === 0
      ? []
      : [
          section("Ways to send it", [
            table(
              ["Offer", "What to do"],
              open.deliveryOffers.map(({ id, text }) => [id, text]),
            ),
          ]),
        ]),
    ...(open.labels.length === 0 ? [] : [section("Labels", [fields(open.labels.map(({ type, url }) => [type, url]))])]),
  ];
}
