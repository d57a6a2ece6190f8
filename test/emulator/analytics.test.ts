import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { type Answer, clientOf, startEmulator, type TestEmulator } from "./support/emulator.ts";

const SEND = `mutation Batch($input: SendUserEventInput!) {
  sendUserEvents(input: $input) {
    status
  }
}`;

function userEvent(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventType: "click",
    eventId: randomUUID(),
    eventTime: "2024-12-01T08:00:04Z",
    clientType: "WEBSITE_CLIENT",
    clientVersion: "2.3",
    ...change,
  };
}

function send(api: TestEmulator, events: readonly unknown[], version = "2024-11-01"): Promise<Answer> {
  return api.graphql(SEND, { input: { events } }, { "x-api-version": version });
}

async function received(api: TestEmulator) {
  return (await api.control("GET", "user-events")).json();
}

function refusal(issue: string) {
  return {
    errors: [
      {
        message: `Input request is not valid, the following issues were encountered: [${issue}]`,
        locations: [{ line: 2, column: 3 }],
        path: ["sendUserEvents"],
        extensions: {
          classification: {
            type: "ValidationError",
            code: "UnspecifiedError",
            details: {},
            errorType: "ValidationException",
            errorCode: 400,
          },
        },
      },
    ],
    data: { sendUserEvents: null },
  };
}

describe("sendUserEvents", () => {
  test.each(["2024-01-01", "2024-04-01", "2024-11-01"])("takes the documented batch in %s", async (version) => {
    const api = await startEmulator();
    const events = [
      {
        eventType: "widget-viewed",
        eventId: "d1f0a5c4-5f3a-4f0b-8a8e-6b9f0c2d7e15",
        eventTime: "2024-12-01T08:00:01Z",
        clientType: "WEBSITE_CLIENT",
        clientVersion: "2.3",
        additionalProperties: {
          additionalProperties: [
            { property: "userAgent", value: "ExampleBrowser/1.0" },
            { property: "product_sku", value: "MUG-BLUE-01" },
          ],
        },
      },
      {
        eventType: "click",
        eventId: "8c0b6f0e-37a5-4f5d-b7d2-0e4a9d1c3b26",
        eventTime: "2024-12-01T08:00:04Z",
        clientType: "WEBSITE_CLIENT",
        clientVersion: "2.3",
      },
    ];
    expect(await send(api, events, version)).toEqual({ data: { sendUserEvents: { status: "successful" } } });
    const { latest, ...counts } = await received(api);
    expect(latest.map(({ event }: { event: unknown }) => event)).toEqual(events);
    expect(counts).toMatchObject({ events: 2, duplicates: 0, duplicateIds: [] });
    expect(api.emulator.status().counts.userEvents).toBe(2);
  });

  test("the documented example with literals, recorded at the server", async () => {
    const api = await startEmulator();
    const answer = await api.graphql(`mutation ReviewPage { sendUserEvents(input: { events: [ {
      eventType: "page-load" eventId: "3f6f7c1c-0c55-4d0e-9a0e-2f1b7f3a6c90" eventTime: "2024-12-01T08:00:00Z"
      clientType: SERVER_CLIENT clientVersion: "1.0"
      additionalProperties: { additionalProperties: [ { property: "page_type", value: "checkout" } ] }
    } ] }) { status } }`);
    expect(answer).toEqual({ data: { sendUserEvents: { status: "successful" } } });
  });

  test("the documented refusal, to the letter", async () => {
    const api = await startEmulator();
    for (const time of ["yesterday", "2023"]) {
      expect(await send(api, [userEvent({ eventTime: time })])).toEqual(
        refusal(`eventTime ${time} is invalid local ISO 8601 UTC time format.`),
      );
    }
  });

  test("a bad event refuses its whole batch, with every issue", async () => {
    const api = await startEmulator();
    const events = [
      userEvent(),
      userEvent({ eventType: "ab", eventTime: "2024-02-30T00:00:00Z" }),
      userEvent({ eventId: "00000000-0000-1000-8000-000000000000", schemaName: "x".repeat(257) }),
    ];
    const path = "/sendUserEvents/input/events";
    expect(await send(api, events)).toEqual(
      refusal(
        [
          `${path}/1/eventType size must be between 3 and 64`,
          "eventTime 2024-02-30T00:00:00Z is invalid local ISO 8601 UTC time format.",
          `${path}/2/schemaName size must be between 3 and 256`,
          `${path}/2/eventId must be a UUID of version 4`,
        ].join(", "),
      ),
    );
    expect((await received(api)).events).toBe(0);
  });

  test("50 events are the most", async () => {
    const api = await startEmulator();
    const events = Array.from({ length: 51 }, () => userEvent());
    expect(await send(api, events)).toEqual(refusal("/sendUserEvents/input/events size must be between 0 and 50"));
    expect((await send(api, events.slice(1))).data).toEqual({ sendUserEvents: { status: "successful" } });
  });

  test("what the schema requires is refused by the language", async () => {
    const api = await startEmulator();
    for (const change of [{ clientType: "WEB_CLIENT" }, { eventType: null }, { eventName: "click" }]) {
      const { errors } = await send(api, [userEvent(change)]);
      expect(errors?.[0].extensions).toEqual({ classification: "ValidationError" });
    }
  });

  test("repeated ids are stored and counted, whatever their case, and survive a restart", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "bwp-analytics-"));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const first = await createEmulator({ now: Date.now, dataDir });
    const api = clientOf(first);
    const twice = userEvent();
    await send(api, [twice, userEvent({ eventType: "__proto__" })]);
    await send(api, [{ ...twice, eventId: String(twice.eventId).toUpperCase() }]);
    const seen = await received(api);
    expect(seen).toMatchObject({ events: 3, duplicates: 1, duplicateIds: [twice.eventId] });
    const { targetId } = first.credentials;
    expect(seen.byTarget[targetId].calls).toBe(2);
    expect(Object.entries(seen.byTarget[targetId].byType)).toEqual([
      ["click", 2],
      ["__proto__", 1],
    ]);
    await first.close();
    const again = await createEmulator({ now: Date.now, dataDir });
    onTestFinished(() => again.close());
    expect(await received(clientOf(again))).toEqual(seen);
  });

  test("only the latest are kept whole, and an export can be imported", async () => {
    const api = await startEmulator();
    for (let call = 0; call < 5; call += 1) {
      await send(
        api,
        Array.from({ length: 50 }, (_, index) => userEvent({ clientVersion: String(call * 50 + index) })),
      );
    }
    const { latest, events } = await received(api);
    expect([events, latest.length]).toEqual([250, 100]);
    expect(latest.map(({ event }: { event: { clientVersion: string } }) => Number(event.clientVersion))).toEqual(
      Array.from({ length: 100 }, (_, index) => 150 + index),
    );
    const other = await startEmulator();
    expect((await other.control("POST", "import", await (await api.control("GET", "export")).json())).status).toBe(200);
    expect(await received(other)).toMatchObject({ events: 250, duplicates: 0 });
  });
});

const START = `mutation ($input: StartReportTaskInput!) {
  startReportTask(input: $input) { taskId }
}`;
const READ = `query ($taskId: ID!) {
  reportTask(taskId: $taskId) { taskId reportType status requestTime lastUpdatedTime }
}`;
const start = (api: TestEmulator, input: unknown): Promise<Answer> => api.graphql(START, { input });
const read = (api: TestEmulator, taskId: string): Promise<Answer> => api.graphql(READ, { taskId });
const advance = (api: TestEmulator, advanceMs: number) => api.control("POST", "clock", { advanceMs });

describe("reports", () => {
  test.each(["USER_EVENTS", "ORDER_FEES"])(
    "a task of %s goes from STARTED over RUNNING to its end",
    async (reportType) => {
      const api = await startEmulator({ speed: "real" });
      const { data } = await start(api, { reportType });
      const { taskId } = data.startReportTask;
      expect(taskId).toMatch(new RegExp(`^${reportType}:[0-9a-f-]{36}$`));
      const first = (await read(api, taskId)).data.reportTask;
      expect(first).toMatchObject({ taskId, reportType, status: "STARTED", lastUpdatedTime: first.requestTime });
      expect(first.requestTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      await advance(api, 31_000);
      const second = (await read(api, taskId)).data.reportTask;
      expect(second.status).toBe("RUNNING");
      expect(second.lastUpdatedTime > first.lastUpdatedTime).toBe(true);
      await advance(api, 120_000);
      expect((await read(api, taskId)).data.reportTask.status).toBe("COMPLETED");
    },
  );

  test("an unknown type, to the letter", async () => {
    const api = await startEmulator();
    const issue = "Invalid report type (any value other than predefined report types)";
    expect(await start(api, { reportType: "REVENUE" })).toEqual({
      errors: [
        {
          message: `Input request is not valid, the following issues were encountered: [${issue}]`,
          locations: [{ line: 2, column: 3 }],
          path: ["startReportTask"],
          extensions: {
            classification: {
              type: "ValidationError",
              code: "InvalidReportType",
              details: { message: issue },
              errorType: "ValidationException",
              errorCode: 400,
            },
          },
        },
      ],
      data: { startReportTask: null },
    });
  });

  test.each([
    [{ startDate: "last week" }, "InvalidDateFormat"],
    [{ endDate: "2024-07-01" }, "InvalidDateFormat"],
    [{ startDate: "2024-07-02T00:00:00Z", endDate: "2024-07-01T00:00:00Z" }, "InvalidDateRange"],
  ])("dates %j are refused with %s", async (timeRange, code) => {
    const api = await startEmulator();
    const { errors } = await start(api, { reportType: "USER_EVENTS", timeRange });
    expect(errors?.[0].extensions.classification).toMatchObject({ type: "ValidationError", code, errorCode: 400 });
  });

  test("five may be open at a time", async () => {
    const api = await startEmulator({ speed: "real" });
    for (let count = 0; count < 5; count += 1) await start(api, { reportType: "USER_EVENTS" });
    const sixth = await start(api, { reportType: "ORDER_FEES" });
    expect(sixth.errors?.[0].extensions).toEqual({
      classification: { type: "ThrottlingError", errorType: "ThrottlingException", errorCode: 429 },
    });
    await advance(api, 121_000);
    expect((await start(api, { reportType: "ORDER_FEES" })).errors).toBeUndefined();
  });

  test("a report is gone after seven days, and was never there under another id", async () => {
    const api = await startEmulator();
    const range = { startDate: "2024-07-01T00:00:00Z", endDate: "2024-07-08T00:00:00Z" };
    const { data } = await start(api, { reportType: "USER_EVENTS", timeRange: range });
    const { taskId } = data.startReportTask;
    expect((await read(api, taskId)).errors).toBeUndefined();
    const gone = {
      errors: [
        {
          message: "Querying for an invalid or expired taskId",
          locations: [{ line: 2, column: 3 }],
          path: ["reportTask"],
          extensions: {
            classification: {
              type: "ResourceNotFoundError",
              errorType: "ResourceNotFoundException",
              errorCode: 404,
            },
          },
        },
      ],
      data: { reportTask: null },
    };
    expect(await read(api, "USER_EVENTS:00000000-0000-4000-8000-000000000000")).toEqual(gone);
    await advance(api, 7 * 86_400_000);
    // The token of before has expired as well.
    expect(await read(clientOf(api.emulator), taskId)).toEqual(gone);
  });

  test.each(["2024-01-01", "2024-04-01"])("%s has no reports", async (version) => {
    const api = await startEmulator();
    const answer = await api.graphql(READ, { taskId: "x" }, { "x-api-version": version });
    expect(answer.errors?.[0].extensions).toEqual({ classification: "ValidationError" });
  });
});
