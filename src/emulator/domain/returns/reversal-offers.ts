import { invalidInput, refused } from "../api-error.ts";
import type { ItemKind, ItemName } from "../catalog/catalog.ts";
import { findItem } from "../catalog/catalog.ts";
import type { Caller, Domain } from "../domain.ts";
import { newId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";

/** ReversalItemInput; mind the capitals. */
export interface ReversalItemInput {
  readonly id?: {
    readonly ExternalId?: string | null;
    readonly ID?: string | null;
    readonly SKU?: string | null;
    readonly mSKU?: { readonly marketplaceId?: string | null; readonly value?: string | null } | null;
  } | null;
}

/** What can be done with one item. */
export interface ReversalOffer {
  readonly item: ItemName & { readonly marketplaceId: string | null };
  readonly isReturnable: boolean;
}

/** Answer of reversalOffers, in the order of the items. */
export interface ReversalOffers {
  readonly id: string;
  /** ISO 8601 with microseconds, as in the examples. */
  readonly expiresAt: string;
  readonly offers: readonly ReversalOffer[];
}

const LIFE_MS = 24 * 60 * 60_000;
const LONGEST: Readonly<Record<ItemKind, number>> = { externalId: 512, sku: 255, productId: 512, amazonSku: 512 };

/** Whether items can be returned. Pages: reversaloffers, get-reversal-offers. */
export function reversalOffers(
  domain: Domain,
  caller: Caller,
  operation: string,
  inputs: readonly (ReversalItemInput | null)[],
): ReversalOffers {
  const issues = new Issues(`/${operation}/reversalOffersInput/items`);
  issues.check(inputs.length > 0, "must not be empty");
  const items = inputs.map((input, index) => readItem(input, issues.at(index, "id")));
  if (issues.found.length > 0) throw invalidInput(issues.found);
  const offers = items.map((item): ReversalOffer => {
    const known = findItem(domain.store, caller.targetId, item);
    if (known === undefined) {
      throw refused("ItemDoesNotExist", `The item ${item.value} is not in the Buy with Prime catalog.`);
    }
    return { item, isReturnable: known.isReturnable };
  });
  const expiresAt = new Date(domain.clock.now() + LIFE_MS).toISOString().replace("Z", "000Z");
  return { id: newId(), expiresAt, offers };
}

function readItem(input: ReversalItemInput | null, issues: Issues): ReversalOffer["item"] {
  const { ID, SKU, ExternalId, mSKU } = input?.id ?? {};
  const given = (
    [
      ["productId", ID],
      ["sku", SKU],
      ["externalId", ExternalId],
      ["amazonSku", mSKU == null ? undefined : (mSKU.value ?? "")],
    ] as const
  ).flatMap(([kind, value]) => (value == null ? [] : [{ kind, value }]));
  issues.check(given.length === 1, "must have exactly one of ID, SKU, ExternalId and mSKU");
  const { kind, value } = given[0] ?? { kind: "sku" as const, value: "" };
  if (given.length === 1) issues.size(value, 1, LONGEST[kind]);
  return { kind, value, marketplaceId: mSKU?.marketplaceId ?? null };
}
