import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";
import { received } from "./user-events.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const NEEDED = ["--event-type", "page-load", "--client-type", "SERVER_CLIENT", "--client-version", "1.0"];

test.each(["2024-01-01", "2024-04-01", "2024-11-01"])(
  "one event by flags in %s; the answer is the API's own",
  async (version) => {
    const answer = await world.json(["analytics", "send", ...NEEDED, "--api-version", version]);
    expect(answer).toEqual({ sendUserEvents: { status: "successful" } });
    const [first] = (await received(world)).latest;
    expect(first?.event).toEqual({
      eventType: "page-load",
      clientType: "SERVER_CLIENT",
      clientVersion: "1.0",
      eventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  },
);

test("id, time, schema and properties as they were given; names and values are not touched", async () => {
  const id = "3f6f7c1c-0c55-4d0e-9a0e-2f1b7f3a6c90";
  const words = ["--event-id", id, "--event-time", "2024-12-01T08:00:00Z", "--schema-name", "sfcc-schema"];
  const properties = [
    "currentUrl=https://shop.example/?a=b,c",
    "current_url= x ",
    "prime_promise_timestamp=1709882221",
  ];
  await world.json([
    "analytics",
    "send",
    ...NEEDED,
    ...words,
    "--schema-version",
    "1",
    ...properties.flatMap((text) => ["--property", text]),
  ]);
  expect((await received(world)).latest[0]?.event).toMatchObject({
    eventId: id,
    eventTime: "2024-12-01T08:00:00Z",
    schemaName: "sfcc-schema",
    schemaVersion: "1",
    additionalProperties: {
      additionalProperties: [
        { property: "currentUrl", value: "https://shop.example/?a=b,c" },
        { property: "current_url", value: " x " },
        { property: "prime_promise_timestamp", value: "1709882221" },
      ],
    },
  });
});

test("without a terminal every missing flag is named at once, and the other way too", async () => {
  const result = await world.bwp(["analytics", "send", "--event-type", "click"]);
  expect(result.code).toBe(2);
  expect(errorOf(result)).toMatchObject({
    code: "missing_input",
    message: "Missing: --client-type <TYPE>, --client-version <VERSION>.",
    suggestion: "Give the missing values for one event, or a FILE (- for stdin) with one event a line.",
  });
});

test("on a terminal what is missing is asked for", async () => {
  const result = await world.asked(
    ["analytics", "send"],
    [
      ["What happened?", "\r"],
      ["Where was it recorded?", "\r"],
      ["Version of the recording client", "10\r"],
    ],
  );
  expect(result.code, result.stderr).toBe(0);
  expect(result.stdout).toMatch(
    /^\nUser event {2}successful\n {2}Type +page-load\n {2}Id +[0-9a-f-]{36}\n {2}Time +\S+Z\n/,
  );
  expect((await received(world)).latest[0]?.event).toMatchObject({ clientType: "SERVER_CLIENT", clientVersion: "10" });
});

test("what would be refused is not sent", async () => {
  const result = await world.bwp([
    "analytics",
    "send",
    "--event-type",
    "ab",
    ...NEEDED.slice(2),
    "--event-id",
    "5d0c3f1e-7a35-1c51-9a3b-0f6f7f0f9c11",
    "--event-time",
    "2024-12-01T08:00:00+01:00",
  ]);
  expect(result.code).toBe(2);
  expect(errorOf(result).findings).toEqual([
    "eventType: must have 3 to 64 characters, not 2.",
    'eventId: "5d0c3f1e-7a35-1c51-9a3b-0f6f7f0f9c11" is no UUID of version 4.',
    'eventTime: "2024-12-01T08:00:00+01:00" is no time in UTC such as 2024-05-31T13:15:30Z (RFC 3339).',
  ]);
  expect((await received(world)).events).toBe(0);
});

test("a dry run sends nothing, and production asks", async () => {
  const dry = await world.json<{ operation: string; body: { variables: { input: { events: unknown[] } } } }>([
    "analytics",
    "send",
    ...NEEDED,
    "--dry-run",
  ]);
  expect([dry.operation, dry.body.variables.input.events.length]).toEqual(["sendUserEvents", 1]);
  const production = await world.bwp(["analytics", "send", ...NEEDED], { env: { BWP_PROFILE_KIND: "production" } });
  expect([production.code, errorOf(production).code]).toEqual([2, "confirmation_required"]);
  expect((await received(world)).events).toBe(0);
});

test("a file or flags, not both; --check and --checkpoint want a file", async () => {
  for (const [words, code] of [
    [["events.ndjson", ...NEEDED], "two_ways"],
    [["--check"], "missing_input"],
    [[...NEEDED, "--checkpoint", "c"], "missing_input"],
    [[...NEEDED, "--property", "=x"], "malformed"],
  ] as const) {
    const result = await world.bwp(["analytics", "send", ...words]);
    expect([result.code, errorOf(result).code], words.join(" ")).toEqual([2, code]);
  }
});
