/** Messages in the documented forms; ids as in the documentation's examples. */
const BUSINESS_PRODUCT = "bp-30b55436-5c42-4864-b3cb-4e4d014d8744";

/** A webhook body, as EventBridge's second form carries it in `detail`. */
export function webhookBody(type: string, resource: string, index = 0) {
  return {
    idempotencyKey: Buffer.from(`5c42#${index}`).toString("base64"),
    eventDescriptor: type,
    resources: [`businessProduct/${BUSINESS_PRODUCT}/${resource}`],
    eventId: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    apiVersion: "2024-11-01",
    subscriptionId: "11111111-0000-4000-8000-000000000000",
    eventTime: "2025-01-31T12:00:00.000Z",
    data: {},
  };
}

/** EventBridge's envelope around a `detail`. */
export function envelope(type: string, resource: string, detail: unknown, index = 0) {
  return {
    version: "0",
    id: `22222222-0000-4000-8000-${String(index).padStart(12, "0")}`,
    "detail-type": type,
    source: "aws.partner/buywithprime/acme",
    account: "123456789012",
    time: "2025-01-31T12:00:01Z",
    region: "us-east-1",
    resources: [`businessProduct/${BUSINESS_PRODUCT}/${resource}`],
    detail,
  };
}

/** EventBridge's second form, as text. */
export function eventText(
  index: number,
  type = "PACKAGE_DELIVERED",
  resource = `order/322-ABC1-AAAAAA/delivery/d${index}`,
) {
  return JSON.stringify(envelope(type, resource, webhookBody(type, resource, index), index));
}
