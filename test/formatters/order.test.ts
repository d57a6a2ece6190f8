import { expect, test } from "vitest";
import { readOrder } from "../../src/client/dialects/2024-11-01.ts";
import { orderBlocks } from "../../src/formatters/order.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { PLAIN_THEME } from "../../src/formatters/theme.ts";
import { parseJson } from "../../src/model/json.ts";

const FACTS = { now: Date.parse("2025-02-10T12:00:00Z") };
const LAYOUT = { theme: PLAIN_THEME, width: 80, unicode: true };

function show(order: string, personalData = false): Promise<string> {
  return renderBlocks(orderBlocks(readOrder(parseJson(order)), FACTS, { personalData }), LAYOUT);
}

const TRACKER = `{ "packageTrackerIdentifier": { "trackingNumber": "TRACK0001", "carrierCode": "ups" },
  "estimatedDeliveryDate": { "earliest": "2025-01-23T09:00:00Z", "latest": "2025-01-24T21:00:00Z" },
  "latestMilestone": { "status": { "code": "OUT_FOR_DELIVERY", "message": { "locale": "en-US", "value": "On the van." } },
    "address": { "locality": "Springfield", "region": "OR", "country": "US" }, "occurredAt": "2025-01-23T07:40:00Z" } }`;

const WHOLE = `{
  "id": "322-AB12-CD34EF",
  "aliases": [{ "aliasType": "EXTERNAL_ID", "aliasId": "shop-1001" }],
  "metadata": { "executionState": "STARTED", "createdAt": "2025-01-20T12:00:00.000Z", "updatedAt": "2025-01-21T08:00:00.000Z" },
  "customer": { "contact": { "name": "Kim Roe", "email": "kim.roe@example.com" } },
  "lineItems": [
    { "id": "0a1b2c3d4e-5f60718293", "amount": { "unit": "ONE", "value": 2 }, "product": { "title": "Blue mug", "price": { "amount": 12.50, "currencyCode": "USD" } } },
    { "id": "1b2c3d4e5f-60718293a4", "amount": { "unit": "ONE", "value": 1 }, "product": { "title": "Tea towel", "price": { "amount": 8, "currencyCode": "USD" } } }
  ],
  "packageInformation": { "details": [
    { "id": "delivery-1", "state": "IN_TRANSIT", "reason": null, "packageTracker": ${TRACKER},
      "packageInformationDetailsFor": { "orderLineItems": [{ "lineItem": { "id": "0a1b2c3d4e-5f60718293" }, "amount": { "unit": "ONE", "value": 2 } }] } },
    { "id": "delivery-2", "state": "CANCELLED", "reason": "UNFULFILLABLE", "packageTracker": null,
      "packageInformationDetailsFor": { "orderLineItems": [{ "lineItem": { "id": "1b2c3d4e5f-60718293a4" }, "amount": { "unit": "ONE", "value": 1 } }] } }
  ] },
  "totalPrice": { "value": { "amount": 33, "currencyCode": "USD" }, "verified": false },
  "returns": { "details": [ { "id": "return-1", "state": "COMPLETED", "createdAt": "2025-02-01T10:00:00.000Z", "updatedAt": "2025-02-03T10:00:00.000Z",
    "returnLineItems": [ { "id": "return-line-1",
      "returnFor": { "orderLineItemAmounts": [ { "amount": { "value": 2 }, "lineItem": { "id": "0a1b2c3d4e-5f60718293" } } ] },
      "grading": { "summary": { "unitWiseCondition": [ { "condition": "SELLABLE", "amount": { "value": 1 } }, { "condition": "DAMAGED", "amount": { "value": 1 } } ] } } } ],
    "returnPackageDetails": [ { "id": "return-package-1", "state": "DELIVERED", "reason": null } ] } ] },
  "refunds": { "details": [ { "id": "4f1d00aa", "state": "PENDING", "createdAt": "2025-02-06T10:00:01.000Z",
    "refundTotal": { "totalAmount": { "currencyCode": "USD", "amount": 25.00 } },
    "refundFor": { "orderLineItems": [ { "lineItem": { "id": "0a1b2c3d4e-5f60718293" }, "amount": { "unit": "ONE", "value": 2 } } ] } } ] },
  "orderLinks": [ { "destinationType": "BWP_STOREFRONT", "url": "https://bwp.example/orders/1", "displayMessage": null } ]
}`;

test("a whole order at 80 columns", async () => {
  expect(await show(WHOLE)).toBe(`Order 322-AB12-CD34EF  STARTED
Created   2025-01-20 12:00:00 UTC (21 days ago)
Updated   2025-01-21 08:00:00 UTC (20 days ago)
Total     33.00 USD
Aliases   EXTERNAL_ID:shop-1001
Customer  hidden (--show-personal-data)

Lines
  Qty  Title      Unit price  Packages    Line item
    2  Blue mug    12.50 USD  IN_TRANSIT  0a1b2c3d4e-5f60718293
    1  Tea towel    8.00 USD  CANCELLED   1b2c3d4e5f-60718293a4

Package delivery-1  IN_TRANSIT
  Holds     2 × Blue mug
  Tracking  ups TRACK0001
  Expected  2025-01-23 09:00:00 UTC to 2025-01-24 21:00:00 UTC
  Latest    OUT_FOR_DELIVERY 2025-01-23 07:40:00 UTC (18 days ago)
            On the van. (Springfield, OR, US)

Package delivery-2  CANCELLED (UNFULFILLABLE)
  Holds  1 × Tea towel

Return return-1  COMPLETED
  Created  2025-02-01 10:00:00 UTC (9 days ago)
  Updated  2025-02-03 10:00:00 UTC (7 days ago)
  Item     2 × Blue mug
  Graded   1 SELLABLE, 1 DAMAGED

  Package return-package-1  DELIVERED

Refund  PENDING
  Refund id  4f1d00aa
  Amount     25.00 USD (estimate)
  For        2 × Blue mug
  Created    2025-02-06 10:00:01 UTC (4 days ago)

Links
  BWP_STOREFRONT  https://bwp.example/orders/1
`);
});

test("personal data only on demand", async () => {
  expect(await show(WHOLE)).not.toContain("kim.roe@example.com");
  expect(await show(WHOLE, true)).toContain("Customer  Kim Roe, kim.roe@example.com\n");
});

test("what is absent takes no room", async () => {
  expect(
    await show('{ "id": "322-AB12-CD34EF", "lineItems": [], "returns": null, "refunds": { "details": [] } }'),
  ).toBe("Order 322-AB12-CD34EF\n");
});

test("a hostile title cannot reach the terminal", async () => {
  const text = await show(
    '{ "id": "1", "lineItems": [{ "id": "l", "product": { "title": "\\u001b]52;c;ZXZpbA==\\u0007\\u202e" } }] }',
  );
  expect(text).toContain("\\u001b]52;c;ZXZpbA==\\u0007\\u202e");
  expect(text).not.toContain("\u001b");
});

test("money beyond floating point stays exact", async () => {
  const text = await show(
    '{ "id": "1", "totalPrice": { "value": { "amount": 90071992547409931.10, "currencyCode": "USD" } } }',
  );
  expect(text).toContain("Total  90071992547409931.10 USD");
});
