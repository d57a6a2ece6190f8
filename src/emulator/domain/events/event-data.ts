import type { EventTypeName } from "../../../model/event-types.ts";
import { findEventType } from "../../../model/event-types.ts";
import type { Reader } from "../../store/store.ts";
import { findProduct, isBuyable } from "../catalog/products.ts";
import type { Order, Package, Refund, Return } from "../entities.ts";
import { ORDERS } from "../entities.ts";
import type { DomainEvent } from "./publishing.ts";

/** An object of the answer. */
type Data = Readonly<Record<string, unknown>>;

/** Events whose filled `data` was never seen, nor anything like it. */
const UNSEEN: Data = {};

/**
 * `data` of an event in the second generation of the event pages, as the thing is now. Where a page shows the whole, the shape is
 * the page's to the letter, lists and objects included; the rest is inferred from the type behind it, and only fields that
 * this type has are used. Pages: buyability-changed, refund-completed, refund-requested, package-delivered,
 * return-completed, order-confirmed.
 */
export function eventData(reader: Reader, event: DomainEvent): Data {
  const { orderId = "", deliveryId, refundId, returnId, itemId = "" } = event.ids;
  const category = findEventType(event.type)?.category;
  if (category === "catalog") return buyability(reader, event.targetId, itemId);
  const order = reader.get(ORDERS, orderId);
  if (order === undefined) return UNSEEN;
  switch (category) {
    case "order":
      return { order: confirmedOrder(order) };
    case "package":
      return withDetails(order, "packageInformation", byId(order.packages, deliveryId), packageDetails);
    case "return":
      return withDetails(order, "returns", byId(order.returns, returnId), returnDetails);
    case "refund":
      return refundData(order, event.type, byId(order.refunds, refundId));
    default:
      return UNSEEN;
  }
}

function byId<Thing extends { readonly id: string }>(things: readonly Thing[], id: string | undefined): Thing[] {
  return things.filter((thing) => thing.id === id);
}

function withDetails<Thing>(
  order: Order,
  member: string,
  things: readonly Thing[],
  show: (thing: Thing) => Data,
): Data {
  return { order: { ...orderHead(order), [member]: { details: things.map(show) } } };
}

function orderHead({ id, aliases }: Order): Data {
  return { id, aliases: aliases.map(({ aliasId, aliasType }) => ({ aliasId, aliasType })) };
}

function packageDetails({ id, state, reason }: Package): Data {
  return { id, state, ...(reason === null ? {} : { reason }) };
}

function returnDetails({ id, createdAt, updatedAt, state }: Return): Data {
  return { id, createdAt, updatedAt, state };
}

/** The two pages differ: REFUND_REQUESTED has one object with a list, REFUND_COMPLETED a list of objects. */
function refundData(order: Order, type: EventTypeName, refunds: readonly Refund[]): Data {
  if (type !== "REFUND_COMPLETED") return withDetails(order, "refunds", refunds, refundDetails);
  return { order: { ...orderHead(order), refunds: refunds.map((refund) => ({ details: refundDetails(refund) })) } };
}

function refundDetails(refund: Refund): Data {
  return {
    id: refund.id,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt,
    state: refund.state,
    refundRequestReason: refund.requestReason,
    refundStatusReason: refund.statusReason,
    refundTotal: refund.total === null ? null : { totalAmount: refund.total },
    refundFor: { orderLineItems: refund.contents.map(({ lineItemId }) => ({ lineItem: { id: lineItemId } })) },
  };
}

/** The page's own mixture of lists and objects: `metadata` and `customer` are lists, the aliases of a line one object. */
function confirmedOrder(order: Order): Data {
  const { customer, createdAt, executionState, orderLinks } = order;
  const { contactId, email, name } = customer;
  return {
    id: order.id,
    metadata: [{ createdAt, executionState }],
    aliases: orderHead(order).aliases,
    orderLinks: orderLinks.map(({ destinationType, displayMessage, url }) => ({
      destinationType,
      displayMessage,
      url,
    })),
    customer: [{ contact: { email, id: contactId, name } }],
    lineItems: order.lineItems.map(({ id, aliases, unit, units }) => {
      const [alias] = aliases;
      return {
        id,
        ...(alias === undefined ? {} : { aliases: { aliasId: alias.aliasId, aliasType: alias.aliasType } }),
        amount: { unit, value: units },
      };
    }),
  };
}

function buyability(reader: Reader, targetId: string, itemId: string): Data {
  const product = findProduct(reader, targetId, { kind: "productId", value: itemId });
  if (product === undefined) return UNSEEN;
  const value = (text: string | null): Data | null => (text === null ? null : { value: text });
  return {
    product: {
      externalId: value(product.externalId),
      id: product.id,
      amazonSku: value(product.amazonSku?.value ?? null),
      sku: value(product.sku),
      buyability: { status: isBuyable(product) ? "BUYABLE" : "NOT_BUYABLE" },
    },
  };
}
