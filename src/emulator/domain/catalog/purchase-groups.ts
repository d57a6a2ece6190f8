import type { Collection, Reader } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import type { Caller, Domain } from "../domain.ts";
import { newCatalogId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import { requireNoIssues } from "./catalog-issues.ts";
import type { ProductInput } from "./product-changes.ts";
import { addProduct, requireProduct } from "./product-changes.ts";
import type { ProductIdentifierInput } from "./product-identifier.ts";
import type { Product } from "./products.ts";
import { PRODUCTS, saveProduct } from "./products.ts";

/** How much of a product is in a bundle. */
export interface GroupMember {
  readonly productId: string;
  readonly amount: { readonly value: number; readonly unit: string | null };
}

/** A bundle: who buys the representative product gets the members; stored under its id. */
export interface PurchaseGroup {
  readonly id: string;
  readonly targetId: string;
  readonly representativeProductId: string;
  readonly members: readonly GroupMember[];
  readonly createdAt: string;
}

/** Bundles by id. */
export const PURCHASE_GROUPS: Collection<PurchaseGroup> = collection("purchaseGroups");

/** CreatePurchaseGroupInput. */
export interface PurchaseGroupInput {
  readonly members?: readonly (MemberInput | null)[] | null;
  readonly representativeProduct?: {
    readonly representativeProduct?: ProductInput | null;
    readonly representativeProductId?: ProductIdentifierInput | null;
  } | null;
}

interface MemberInput {
  readonly memberAmount?: { readonly value: number; readonly unit?: string | null } | null;
  readonly product?: ProductIdentifierInput | null;
}

const PATH = "/createPurchaseGroup/input";

/** Makes a bundle, and its representative product if it is described. Page: createpurchasegroup. */
export function createPurchaseGroup(domain: Domain, caller: Caller, input: PurchaseGroupInput): PurchaseGroup {
  const issues = new Issues(PATH);
  const { representativeProduct: described, representativeProductId: named } = input.representativeProduct ?? {};
  issues
    .at("representativeProduct")
    .check(
      (described == null) !== (named == null),
      "must have exactly one of representativeProduct and representativeProductId",
    );
  const members = input.members ?? [];
  issues.at("members").check(members.length > 0, "must not be empty");
  for (const [index, member] of members.entries()) {
    const amount = member?.memberAmount?.value ?? 0;
    issues.at("members", index, "memberAmount", "value").check(amount > 0, "must be greater than 0");
  }
  requireNoIssues(caller.apiVersion, issues);
  return domain.store.transaction((tx) => {
    const productOf = (identifier: ProductIdentifierInput | null | undefined, path: string): string => {
      const product = requireProduct(tx, caller, identifier, path);
      // A product of the default catalog becomes a stored one.
      if (tx.get(PRODUCTS, product.id) === undefined) saveProduct(tx, undefined, product);
      return product.id;
    };
    const place = `${PATH}/representativeProduct`;
    const representativeProductId =
      described == null
        ? productOf(named, `${place}/representativeProductId`)
        : addProduct(domain, tx, caller, described, `${place}/representativeProduct`).id;
    const group: PurchaseGroup = {
      id: newCatalogId(),
      targetId: caller.targetId,
      representativeProductId,
      members: members.map((member, index) => ({
        productId: productOf(member?.product, `${PATH}/members/${index}/product`),
        amount: { value: member?.memberAmount?.value ?? 0, unit: member?.memberAmount?.unit ?? null },
      })),
      createdAt: domain.clock.iso(),
    };
    tx.put(PURCHASE_GROUPS, group.id, group);
    return group;
  });
}

/** In which bundles a product is, and with how much. */
export function membershipsOf(reader: Reader, product: Product): readonly GroupMember[] {
  return [...reader.list(PURCHASE_GROUPS)].flatMap(([, { members }]) =>
    members.filter(({ productId }) => productId === product.id),
  );
}
