import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** The interface for returns: offers, and returns that a program opens. */
export const RETURNS_INTERFACE_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "offers-catalog",
    "reversalOffers",
    "decided",
    "Besides the products of the catalog, items that any order had count as being in it.",
    "Orders of the emulator may name products that nobody put into the catalog.",
  ),
  entry(
    "offers-returnable",
    "reversalOffers",
    "decided",
    "Prime items can be returned for 30 days; others, and identifiers that begin with EMU-FINAL-, cannot.",
    "Both answers stand in the reference examples.",
  ),
  entry(
    "offers-bad-item",
    "reversalOffers",
    "decided",
    "One unknown item fails the whole query.",
    "The answers of these examples are unseen.",
  ),
  entry(
    "offers-type",
    "reversalOffers",
    "decided",
    "Items that are named by ID or ExternalId answer as SkuReversalItemIdentifier.",
    "Their own types are unseen.",
  ),
  entry("offers-life", "reversalOffers", "decided", "Offers expire after a day.", "Unseen."),
  entry(
    "programmatic-sandbox",
    "createReturn, updateReturn, return",
    "decided",
    "They are supported as far as their fields are known, although a sandbox refuses them.",
    "Otherwise clients could not be tried at all.",
  ),
  entry(
    "programmatic-draft",
    "createReturn",
    "inferred",
    "The return is a DRAFT with one delivery offer and an estimate, for a day; with STARTED it is CREATED with a package and RETURN_STARTED.",
    "Pieced together from the pages of the inputs.",
  ),
  entry(
    "programmatic-order",
    "createReturn",
    "decided",
    "Without orderIdentifier the line item tells the order.",
    "The input names no order.",
  ),
  entry(
    "programmatic-submit",
    "updateReturn",
    "decided",
    "A draft is submitted by POST /_emulator/returns with its returnId.",
    "No known field of updateReturn does it.",
  ),
  entry(
    "programmatic-free",
    "createReturn",
    "decided",
    "Units of drafts are not taken; they must be free when the draft is submitted.",
    "Unseen.",
  ),
  entry(
    "programmatic-permission",
    "createReturn, updateReturn, return",
    "decided",
    "They need Edit Order Data and View Order Data.",
    "The pages print none.",
  ),
];
