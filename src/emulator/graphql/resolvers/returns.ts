import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import type { ReturnIdentifier } from "../../domain/returns/external-returns.ts";
import type { CreateReturnInput, UpdateReturnInput } from "../../domain/returns/programmatic-returns.ts";
import { createReturn, getReturn, updateReturn } from "../../domain/returns/programmatic-returns.ts";
import type { ReversalItemInput } from "../../domain/returns/reversal-offers.ts";
import { reversalOffers } from "../../domain/returns/reversal-offers.ts";
import type { Operation } from "../operations.ts";
import { operation } from "../operations.ts";

interface ItemsInput {
  readonly items?: readonly (ReversalItemInput | null)[] | null;
}

/** The query for reversal offers under its name in a version. */
export function reversalOffersOperation(name: "reversalOffers" | "generateReversalOffers"): Operation {
  return operation(
    name,
    ["viewReturnPolicy", "viewCatalog"],
    (domain, caller, args: { reversalOffersInput: ItemsInput }) =>
      reversalOffers(domain, caller, name, args.reversalOffersInput.items ?? []),
  );
}

/** Queries and mutations of the Returns interface. */
export const RETURN_OPERATIONS = [
  reversalOffersOperation("reversalOffers"),
  operation(
    "return",
    "viewOrder",
    (domain, caller, args: { input?: ReturnIdentifier | null; returnIdentifier?: ReturnIdentifier | null }) => ({
      returnDetails: getReturn(domain, caller, args.input ?? args.returnIdentifier ?? {}),
    }),
  ),
  operation(
    "createReturn",
    "editOrder",
    (domain, caller, args: { orderIdentifier?: OrderIdentifier | null; input: CreateReturnInput }) => ({
      returnDetails: createReturn(domain, caller, args.orderIdentifier, args.input),
    }),
  ),
  operation(
    "updateReturn",
    "editOrder",
    (domain, caller, args: { returnIdentifier?: ReturnIdentifier | null; input: UpdateReturnInput }) => ({
      returnDetails: updateReturn(domain, caller, args.returnIdentifier, args.input),
    }),
  ),
];
