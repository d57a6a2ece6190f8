import type { LineItem, Refund } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, fields, section, span, type ViewFacts } from "./blocks.ts";
import { contentsText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** A refund: state and amount, what for, how it was paid. The total is an estimate while the refund is PENDING. */
export function refundBlock(refund: Refund, lineItems: readonly LineItem[], facts: ViewFacts): Block {
  const total = moneyText(refund.total);
  return section(
    [
      "Refund  ",
      stateSpan(refund.state),
      refund.statusReason === undefined ? "" : span(` (${refund.statusReason})`, "dim"),
    ],
    [
      fields([
        ["Refund id", refund.id],
        [
          "Amount",
          total === undefined ? undefined : [total, refund.state === "PENDING" ? span(" (estimate)", "dim") : ""],
        ],
        ["For", contentsText(refund.contents, lineItems)],
        ["Reason", refund.requestReason],
        ["Created", timeText(refund.createdAt, facts)],
        ["Updated", refund.updatedAt === refund.createdAt ? undefined : timeText(refund.updatedAt, facts)],
        ["Aliases", aliasesText(refund.aliases)],
        ...refund.payments.map(
          (payment) =>
            ["Paid", [moneyText(payment.amount), payment.method, payment.state].filter(Boolean).join(", ")] as const,
        ),
      ]),
    ],
  );
}
