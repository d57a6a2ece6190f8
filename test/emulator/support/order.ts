import type { TestEmulator } from "./emulator.ts";

/** Input of createOrder as in the guide's minimal Prime order, one line for each number of units. */
export function primeOrder(units: readonly number[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    lineItems: units.map((value, index) => ({
      product: {
        identifier: { sku: `MUG-${index}` },
        title: "Blue stoneware mug, 12 oz",
        price: { amount: 18.1, currencyCode: "USD" },
      },
      amount: { value },
      selectedDeliveryOffer: {
        details: {
          deliveryProvider: "AMAZON",
          deliveryPreviewId: "EMU-preview",
          id: "offer-0193",
          deliveryTerms: { isPrimeEligible: true },
        },
      },
    })),
    customer: { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } },
    recipient: {
      deliveryAddress: {
        name: "Nora Quist",
        streetAddress: "12 Harbor Lane",
        locality: "Portland",
        region: "OR",
        countryCode: "US",
        postalCode: "97201",
      },
    },
    totalPrice: { value: { amount: 18.1, currencyCode: "USD" } },
    shopperIdentity: { lwaAccessToken: { value: "LWA_ACCESS_TOKEN" } },
    ...more,
  };
}

export const CREATE_ORDER = `mutation CreateOrder($input: CreateOrderInput!) {
  createOrder(input: $input) {
    order { id lineItems { id } packageInformation { details { id state } } }
  }
}`;

/** A started order: its id, line ids and the id of its one package. */
export async function startedOrder(
  api: TestEmulator,
  units: readonly number[],
): Promise<{ orderId: string; lines: string[]; packageId: string }> {
  const input = primeOrder(units, { desiredExecutionState: "STARTED" });
  const { order } = (await api.graphql(CREATE_ORDER, { input })).data.createOrder;
  return {
    orderId: order.id,
    lines: order.lineItems.map((line: { id: string }) => line.id),
    packageId: order.packageInformation.details[0].id,
  };
}

/** One entry of packageInformation.details; units by line item id for a part of the package. */
export function packageMove(
  id: string,
  state: string,
  options: { reason?: string; units?: Record<string, number> } = {},
): unknown {
  const { reason, units } = options;
  const packageInformationState: Record<string, unknown> = { state };
  if (reason !== undefined) packageInformationState.reason = reason;
  if (units !== undefined) {
    packageInformationState.packageInformationDetailsFor = {
      orderLineItemAmounts: Object.entries(units).map(([lineItemId, value]) => ({
        lineItemId: { lineItemId },
        amount: { value },
      })),
    };
  }
  return { id, packageState: { packageInformationState } };
}

const MOVE = `mutation Move($id: OrderIdentifierInput!, $input: UpdateOrderPackageInformationInput!) {
  updateOrderPackageInformation(orderIdentifier: $id, input: $input) {
    order { id packageInformation { details { id state } } }
  }
}`;

export function movePackages(api: TestEmulator, orderId: string, details: readonly unknown[]) {
  return api.graphql(MOVE, { id: { orderId }, input: { packageInformation: { details } } });
}

const MOVE_RETURNS = `mutation MoveReturns($id: OrderIdentifierInput!, $input: UpdateOrderReturnsInput!) {
  updateOrderReturns(orderIdentifier: $id, input: $input) { order { id returns { details { state } } } }
}`;

export function moveReturns(api: TestEmulator, orderId: string, details: readonly unknown[]) {
  return api.graphql(MOVE_RETURNS, { id: { orderId }, input: { returns: { details } } });
}

const SHOW = `query order($orderIdentifier: OrderIdentifierInput!) {
  order(orderIdentifier: $orderIdentifier) {
    id
    metadata { executionState }
    packageInformation {
      summary { state }
      details {
        id state reason
        packageInformationDetailsFor { orderLineItems { lineItem { id } amount { unit value } } }
        packageTracker { packageTrackerIdentifier { trackingNumber carrierCode } latestMilestone { status { code } } }
      }
    }
    returns {
      details {
        id state aliases { aliasType aliasId }
        returnLineItems {
          id grading { summary { gradedAmount { unit value } unitWiseCondition { condition amount { unit value } } } }
        }
        returnPackageDetails { id state reason }
        returnDeliveryDetails { id state reason }
      }
    }
    refunds {
      summary { refundTotal { totalAmount { amount currencyCode } } }
      details {
        id state aliases { aliasType aliasId } refundRequestReason refundTotal { totalAmount { currencyCode amount } }
        refundFor { causedBy { __typename id state } orderLineItems { lineItem { id } amount { unit value } } }
        paymentDetails { id amount { amount } }
      }
    }
  }
}`;

// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
export async function showOrder(api: TestEmulator, orderId: string): Promise<any> {
  return (await api.graphql(SHOW, { orderIdentifier: { orderId } })).data.order;
}
