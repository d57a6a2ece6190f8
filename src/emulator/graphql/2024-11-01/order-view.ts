import { summarisePackageStates } from "../../../model/package-states.ts";
import type { LineItem, LineItemUnits, Order, Package, Refund } from "../../domain/entities.ts";
import { TRACKERS } from "../../domain/entities.ts";
import { sumMoney } from "../../domain/refunds.ts";
import type { Fields, GraphqlContext } from "../context.ts";
import type { ReturnSource } from "./return-view.ts";

/** A line item together with the order that it belongs to. */
export interface LineSource {
  readonly order: Order;
  readonly line: LineItem;
}

/** Packages of an order, or those that hold units of one line. */
interface PackagesSource {
  readonly order: Order;
  readonly packages: readonly Package[];
}

interface PackageSource {
  readonly order: Order;
  readonly parcel: Package;
}

interface RefundSource {
  readonly order: Order;
  readonly refund: Refund;
}

/** `Order`. */
export const ORDER_FIELDS: Fields<Order> = {
  customer: ({ customer }) => ({ contact: { id: customer.contactId, name: customer.name, email: customer.email } }),
  lineItems: (order) => order.lineItems.map((line): LineSource => ({ order, line })),
  metadata: ({ createdAt, executionState, updatedAt }) => ({ createdAt, executionState, updatedAt }),
  orderLinks: (order, _args, context) => [
    ...order.orderLinks,
    {
      destinationType: "BWP_STOREFRONT",
      displayMessage: "View this order in the emulator",
      url: `${context.baseUrl}/_emulator/orders/${order.id}`,
    },
  ],
  packageInformation: (order) => packagesOf(order, order.packages),
  refunds: (order) => (order.refunds.length === 0 ? null : order),
  returns: (order) => {
    if (order.returns.length === 0) return null;
    return { details: order.returns.map((each): ReturnSource => ({ order, each })) };
  },
};

/** `LineItem`. */
export const LINE_ITEM_FIELDS: Fields<LineSource> = {
  id: ({ line }) => line.id,
  aliases: ({ line }) => line.aliases,
  amount: ({ line }) => ({ unit: line.unit, value: line.units }),
  createdAt: ({ line }) => line.createdAt,
  deliveryOffer: ({ line }) => line.deliveryOffer,
  discounts: ({ line }) => line.discounts,
  packageInformation: ({ order, line }) =>
    packagesOf(
      order,
      order.packages.filter((parcel) => parcel.contents.some((content) => content.lineItemId === line.id)),
    ),
  payments: ({ line }) => line.payments,
  product: ({ line }) => line.product,
  taxes: ({ line }) => line.taxes,
};

/** `PackageInformation`. */
export const PACKAGE_INFORMATION_FIELDS: Fields<PackagesSource> = {
  details: ({ order, packages }) => packages.map((parcel): PackageSource => ({ order, parcel })),
  summary: ({ packages }) => ({ state: summarisePackageStates(packages.map((parcel) => parcel.state)) }),
};

/** `PackageInformationDetails`. */
export const PACKAGE_FIELDS: Fields<PackageSource> = {
  aliases: () => [],
  id: ({ parcel }) => parcel.id,
  packageInformationDetailsFor: ({ order, parcel }) => ({ orderLineItems: lineAmounts(order, parcel.contents) }),
  packageTracker: ({ parcel }, _args, context) => trackerOf(parcel.tracker, context),
  reason: ({ parcel }) => parcel.reason,
  state: ({ parcel }) => parcel.state,
};

/** `Refunds`. */
export const REFUNDS_FIELDS: Fields<Order> = {
  details: (order) => order.refunds.map((refund): RefundSource => ({ order, refund })),
  summary: (order) => {
    const totalAmount = sumMoney(order.refunds.map((refund) => refund.total));
    return totalAmount === null ? null : { paymentSummary: null, refundTotal: { totalAmount } };
  },
};

/** `RefundDetails`. */
export const REFUND_FIELDS: Fields<RefundSource> = {
  aliases: ({ refund }) => refund.aliases,
  createdAt: ({ refund }) => refund.createdAt,
  id: ({ refund }) => refund.id,
  paymentDetails: ({ refund }) => refund.paymentDetails,
  refundFor: (source) => source,
  refundRequestReason: ({ refund }) => refund.requestReason,
  refundStatusReason: ({ refund }) => refund.statusReason,
  refundTotal: ({ refund }) => (refund.total === null ? null : { totalAmount: refund.total }),
  state: ({ refund }) => refund.state,
  updatedAt: ({ refund }) => refund.updatedAt,
};

/** `RefundFor`. */
export const REFUND_FOR_FIELDS: Fields<RefundSource> = {
  causedBy: ({ order, refund }): ReturnSource | null => {
    const each = order.returns.find((candidate) => candidate.id === refund.returnId);
    return each === undefined ? null : { order, each };
  },
  orderLineItems: ({ order, refund }) =>
    refund.contents.flatMap(({ lineItemId, units }) => {
      const line = order.lineItems.find((candidate) => candidate.id === lineItemId);
      if (line === undefined) return [];
      const amount = units === null ? null : { unit: line.unit, value: units };
      return [{ lineItem: { order, line } satisfies LineSource, amount }];
    }),
};

/** Line items with units, as `OrderLineItemAmount`. */
export function lineAmounts(order: Order, contents: readonly LineItemUnits[]): unknown[] {
  return contents.flatMap(({ lineItemId, units }) => {
    const line = order.lineItems.find((candidate) => candidate.id === lineItemId);
    if (line === undefined) return [];
    return [{ lineItem: { order, line } satisfies LineSource, amount: { unit: line.unit, value: units } }];
  });
}

/** The tracker behind a key, or null while the package has none. */
export function trackerOf(key: string | null, context: GraphqlContext): unknown {
  return key === null ? null : context.domain.store.get(TRACKERS, key);
}

function packagesOf(order: Order, packages: readonly Package[]): PackagesSource | null {
  return packages.length === 0 ? null : { order, packages };
}
