import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createEmulator } from "../../src/emulator/emulator.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder } from "./support/order.ts";
import {
  advance,
  closeOrder,
  placeOrder,
  readTask,
  SHOPPER,
  startTask as start,
  type Task,
  taskWith,
} from "./support/privacy.ts";

const TOKEN = "0c9f7f5e-4a1b-4a52-8f0e-6c5d0e1b2a33";
const withToken = { clientToken: { token: TOKEN } };

async function cancel(api: TestEmulator, taskId: string) {
  const text = "mutation($taskId: String!) { cancelPersonalDataDeletionTask(taskId: $taskId) { taskId } }";
  return api.graphql(text, { taskId });
}

async function retrieved(api: TestEmulator): Promise<Task> {
  return taskWith(api, "Retrieval", await start(api, "Retrieval"), "COMPLETED");
}

/** What stands in an archive, read by an independent program. */
function unpack(archive: Buffer): { readonly names: string[]; readonly content: unknown } {
  const folder = mkdtempSync(join(tmpdir(), "bwp-zip-"));
  try {
    writeFileSync(join(folder, "a.zip"), archive);
    const script = `import json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
names = archive.namelist()
print(json.dumps({"names": names, "content": json.loads(archive.read(names[0]))}))`;
    return JSON.parse(execFileSync("python3", ["-c", script, join(folder, "a.zip")], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function download(link: string | null | undefined): Promise<Response> {
  return fetch(link ?? "");
}

test("the same client token within 8 hours makes no second task; kinds are apart, and later it is a new one", async () => {
  const api = await startEmulator();
  const first = await start(api, "Deletion", withToken);
  expect(await start(api, "Deletion", withToken)).toBe(first);
  expect(await start(api, "Deletion", { ...withToken, holdingPeriod: 3 })).toBe(first);
  expect(await start(api, "Retrieval", withToken)).not.toBe(first);
  expect(await start(api, "Deletion")).not.toBe(first);
  await advance(api, 8 / 24 - 0.001);
  expect(await start(api, "Deletion", withToken)).toBe(first);
  await advance(api, 0.001);
  expect(await start(api, "Deletion", withToken)).not.toBe(first);
});

test("a client token that comes with another input is told in the log, without the address", async () => {
  const api = await startEmulator();
  const warnings = async () =>
    (await (await api.control("GET", "log")).json()).entries
      .map(({ message }: { message: string }) => message)
      .filter((message: string) => message.includes("another input"));
  const first = await start(api, "Deletion", withToken);
  await start(api, "Deletion", withToken);
  await start(api, "Deletion", { ...withToken, holdingPeriod: 10 });
  expect(await warnings()).toEqual([]);
  await start(api, "Deletion", { ...withToken, dataSubject: { type: "SHOPPER", email: "tim@example.org" } });
  const warning = `startPersonalDataDeletionTask: the client token of task ${first} came with another input; the input was ignored.`;
  expect(await warnings()).toEqual([warning]);
  await start(api, "Deletion", { ...withToken, reason: "no. 7" });
  expect(await warnings()).toEqual([warning, warning]);
});

test.each([
  [{ clientToken: { token: "x".repeat(35) } }, "clientToken/token size must be between 36 and 64"],
  [{ clientToken: { token: "x".repeat(65) } }, "clientToken/token size must be between 36 and 64"],
  [{ holdingPeriod: -1 }, "holdingPeriod must be greater than or equal to 0"],
])("%j is refused", async (more, issue) => {
  const api = await startEmulator();
  const text =
    "mutation($input: StartPersonalDataDeletionTaskInput!) { startPersonalDataDeletionTask(input: $input) { taskId } }";
  const input = { dataSubject: { type: "SHOPPER", email: SHOPPER }, ...more };
  const { errors } = await api.graphql(text, { input });
  expect(errors?.[0].message).toContain(`[/startPersonalDataDeletionTask/input/${issue}]`);
});

test("without a holding period it is 10 days; the limits are 0 and 180", async () => {
  const api = await startEmulator();
  for (const [input, days] of [
    [{}, 10],
    [{ holdingPeriod: 0 }, 0],
    [{ holdingPeriod: 180 }, 180],
  ] as const) {
    const task = await readTask(api, "Deletion", await start(api, "Deletion", input));
    expect(task).toMatchObject({
      holdingPeriod: days,
      status: days === 0 ? expect.not.stringMatching("ON_HOLD") : "ON_HOLD",
    });
  }
});

test("at the speed real a deletion takes the holding period and up to 30 days more", async () => {
  const api = await startEmulator({ speed: "real" });
  await closeOrder(api, await placeOrder(api));
  const taskId = await start(api, "Deletion");
  const statusAfter = async (days: number) => {
    await advance(api, days);
    return (await readTask(api, "Deletion", taskId))?.status;
  };
  expect([await statusAfter(9.9), await statusAfter(0.1), await statusAfter(29.9), await statusAfter(0.1)]).toEqual([
    "ON_HOLD",
    "IN_PROGRESS",
    "IN_PROGRESS",
    "COMPLETED",
  ]);
});

test("a cancelled deletion is unknown, is not done, and cannot be cancelled again", async () => {
  const api = await startEmulator();
  const orderId = await placeOrder(api);
  await closeOrder(api, orderId);
  const taskId = await start(api, "Deletion");
  expect((await cancel(api, taskId)).errors).toBeUndefined();
  await advance(api, 50);
  expect(await readTask(api, "Deletion", taskId)).toBeNull();
  expect((await cancel(api, taskId)).errors?.[0].extensions.classification.errorCode).toBe(404);
  expect(await start(api, "Retrieval").then((id) => taskWith(api, "Retrieval", id, "COMPLETED"))).toBeDefined();
});

test("a retrieval cannot be cancelled, and each query knows its own kind only", async () => {
  const api = await startEmulator();
  const retrieval = await start(api, "Retrieval");
  expect((await cancel(api, retrieval)).errors?.[0].extensions.classification.errorCode).toBe(404);
  expect(await readTask(api, "Deletion", retrieval)).toBeNull();
});

test.each(["COMPLETED", "FAILED"])("a %s deletion cannot be cancelled any more", async (status) => {
  const api = await startEmulator();
  if (status === "COMPLETED") await closeOrder(api, await placeOrder(api));
  const taskId = await start(api, "Deletion", { holdingPeriod: 0 });
  await taskWith(api, "Deletion", taskId, status);
  expect((await cancel(api, taskId)).errors?.[0].message).toBe(
    `The personalDataDeletionTask cannot be cancelled with a status of ${status}.`,
  );
});

test("open orders make a deletion fail when its work begins; orders that were closed meanwhile do not", async () => {
  const api = await startEmulator();
  const orderId = await placeOrder(api);
  const late = await start(api, "Deletion", { holdingPeriod: 5 });
  const failed = await taskWith(api, "Deletion", await start(api, "Deletion", { holdingPeriod: 0 }), "FAILED");
  expect(failed.errors).toEqual([{ code: "ORDERS_NOT_CLOSED", message: expect.any(String) }]);
  await closeOrder(api, orderId);
  await advance(api, 5);
  await taskWith(api, "Deletion", late, "COMPLETED");
});

test("an order is closed by its cancellation too", async () => {
  const api = await startEmulator();
  const orderId = await placeOrder(api);
  const [parcel] = (await showOrder(api, orderId)).packageInformation.details;
  await movePackages(api, orderId, [packageMove(parcel.id, "CANCELLED", { reason: "UNFULFILLABLE" })]);
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === "CANCELLED");
  await taskWith(api, "Deletion", await start(api, "Deletion", { holdingPeriod: 0 }), "COMPLETED");
});

test("the archive is a real ZIP with what is known of the shopper, and of nobody else", async () => {
  const api = await startEmulator();
  const orderId = await placeOrder(api, SHOPPER.toUpperCase());
  const other = await placeOrder(api, "kim@example.org");
  const { dataRetrievalLink } = await retrieved(api);
  const response = await download(dataRetrievalLink);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="data_retrieval.zip"');
  const { names, content } = unpack(Buffer.from(await response.arrayBuffer()));
  expect(names).toEqual(["personal-data.json"]);
  expect(content).toMatchObject({
    dataSubject: { email: SHOPPER },
    orders: [{ id: orderId, recipientAddress: { streetAddress: "12 Harbor Lane" }, packages: [{ state: "PENDING" }] }],
  });
  expect(JSON.stringify(content)).not.toContain(other);
});

test("a link works for 60 seconds; each query makes a new one", async () => {
  const api = await startEmulator();
  await placeOrder(api);
  const { taskId, dataRetrievalLink } = await retrieved(api);
  await api.control("POST", "clock", { advanceMs: 58_000 });
  expect((await download(dataRetrievalLink)).status).toBe(200);
  await api.control("POST", "clock", { advanceMs: 5_000 });
  const refused = await download(dataRetrievalLink);
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("<Code>AccessDenied</Code>")]);
  const fresh = await readTask(api, "Retrieval", taskId);
  expect((await download(fresh?.dataRetrievalLink)).status).toBe(200);
});

test("a link opens nothing else and by no other method", async () => {
  const api = await startEmulator();
  await placeOrder(api);
  const { dataRetrievalLink, taskId } = await retrieved(api);
  const other = dataRetrievalLink?.replace(taskId, "another-task");
  expect((await download(other)).status).toBe(403);
  expect((await fetch(dataRetrievalLink ?? "", { method: "DELETE" })).status).toBe(403);
});

test("a part of the file is answered to a Range", async () => {
  const api = await startEmulator();
  await placeOrder(api);
  const { dataRetrievalLink } = await retrieved(api);
  const whole = await download(dataRetrievalLink);
  const bytes = Buffer.from(await whole.arrayBuffer());
  const etag = whole.headers.get("etag") ?? "";
  const ask = (headers: Record<string, string>) => fetch(dataRetrievalLink ?? "", { headers });
  const rest = await ask({ range: "bytes=100-", "if-range": etag });
  expect([rest.status, rest.headers.get("content-range")]).toEqual([
    206,
    `bytes 100-${bytes.length - 1}/${bytes.length}`,
  ]);
  expect(Buffer.from(await rest.arrayBuffer())).toEqual(bytes.subarray(100));
  expect((await ask({ range: "bytes=100-", "if-range": '"another"' })).status).toBe(200);
  expect((await ask({ range: `bytes=${bytes.length}-` })).status).toBe(416);
});

test("a deletion takes the shopper out of orders and files, and leaves the orders of others", async () => {
  const api = await startEmulator();
  const orderId = await placeOrder(api);
  await closeOrder(api, orderId);
  const other = await placeOrder(api, "kim@example.org");
  const { taskId, dataRetrievalLink } = await retrieved(api);
  await taskWith(api, "Deletion", await start(api, "Deletion", { holdingPeriod: 0 }), "COMPLETED");
  const exported = await (await api.control("GET", "export")).json();
  const orders = new Map(exported.collections.orders as [string, unknown][]);
  const text = JSON.stringify(orders.get(orderId));
  for (const trace of [SHOPPER, "Nora", "Sam", "Harbor", "97201", "Visa"]) expect(text).not.toContain(trace);
  expect(JSON.stringify(orders.get(other))).toContain("Harbor");
  expect((await showOrder(api, orderId)).packageInformation.summary.state).toBe("DELIVERED");
  expect((await download(dataRetrievalLink)).status).toBe(404);
  const again = await download((await readTask(api, "Retrieval", taskId))?.dataRetrievalLink);
  expect(unpack(Buffer.from(await again.arrayBuffer())).content).toMatchObject({ orders: [] });
  await taskWith(api, "Retrieval", await start(api, "Retrieval"), "FAILED");
});

test("an order that was placed while the deletion went on keeps its address", async () => {
  const api = await startEmulator({ speed: "real" });
  const closed = await placeOrder(api);
  await closeOrder(api, closed);
  const taskId = await start(api, "Deletion", { holdingPeriod: 0 });
  await taskWith(api, "Deletion", taskId, "IN_PROGRESS");
  const fresh = await placeOrder(api);
  await advance(api, 30);
  await taskWith(api, "Deletion", taskId, "COMPLETED");
  const { collections } = await (await api.control("GET", "export")).json();
  const orders = new Map(collections.orders as [string, { recipientAddress: unknown }][]);
  expect(orders.get(closed)?.recipientAddress).toBeNull();
  expect(orders.get(fresh)?.recipientAddress).not.toBeNull();
});

test("tasks, tokens and what is due are part of an export; the file is collected anew", async () => {
  const api = await startEmulator();
  await placeOrder(api);
  const { taskId } = await retrieved(api);
  const held = await start(api, "Deletion", withToken);
  const document = await (await api.control("GET", "export")).json();
  const other = await startEmulator();
  expect((await other.control("POST", "import", document)).status).toBe(200);
  expect(await (await other.control("GET", "export")).json()).toEqual(document);
  expect(await start(other, "Deletion", withToken)).toBe(held);
  const link = (await readTask(other, "Retrieval", taskId))?.dataRetrievalLink;
  expect((await download(link)).status).toBe(200);
  await advance(other, 10);
  await taskWith(other, "Deletion", held, "FAILED");

  const [[id, task]] = document.collections.privacyTasks;
  for (const broken of [{ status: "CANCELLED" }, { holdingPeriod: 181 }, { kind: "export" }]) {
    const collections = { ...document.collections, privacyTasks: [[id, { ...task, ...broken }]] };
    expect((await other.control("POST", "import", { ...document, collections })).status).toBe(400);
  }
});

test("a task and its file survive a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "bwp-privacy-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await createEmulator({ now: Date.now, dataDir });
  await placeOrder(clientOf(first));
  const { taskId } = await retrieved(clientOf(first));
  const held = await start(clientOf(first), "Deletion", withToken);
  await first.close();
  const second = await createEmulator({ now: Date.now, dataDir });
  onTestFinished(() => second.close());
  const api = clientOf(second);
  expect((await download((await readTask(api, "Retrieval", taskId))?.dataRetrievalLink)).status).toBe(200);
  expect(await start(api, "Deletion", withToken)).toBe(held);
});

test("all five operations need the permission for privacy requests", async () => {
  const credential = {
    clientId: "emu-client",
    clientSecret: "emu-secret",
    targetId: "bp-demo",
    permissions: ["viewOrder", "editOrder"] as const,
  };
  const api = await startEmulator({ credentials: [{ ...credential, permissions: [...credential.permissions] }] });
  const subject = 'dataSubject: { type: SHOPPER, email: "a@b.cd" }';
  for (const text of [
    `mutation { startPersonalDataRetrievalTask(input: { ${subject} }) { taskId } }`,
    `mutation { startPersonalDataDeletionTask(input: { ${subject} }) { taskId } }`,
    'mutation { cancelPersonalDataDeletionTask(taskId: "1") { taskId } }',
    '{ personalDataRetrievalTask(taskId: "1") { taskId } }',
    '{ personalDataDeletionTask(taskId: "1") { taskId } }',
  ]) {
    const { errors } = await api.graphql(text);
    expect(errors?.[0].extensions.classification.type, text).toBe("AccessDeniedError");
  }
});
