import { expect, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { deliver, documentedOrder } from "./support/documented.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { startEmulator } from "./support/emulator.ts";
import { moveReturns, showOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

const OFFERS = `query($items: [ReversalItemInput]) { reversalOffers(reversalOffersInput: { items: $items }) {
  id expiresAt
  reversalOfferCollection {
    item { id { __typename value ... on MskuReversalItemIdentifier { marketplaceId } } }
    summary { title { locale value } resolutionTypes window { duration { unit value } endDate } }
  }
} }`;

test("reversal offers stand in the order of the items; RETURN tells what can be returned", async () => {
  const api = await startEmulator();
  await documentedOrder(api);
  const mSKU = { marketplaceId: "ATVPDKIKX0DER", value: "EMU-FINAL-1" };
  const items = [{ id: { SKU: "MUG" } }, { id: { mSKU } }, { id: { ExternalId: "emu-7" } }];
  for (const version of ["2024-11-01", "2024-04-01"]) {
    const answer = await api.graphql(OFFERS, { items }, { "x-api-version": version });
    expect(answer.errors).toBeUndefined();
    const returnable = {
      title: { locale: "en-US", value: "Free 30-day returns" },
      resolutionTypes: ["RETURN"],
      window: { duration: { unit: "day", value: 30 }, endDate: null },
    };
    expect(answer.data.reversalOffers).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      reversalOfferCollection: [
        { item: { id: { __typename: "SkuReversalItemIdentifier", value: "MUG" } }, summary: returnable },
        {
          item: {
            id: { __typename: "MskuReversalItemIdentifier", value: "EMU-FINAL-1", marketplaceId: "ATVPDKIKX0DER" },
          },
          summary: { title: { locale: "en-US", value: "Not returnable" }, resolutionTypes: [], window: null },
        },
        { item: { id: { __typename: "SkuReversalItemIdentifier", value: "emu-7" } }, summary: returnable },
      ],
    });
  }
});

test("2024-01-01 calls them generateReversalOffers, with plain texts that are one for what cannot be returned", async () => {
  const api = await startEmulator();
  const query = `{ generateReversalOffers(reversalOffersInput: { items: [{ id: { SKU: "EMU-1" } }, { id: { SKU: "EMU-FINAL-1" } }] }) {
    reversalOfferGroups { item { id { value } } summary { title description } } } }`;
  const answer = await api.graphql(query, {}, { "x-api-version": "2024-01-01" });
  expect(answer.errors).toBeUndefined();
  const [first, second] = answer.data.generateReversalOffers.reversalOfferGroups;
  expect(first).toMatchObject({ item: { id: { value: "EMU-1" } }, summary: { title: "Free 30-day returns" } });
  expect(second.summary.title).toBe(second.summary.description);
});

test("an item that is not in the catalog answers ItemDoesNotExist, also among good ones", async () => {
  const api = await startEmulator();
  const { errors, data } = await api.graphql(OFFERS, { items: [{ id: { SKU: "EMU-1" } }, { id: { SKU: "TEAPOT" } }] });
  expect(errors?.[0].extensions.classification).toMatchObject({ type: "ValidationError", code: "ItemDoesNotExist" });
  expect(data).toEqual({ reversalOffers: null });
});

test("each item has exactly one identifier of a fitting length", async () => {
  const api = await startEmulator();
  const cases: [unknown, string][] = [
    [{ SKU: "a", ExternalId: "b" }, "/items/0/id must have exactly one of"],
    [{}, "/items/0/id must have exactly one of"],
    [{ SKU: "x".repeat(256) }, "/items/0/id size must be between 1 and 255"],
    [{ ExternalId: "" }, "/items/0/id size must be between 1 and 512"],
  ];
  for (const [id, message] of cases) {
    const { errors } = await api.graphql(OFFERS, { items: [{ id }] });
    expect(errors?.[0].message).toContain(message);
  }
});

const CREATE = `mutation($id: OrderIdentifierInput, $input: CreateReturnInput!) {
  createReturn(orderIdentifier: $id, input: $input) { returnDetails {
    id state expiresAt returnPackageDetails { id state }
    refundTerm { estimatedRefundTotal { totalAmount { amount } } }
    returnDeliveryGroups { returnDeliveryOffer { details { id } } }
  } } }`;
const UPDATE = `mutation($input: UpdateReturnInput!) { updateReturn(input: $input) { returnDetails { state aliases { aliasId } } } }`;
const GET = `query($input: ReturnIdentifierInput) { return(input: $input) { returnDetails { id state } } }`;

const linesOf = (lineItemId: string | undefined, value = 1) => ({
  returnLineItems: [{ returnFor: { orderLineItemAmounts: [{ lineItemId: { lineItemId }, amount: { value } }] } }],
});

async function delivered(api: TestEmulator): Promise<{ orderId: string; lineId: string }> {
  const { orderId, lines } = await documentedOrder(api);
  await deliver(api, orderId);
  return { orderId, lineId: lines[0] ?? "" };
}

test("a return is negotiated as a draft, which older versions do not see, and is submitted by the emulator's control", async () => {
  const api = await startEmulator();
  await subscribe(api, "RETURN_STARTED", "source");
  const queue = await wireQueue(api.emulator.url, "source");
  const { orderId, lineId } = await delivered(api);
  const created = await api.graphql(CREATE, { id: null, input: linesOf(lineId) });
  expect(created.errors).toBeUndefined();
  const draft = created.data.createReturn.returnDetails;
  expect(draft).toMatchObject({
    state: "DRAFT",
    returnPackageDetails: [],
    refundTerm: { estimatedRefundTotal: { totalAmount: { amount: 12.5 } } },
  });
  const offer = draft.returnDeliveryGroups[0].returnDeliveryOffer.details.id;
  expect(offer).toMatch(/^\d{3}-\d{3}$/);
  const returnIdentifier = { id: draft.id };
  const groups = (id: string) => [{ returnDeliveryOffer: { details: { id } } }];
  const picked = await api.graphql(UPDATE, { input: { returnIdentifier, returnDeliveryGroups: groups(offer) } });
  expect(picked.data.updateReturn.returnDetails.state).toBe("DRAFT");
  const wrong = await api.graphql(UPDATE, { input: { returnIdentifier, returnDeliveryGroups: groups("000-000") } });
  expect(wrong.errors?.[0].message).toContain("must name a delivery offer of the return");
  const aliases = [{ aliasType: "EXTERNAL-RETURN-ID", aliasId: "r-1" }];
  await api.graphql(UPDATE, { input: { returnIdentifier, aliases } });
  expect((await api.graphql(GET, { input: { alias: aliases[0] } })).data.return.returnDetails).toEqual({
    id: draft.id,
    state: "DRAFT",
  });
  const older = await api.graphql(
    `{ order(orderIdentifier: { orderId: "${orderId}" }) { returns { details { id } } } }`,
    {},
    { "x-api-version": "2024-04-01" },
  );
  expect(older.data.order.returns).toBeNull();
  expect(await drainQueue(api.emulator.url, queue)).toEqual([]);

  const submitted = await api.control("POST", "returns", { returnId: draft.id });
  expect(submitted.status).toBe(200);
  const { returnPackageId } = await submitted.json();
  expect((await showOrder(api, orderId)).returns.details[0]).toMatchObject({
    state: "CREATED",
    returnPackageDetails: [{ id: returnPackageId, state: "CREATED" }],
  });
  expect(await drainQueue(api.emulator.url, queue)).toHaveLength(1);
  const details = [
    { returnIdentifier: { id: draft.id }, returnPackageDetails: [{ id: returnPackageId, state: "IN_TRANSIT" }] },
  ];
  expect((await moveReturns(api, orderId, details)).errors).toBeUndefined();
});

test("STARTED makes the return at once; what is in a return cannot be returned again", async () => {
  const api = await startEmulator();
  const { orderId, lineId } = await delivered(api);
  const input = { ...linesOf(lineId, 2), desiredReturnExecutionState: "STARTED" };
  const { returnDetails } = (await api.graphql(CREATE, { id: { orderId }, input })).data.createReturn;
  expect(returnDetails).toMatchObject({ state: "CREATED", returnPackageDetails: [{ state: "CREATED" }] });
  const again = await api.graphql(CREATE, { id: { orderId }, input });
  expect(again.errors?.[0].extensions.classification.type).toBe("ValidationError");
  const late = await api.graphql(UPDATE, { input: { returnIdentifier: { id: returnDetails.id }, aliases: [] } });
  expect(late.errors?.[0].message).toContain("must name a return under negotiation");
});

test("unknown returns and lines answer the access error, a third alias AliasLimitExceeded", async () => {
  const api = await startEmulator();
  const { orderId, lineId } = await delivered(api);
  const type = (answer: { errors?: { extensions: { classification: { type: string } } }[] }) =>
    answer.errors?.[0]?.extensions.classification.type;
  expect(type(await api.graphql(GET, { input: { id: "nobody" } }))).toBe("AccessDeniedError");
  expect(type(await api.graphql(CREATE, { input: linesOf("nobody") }))).toBe("AccessDeniedError");
  expect(type(await api.graphql(GET, { input: {} }))).toBe("ValidationError");
  const { id } = (await api.graphql(CREATE, { id: { orderId }, input: linesOf(lineId) })).data.createReturn
    .returnDetails;
  const aliases = [1, 2, 3].map((index) => ({ aliasType: "T", aliasId: `${index}` }));
  const { errors } = await api.graphql(UPDATE, { input: { returnIdentifier: { id }, aliases } });
  expect(errors?.[0].extensions.classification.code).toBe("AliasLimitExceeded");
});
