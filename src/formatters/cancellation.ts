import type { Cancellation, LineItem } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, fields, section, type ViewFacts } from "./blocks.ts";
import { contentsText } from "./contents.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** A request to cancel an order: state, who asked and why, what it led to. */
export function cancellationBlock(entry: Cancellation, lineItems: readonly LineItem[], facts: ViewFacts): Block {
  return section(
    ["Cancellation  ", stateSpan(entry.state)],
    [
      fields([
        ["Id", entry.id],
        ["Reason", entry.reason],
        ["Asked for by", entry.requestedBy],
        ["Comments", entry.comments],
        ["For", contentsText(entry.contents, lineItems)],
        ["Aliases", aliasesText(entry.aliases)],
        ["Created", timeText(entry.createdAt, facts)],
        ["Updated", entry.updatedAt === entry.createdAt ? undefined : timeText(entry.updatedAt, facts)],
        ["Refunds", entry.refundIds.length === 0 ? undefined : entry.refundIds.join(", ")],
      ]),
    ],
  );
}
