import type { ApiVersion } from "../../../model/versions.ts";
import type { Reader, Transaction } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { itemNamesIn } from "../item-name.ts";
import type { CreateOrderInput } from "../orders/order-input.ts";
import { changeProduct } from "./product-changes.ts";
import type { Product } from "./products.ts";
import { findProduct } from "./products.ts";

/** What is wrong with a product that cannot be delivered. */
type StockProblem = "AmountUnavailable" | "NotPrimeEnabled" | "OutOfStock";

/** The code of a problem as a version calls it. Page: changelog of 2024-04-01. */
export function stockCode(problem: StockProblem, version: ApiVersion): string {
  return `${version === "2024-01-01" ? "Item" : "Product"}${problem}`;
}

/** So many units of a product. */
export interface WantedUnits {
  readonly product: Product;
  readonly units: number;
}

/** Refuses more units of a product than there are, however many entries they are spread over. */
export function checkStock(wanted: readonly WantedUnits[], version: ApiVersion): void {
  for (const [product, units] of unitsByProduct(wanted)) {
    if (units <= product.units) continue;
    const problem = product.units === 0 ? "OutOfStock" : "AmountUnavailable";
    const name = product.sku ?? product.externalId ?? product.amazonSku?.value ?? product.id;
    throw new ApiError("ValidationError", `Of the product ${name}, ${product.units} are in stock.`, {
      code: stockCode(problem, version),
      details: { itemId: name },
    });
  }
}

/** Takes the units that Amazon delivers out of the stock; products that the catalog does not have are not counted. */
export function takeFromStock(domain: Domain, tx: Transaction, caller: Caller, input: CreateOrderInput): void {
  const wanted = wantedUnits(tx, caller.targetId, input);
  checkStock(wanted, caller.apiVersion);
  for (const [product, units] of unitsByProduct(wanted)) {
    changeProduct(domain, tx, product, { ...product, units: product.units - units });
  }
}

function wantedUnits(reader: Reader, targetId: string, { lineItems }: CreateOrderInput): readonly WantedUnits[] {
  return lineItems.flatMap((line) => {
    if (line?.selectedDeliveryOffer?.details?.deliveryProvider !== "AMAZON") return [];
    const [name] = itemNamesIn(line.product?.identifier);
    const product = name && findProduct(reader, targetId, name);
    return product === undefined ? [] : [{ product, units: line.amount.value }];
  });
}

function unitsByProduct(wanted: readonly WantedUnits[]): readonly (readonly [Product, number])[] {
  const byId = new Map<string, readonly [Product, number]>();
  for (const { product, units } of wanted) byId.set(product.id, [product, (byId.get(product.id)?.[1] ?? 0) + units]);
  return [...byId.values()];
}
