import { expect, test } from "vitest";
import { startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";

const MINUTE = 60_000;

test("the clock shows its time, its distance to real time and what waits", async () => {
  const api = await startEmulator({ speed: "real", now: () => Date.parse("2025-01-20T12:00:00Z") });
  expect(await (await api.control("GET", "clock")).json()).toEqual({
    now: "2025-01-20T12:00:00.000Z",
    offsetMs: 0,
    speed: "real",
    pending: 0,
    nextDueAt: null,
  });
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  expect(await (await api.control("GET", "clock")).json()).toMatchObject({
    pending: 1,
    nextDueAt: "2025-01-20T12:08:00.000Z",
  });
  const advanced = await (await api.control("POST", "clock", { advanceMs: 7 * MINUTE })).json();
  expect(advanced).toMatchObject({ now: "2025-01-20T12:07:00.000Z", offsetMs: 7 * MINUTE, pending: 1 });
  expect((await showOrder(api, orderId)).packageInformation.summary.state).toBe("PENDING");
});

test("what is due on the way happens at its own time, and so does what follows from it", async () => {
  const api = await startEmulator({ speed: "real", now: () => Date.parse("2025-01-20T12:00:00Z") });
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  const set = await api.control("POST", "clock", { set: "2025-01-20T12:14:00.000Z" });
  expect(await set.json()).toMatchObject({ now: "2025-01-20T12:14:00.000Z", pending: 0 });
  const query = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
    metadata { updatedAt }
    packageInformation { details { state packageTracker { latestMilestone { occurredAt } } } } } }`;
  const { order } = (await api.graphql(query, { id: { orderId } })).data;
  expect(order.metadata.updatedAt).toBe("2025-01-20T12:08:00.000Z");
  expect(order.packageInformation.details).toEqual([
    { state: "IN_TRANSIT", packageTracker: { latestMilestone: { occurredAt: "2025-01-20T12:13:00Z" } } },
  ]);
});

test("the clock never goes back, and a refused request changes nothing", async () => {
  const api = await startEmulator({ now: () => Date.parse("2025-01-20T12:00:00Z") });
  const refusals: [unknown, string][] = [
    [{ set: "2025-01-20T11:59:59Z" }, "The clock cannot go back"],
    [{ set: "yesterday" }, "set must be a time"],
    [{ advanceMs: -1 }, "advanceMs must be a number"],
    [{ advanceMs: 1, set: "2026-01-01T00:00:00Z" }, "The body must be"],
    [{}, "The body must be"],
  ];
  for (const [body, message] of refusals) {
    const response = await api.control("POST", "clock", body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toContain(message);
  }
  expect((await (await api.control("GET", "clock")).json()).now).toBe("2025-01-20T12:00:00.000Z");
});

test("tracking numbers expire 90 days after they appeared, tokens after 15 minutes", async () => {
  const api = await startEmulator({ speed: "real" });
  const early = `Bearer ${await api.token()}`;
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await api.control("POST", "clock", { advanceMs: 14 * MINUTE });
  const { packageTrackerIdentifier } = (await showOrder(api, orderId)).packageInformation.details[0].packageTracker;
  await api.control("POST", "clock", { advanceMs: 91 * 24 * 60 * MINUTE });
  const query = `query($id: PackageTrackerIdentifierInput) {
    packageTracker(packageTrackerInput: { packageTrackerIdentifier: $id }) { packageTrackerIdentifier { carrierCode } } }`;
  const late = await api.graphql(query, { id: packageTrackerIdentifier }, { authorization: early });
  expect(late.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
  const renewed = await api.graphql(
    query,
    { id: packageTrackerIdentifier },
    { authorization: `Bearer ${await api.token()}` },
  );
  expect(renewed.errors?.[0].message).toBe("Request references a resource which does not exist.");
});
