import { afterEach, beforeEach, expect, test } from "vitest";
import { command as list } from "../../../src/commands/subscribe/list.ts";
import { command as show } from "../../../src/commands/subscribe/show.ts";
import { FULL_ACCESS } from "../../../src/emulator/credentials.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

interface Row {
  readonly eventType: string;
  readonly subscriptionId: string | null;
  readonly status: string;
  readonly destination: { readonly arn: string };
}

const SOURCE = ["--source-name", "shop"];
const create = (types: string, ...more: string[]) => ["subscribe", "create", "--type", types, ...SOURCE, ...more];

test("several types are subscribed, and a second call finds them existing", async () => {
  const first = await world.json<Row[]>(create("PACKAGE_DELIVERED,REFUND_REQUESTED"));
  expect(first.map(({ eventType, status }) => [eventType, status])).toEqual([
    ["PACKAGE_DELIVERED", "created"],
    ["REFUND_REQUESTED", "created"],
  ]);
  expect(first[0]?.destination.arn).toBe("arn:aws:events:us-east-1::event-source/aws.partner/buywithprime/shop");
  expect(first[0]?.subscriptionId).toMatch(/^[0-9a-f-]{36}$/);

  const second = await world.json<Row[]>(create("PACKAGE_DELIVERED,RETURN_STARTED"));
  expect(second.map(({ status, subscriptionId }) => [status, subscriptionId === null])).toEqual([
    ["exists", true],
    ["created", false],
  ]);
});

test("--event-type is another name of --type, here and in the filters, and not in help", async () => {
  const words = ["subscribe", "create", "--event-type", "refund_req?ested", "--type", "ORDER_CONFIRMED", ...SOURCE];
  const names = (await world.json<Row[]>(words)).map(({ eventType }) => eventType);
  expect(names).toEqual(["REFUND_REQUESTED", "ORDER_CONFIRMED"]);
  expect(await world.bwp(["events", "history", "list", "--event-type", "NO_*"])).toMatchObject({ code: 2 });
  expect((await world.bwp(["subscribe", "create", "--help"])).stdout).not.toContain("--event-type");
});

test("the view on a terminal, and what to do next", async () => {
  const result = await world.bwp(create("REFUND_REQUESTED"), { tty: true });
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(
    /^Event type {8}Status {3}Subscription id\nREFUND_REQUESTED {2}created {2}[0-9a-f-]{36}\n$/,
  );
  expect(result.stderr).toContain("emulator profile");
  expect(result.stderr).toContain("subscribe REFUND_REQUESTED to\narn:aws:events:us-east-1::event-source/");
  expect(result.stderr).toContain("Next: bwp events connect --source shop");
});

test("patterns leave deprecated types out; exact deprecated names are warned about", async () => {
  const byPattern = await world.json<Row[]>(create("*DELIVER*"));
  expect(byPattern.map(({ eventType }) => eventType)).toEqual([
    "PACKAGE_DELIVERY_IN_TRANSIT",
    "PACKAGE_DELIVERED",
    "PACKAGE_DELIVERY_CANCELLED",
    "RETURN_PACKAGE_DELIVERED",
    "RETURN_PACKAGE_DELIVERY_FAILED",
  ]);
  const exact = await world.bwp(create("RETURN_DELIVERY_COMPLETED,INVENTORY_CHANGED"));
  expect(exact.stderr).toContain(
    "RETURN_DELIVERY_COMPLETED is deprecated since 2024-12-04; use RETURN_PACKAGE_DELIVERED",
  );
  expect(exact.stderr).toContain("INVENTORY_CHANGED is never published in a sandbox");
});

test("unknown names are all named at once, with the likely ones, and nothing is sent", async () => {
  const result = await world.bwp(create("REFUND_REQESTED,NOTHING_*,PACKAGE_DELIVERED"));
  expect(result.code).toBe(2);
  expect(errorOf(result)).toMatchObject({
    code: "unknown_event_type",
    findings: [
      "REFUND_REQESTED: no such event type. Did you mean REFUND_REQUESTED?",
      "NOTHING_*: matches no event type.",
    ],
  });
  expect(world.emulator.status().counts.subscriptions).toBe(0);
});

test("--force sends a name that bwp does not know; the API answers it with AccessDeniedError", async () => {
  const result = await world.bwp(create("BRAND_NEW,REFUND_REQUESTED", "--force"));
  expect(result.code).toBe(3);
  expect(errorOf(result).code).toBe("AccessDeniedError");
  const rows = JSON.parse(result.stdout) as Row[];
  expect(rows.map(({ eventType, status }) => [eventType, status])).toEqual([
    ["BRAND_NEW", "failed"],
    ["REFUND_REQUESTED", "created"],
  ]);
});

test("malformed destinations are refused before sending, all at once", async () => {
  const result = await world.bwp(
    ["subscribe", "create", "--type", "REFUND_REQUESTED", "--region", "me-south-1", "--account", "123"].concat([
      "--source-name",
      "my shop",
    ]),
  );
  expect(result.code).toBe(2);
  const { findings } = errorOf(result);
  expect(findings?.[0]).toBe(
    "--region must be an AWS region, for example us-east-1; Buy with Prime takes those that begin with us, us-gov, ap, ca, cn, eu, sa or af.",
  );
  expect(findings?.[1]).toContain("--account must be an AWS account id of 12 digits");
  expect(findings?.[2]).toContain("--source-name may hold letters");
});

/** Paths of all values in JSON data, as the Output section of help writes them. */
function pathsOf(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, `${path}[]`));
  return Object.entries(value).flatMap(([name, member]) => pathsOf(member, path === "" ? name : `${path}.${name}`));
}

test("help lists all members that list and show put out, and no others", async () => {
  const [row] = await world.json<Row[]>(create("REFUND_REQUESTED"));
  const shown = await world.json(["subscribe", "show", row?.subscriptionId ?? ""]);
  expect(Object.keys(show.output ?? {}).sort()).toEqual([...pathsOf(shown)].sort());
  expect(Object.keys(list.output ?? {}).sort()).toEqual([...pathsOf(await world.json(["subscribe", "list"]))].sort());
});

test("without a terminal every missing value is named", async () => {
  const result = await world.bwp(["subscribe", "create"]);
  expect(result.code).toBe(2);
  expect(errorOf(result).message).toBe("Missing: --type <TYPE>, --source-name <NAME> (or --webhook-url <URL>).");
});

test("outside the emulator there are no defaults for region and account", async () => {
  const result = await world.bwp(["subscribe", "create", "--type", "REFUND_REQUESTED"], {
    env: { BWP_PROFILE_KIND: "sandbox" },
  });
  expect(errorOf(result).message).toBe(
    "Missing: --region <REGION>, --account <ACCOUNT>, --source-name <NAME> (or --webhook-url <URL>).",
  );
});

test("a dry run prints every request as a list, with the token masked, and sends nothing", async () => {
  const requests = await world.json<
    { operation: string; headers: Record<string, string>; body: { variables: unknown } }[]
  >(create("PACKAGE_DELIVERED,REFUND_REQUESTED", "--dry-run"));
  expect(requests.map(({ operation }) => operation)).toEqual(["createEventSubscription", "createEventSubscription"]);
  expect(requests[0]?.headers.Authorization).toBe("Bearer ********");
  expect(requests[0]?.body.variables).toEqual({
    input: {
      eventType: "PACKAGE_DELIVERED",
      destination: {
        eventBridge: { region: "us-east-1", partnerEventSource: { account: "000000000000", name: "shop" } },
      },
    },
  });
  expect(world.emulator.status().counts.subscriptions).toBe(0);
});

test("a list of nothing says what AccessDeniedError can mean, is an empty list, and exits 0", async () => {
  const result = await world.bwp(["subscribe", "list"]);
  expect(result).toMatchObject({ code: 0, stdout: "[]\n" });
  expect(result.stderr).toContain("no subscriptions yet, or its credentials may not see them");
});

test("a list reads beyond the first page and shows each with its details", async () => {
  const count = 10;
  for (let index = 0; index < count; index += 1) {
    await world.json(["subscribe", "create", "--type", "*", "--source-name", `shop-${index}`]);
  }
  const all = await world.json<{ eventSubscriptionDetails: { eventType: string; destination: { arn: string } } }[]>([
    "subscribe",
    "list",
  ]);
  expect(all.length).toBe(world.emulator.status().counts.subscriptions);
  expect(all.length).toBeGreaterThan(100);
  expect(new Set(all.map((entry) => entry.eventSubscriptionDetails.destination.arn)).size).toBe(count);
});

test("show tells an unknown id from a missing permission", async () => {
  const alone = await world.bwp(["subscribe", "show", "nope"]);
  expect(alone.code).toBe(3);
  expect(errorOf(alone).suggestion).toContain("no subscriptions yet, or");

  const [row] = await world.json<Row[]>(create("REFUND_REQUESTED"));
  const unknown = await world.bwp(["subscribe", "show", "nope"]);
  expect(unknown.code).toBe(4);
  expect(errorOf(unknown)).toMatchObject({ code: "not_found", message: "This client has no subscription nope." });

  const shown = await world.bwp(["subscribe", "show", row?.subscriptionId ?? ""], { tty: true });
  expect(shown.stdout).toContain("Event type    REFUND_REQUESTED\n");
  expect(shown.stdout).toContain("Source        shop\n");
});

test("delete takes ids, a source, or all; several need a confirmation", async () => {
  const rows = await world.json<Row[]>(create("PACKAGE_DELIVERED,REFUND_REQUESTED,RETURN_STARTED"));
  const [first, second] = rows.map(({ subscriptionId }) => subscriptionId ?? "");

  expect(await world.json(["subscribe", "delete", first ?? ""])).toEqual([
    { subscriptionId: first, eventType: null, status: "deleted" },
  ]);

  const refused = await world.bwp(["subscribe", "delete", "--source", "shop"]);
  expect(refused.code).toBe(2);
  expect(errorOf(refused).code).toBe("confirmation_required");

  const mixed = await world.bwp(["subscribe", "delete", second ?? "", "nope", "--yes"]);
  expect(mixed.code).toBe(4);
  expect((JSON.parse(mixed.stdout) as Row[]).map(({ status }) => status)).toEqual(["deleted", "failed"]);

  expect(await world.json<Row[]>(["subscribe", "delete", "--source", "shop", "--yes"])).toMatchObject([
    { eventType: "RETURN_STARTED", status: "deleted" },
  ]);
  expect(await world.json(["subscribe", "delete", "--all", "--yes"])).toEqual([]);
});

test("an unknown source is not found, and the ones in use are named", async () => {
  await world.json(create("REFUND_REQUESTED"));
  const result = await world.bwp(["subscribe", "delete", "--source", "shp", "--yes"]);
  expect(result.code).toBe(4);
  expect(errorOf(result).suggestion).toBe("Sources in use: shop.");
});

test("without the permission for subscriptions, create fails with exit 3 and names it", async () => {
  const limited = await startEmulated({
    credentials: [
      {
        clientId: "emu-limited",
        clientSecret: "emu-limited-secret",
        targetId: "bp-11111111-1111-4111-8111-111111111111",
        permissions: FULL_ACCESS.filter((permission) => permission !== "eventSubscriptions"),
      },
    ],
  });
  try {
    const result = await limited.bwp(create("REFUND_REQUESTED"));
    expect(result.code).toBe(3);
    expect(errorOf(result).suggestion).toContain("event subscription");
  } finally {
    await limited.close();
  }
});
