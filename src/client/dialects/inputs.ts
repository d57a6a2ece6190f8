import { UsageError } from "../../errors.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { notInVersion } from "./call.ts";
import type {
  CreateEventSubscriptionInput,
  CreateOrderInput,
  LineAmount,
  PageRequest,
  ReversalItem,
  Variables,
} from "./dialect.ts";

/** Lines and amounts as `OrderLineItemAmountInput` takes them, the same in all versions. */
export function lineAmounts(lines: readonly LineAmount[]) {
  return lines.map(({ lineItemId, amount }) => ({ lineItemId: { lineItemId }, amount: { value: amount } }));
}

/** Products as `ReversalItemInput` takes them; mind its capitals. */
export function reversalItems(items: readonly ReversalItem[]) {
  return items.map((item) => ({ id: reversalIdentifier(item) }));
}

function reversalIdentifier(item: ReversalItem) {
  if ("sku" in item) return { SKU: item.sku };
  if ("externalId" in item) return { ExternalId: item.externalId };
  if ("productId" in item) return { ID: item.productId };
  const { value, marketplaceId } = item.amazonSku;
  return { mSKU: { value, ...(marketplaceId === undefined ? {} : { marketplaceId }) } };
}

/**
 * A subscription without a webhook, which versions before 2024-11-01 do not have.
 * @throws {RefusedError} code `not_in_version` for a webhook.
 */
export function olderDestination(version: ApiVersion, input: CreateEventSubscriptionInput) {
  const { webhook, ...destination } = input.destination;
  if (webhook) {
    throw notInVersion({
      version,
      operation: "createEventSubscription",
      path: ["destination", "webhook"],
      versions: ["2024-11-01"],
    });
  }
  return { ...input, destination };
}

/** Variables of a list, without what was left out. */
export function pageVariables({ first, after }: PageRequest) {
  return { ...(first === undefined ? {} : { first }), ...(after === undefined ? {} : { after }) };
}

/**
 * Narrows an input that was checked against the schema.
 * @throws {UsageError} if it is none after all.
 */
export function requireInput<T extends Variables>(input: Variables, isInput: (input: Variables) => input is T): T {
  if (isInput(input)) return input;
  throw new UsageError("The input does not have the shape that this version of the API takes.", {
    code: "invalid_input",
  });
}

/** True for what {@link CreateOrderInput} asks for at the top; the rest is checked against the schema. */
export function isCreateOrderInput(input: Variables): input is CreateOrderInput & Variables {
  return Array.isArray(input.lineItems);
}
