import { summarisePackageStates } from "../../../model/package-states.ts";
import type { Order, Package, Refund } from "../../domain/entities.ts";
import { sumMoney } from "../../domain/orders/refunds.ts";
import type { Fields } from "../context.ts";
import { cancellationsOf } from "./cancellation-view.ts";
import type { LineSource } from "./line-amounts.ts";
import { lineAmounts, trackerOf } from "./line-amounts.ts";
import type { ReturnSource } from "./return-view.ts";

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
export const ORDER_FIELDS = {
  customer: ({ customer }) => ({ contact: { id: customer.contactId, name: customer.name, email: customer.email } }),
  lineItems: (order) => order.lineItems.map((line): LineSource => ({ order, line })),
  metadata: ({ createdAt, executionState, updatedAt }) => ({ createdAt, executionState, updatedAt }),
  orderLinks: (order, _args, context) => [
    ...order.orderLinks,
    {
      destinationType: "BWP_STOREFRONT",
      displayMessage: null,
      url: `${context.baseUrl}/_emulator/orders/${order.id}`,
    },
  ],
  packageInformation: (order) => packagesOf(order, order.packages),
  refunds: (order) => (order.refunds.length === 0 ? null : order),
  returns: (order) => {
    if (order.returns.length === 0) return null;
    return { details: order.returns.map((each): ReturnSource => ({ order, each })) };
  },
} satisfies Fields<Order>;

/** `LineItem`. */
export const LINE_ITEM_FIELDS = {
  id: ({ line }) => line.id,
  aliases: ({ line }) => line.aliases,
  amount: ({ line }) => ({ unit: line.unit, value: line.units }),
  cancellations: ({ order }) => cancellationsOf(order),
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
} satisfies Fields<LineSource>;

/** `PackageInformation`. */
export const PACKAGE_INFORMATION_FIELDS: Fields<PackagesSource> = {
  details: ({ order, packages }) => packages.map((parcel): PackageSource => ({ order, parcel })),
  summary: ({ packages }) => ({ state: summarisePackageStates(packages.map((parcel) => parcel.state)) }),
};

/** `PackageInformationDetails`. */
export const PACKAGE_FIELDS = {
  aliases: () => [],
  id: ({ parcel }) => parcel.id,
  packageInformationDetailsFor: ({ order, parcel }) => ({ orderLineItems: lineAmounts(order, parcel.contents) }),
  packageTracker: ({ parcel }, _args, context) => trackerOf(parcel.tracker, context),
  reason: ({ parcel }) => parcel.reason,
  state: ({ parcel }) => parcel.state,
} satisfies Fields<PackageSource>;

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

function packagesOf(order: Order, packages: readonly Package[]): PackagesSource | null {
  return packages.length === 0 ? null : { order, packages };
}
