import { expect, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";

const ACCESS_DENIED = {
  message: "You do not have sufficient access to perform this action.",
  extensions: {
    classification: { type: "AccessDeniedError", errorType: "AccessDeniedException", errorCode: 403 },
  },
};

function create(eventType: string, more: { region?: string; account?: string; name?: string } = {}): string {
  const { region = "us-east-1", account = "000000000000", name = "my-source" } = more;
  return `mutation {
  createEventSubscription(input: {
    destination: { eventBridge: { region: "${region}", partnerEventSource: { account: "${account}", name: "${name}" } } }
    eventType: "${eventType}"
  }) { subscriptionId }
}`;
}

test("a subscription is created, shown, listed and deleted", async () => {
  const api = await startEmulator();
  const created = await api.graphql(create("REFUND_REQUESTED"));
  const id = created.data.createEventSubscription.subscriptionId;
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

  const shown = await api.graphql(`{
  eventSubscription(subscriptionId: "${id}") {
    subscriptionId targetId
    eventSubscriptionDetails { eventType destination { __typename ... on EventBridgeData { arn } } }
  }
}`);
  expect(shown).toEqual({
    data: {
      eventSubscription: {
        subscriptionId: id,
        targetId: DEFAULT_CREDENTIAL.targetId,
        eventSubscriptionDetails: {
          eventType: "REFUND_REQUESTED",
          destination: {
            __typename: "EventBridgeData",
            arn: "arn:aws:events:us-east-1::event-source/aws.partner/buywithprime/my-source",
          },
        },
      },
    },
  });

  const page =
    "{ eventSubscriptions { edges { node { id } cursor } totalCount pageInfo { startCursor endCursor hasPreviousPage hasNextPage } } }";
  expect(await api.graphql(page)).toEqual({
    data: {
      eventSubscriptions: {
        edges: [{ node: { id }, cursor: "MA==" }],
        totalCount: 1,
        pageInfo: { startCursor: "MA==", endCursor: "MA==", hasPreviousPage: false, hasNextPage: false },
      },
    },
  });

  expect(await api.graphql(`mutation { deleteEventSubscription(subscriptionId: "${id}") { subscriptionId } }`)).toEqual(
    {
      data: { deleteEventSubscription: { subscriptionId: id } },
    },
  );
});

test("pages follow their cursors", async () => {
  const api = await startEmulator();
  for (const type of ["ORDER_CONFIRMED", "REFUND_REQUESTED", "RETURN_STARTED"]) await api.graphql(create(type));
  const query = `query($after: String) {
    eventSubscriptions(first: 2, after: $after) { edges { cursor } pageInfo { hasPreviousPage hasNextPage endCursor } totalCount }
  }`;
  const first = (await api.graphql(query)).data.eventSubscriptions;
  expect(first.edges).toHaveLength(2);
  expect(first.pageInfo).toEqual({ hasPreviousPage: false, hasNextPage: true, endCursor: "MQ==" });
  const second = (await api.graphql(query, { after: first.pageInfo.endCursor })).data.eventSubscriptions;
  expect(second.edges).toEqual([{ cursor: "Mg==" }]);
  expect(second.pageInfo).toEqual({ hasPreviousPage: true, hasNextPage: false, endCursor: "Mg==" });
  expect(second.totalCount).toBe(3);
});

test("an invalid region answers the documented error to the letter", async () => {
  const api = await startEmulator();
  const response = await api.post(create("REFUND_REQUESTED", { region: "me-south-1" }));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    errors: [
      {
        message:
          'Input request is not valid, the following issues were encountered: [/createEventSubscription/input/destination/eventBridge/region must match "^(us(-gov)?|ap|ca|cn|eu|sa|af)-(central|(north|south)?(east|west)?)-[0-9]$"]',
        locations: [{ line: 2, column: 3 }],
        path: ["createEventSubscription"],
        extensions: {
          classification: {
            type: "ValidationError",
            code: "ValidationError",
            details: {},
            errorType: "ValidationException",
            errorCode: 400,
          },
        },
      },
    ],
    data: null,
  });
});

test.each([
  ["an unknown event type", create("NO_SUCH_EVENT"), null],
  ["white space in the event type", create("REFUND_REQUESTED "), null],
  ["an event type that 2024-11-01 no longer has", create("ITEM_DELIVERED"), null],
  [
    "an unknown id to delete",
    'mutation {\n  deleteEventSubscription(subscriptionId: "no") { subscriptionId }\n}',
    null,
  ],
  [
    "an unknown id to show",
    '{\n  eventSubscription(subscriptionId: "no") { targetId }\n}',
    { eventSubscription: null },
  ],
  ["a list without any", "{\n  eventSubscriptions { totalCount }\n}", { eventSubscriptions: null }],
])("%s answers the access error", async (_name, query, data) => {
  const api = await startEmulator();
  const field = /\n {2}(\w+)/.exec(query)?.[1];
  expect(await api.graphql(query)).toEqual({
    errors: [{ ...ACCESS_DENIED, locations: [{ line: 2, column: 3 }], path: [field] }],
    data,
  });
});

test("the same event type and destination twice answers SubscriptionAlreadyExists", async () => {
  const api = await startEmulator();
  await api.graphql(create("REFUND_REQUESTED"));
  const again = await api.graphql(create("REFUND_REQUESTED"));
  expect(again.data).toBeNull();
  expect(again.errors?.[0].extensions.classification).toMatchObject({
    type: "ValidationError",
    code: "SubscriptionAlreadyExists",
    errorType: "ValidationException",
    errorCode: 400,
  });
  expect((await api.graphql(create("RETURN_STARTED"))).errors).toBeUndefined();
});

test("a name that another client or account holds answers DestinationNameAlreadyExists, until it is free again", async () => {
  const second = { ...DEFAULT_CREDENTIAL, clientId: "emu-second", clientSecret: "emu-s" };
  const api = await startEmulator({ credentials: [DEFAULT_CREDENTIAL, second] });
  const other = clientOf({ ...api.emulator, credentials: second });
  const id = (await api.graphql(create("REFUND_REQUESTED"))).data.createEventSubscription.subscriptionId;
  const code = { type: "ValidationError", code: "DestinationNameAlreadyExists" };
  expect((await other.graphql(create("RETURN_STARTED"))).errors?.[0].extensions.classification).toMatchObject(code);
  const elsewhere = await api.graphql(create("RETURN_STARTED", { account: "111111111111" }));
  expect(elsewhere.errors?.[0].extensions.classification).toMatchObject(code);
  expect((await other.graphql(`{ eventSubscription(subscriptionId: "${id}") { targetId } }`)).errors?.[0].message).toBe(
    ACCESS_DENIED.message,
  );
  await api.graphql(`mutation { deleteEventSubscription(subscriptionId: "${id}") { subscriptionId } }`);
  expect((await other.graphql(create("RETURN_STARTED"))).errors).toBeUndefined();
});

test("the permission behind the event type is needed as well", async () => {
  const api = await startEmulator({
    credentials: [{ ...DEFAULT_CREDENTIAL, permissions: ["eventSubscriptions", "viewOrder"] }],
  });
  expect((await api.graphql(create("REFUND_REQUESTED"))).errors).toBeUndefined();
  expect((await api.graphql(create("PACKAGE_TRACKER_MILESTONE_CHANGED"))).errors?.[0].message).toBe(
    ACCESS_DENIED.message,
  );
});
