import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { type Reply, startService } from "../../client/service.ts";
import { createTestHost, runBwp } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";
import { addFault, ndjson, received, type Summary, userEvent, userEvents } from "./user-events.ts";

let world: Emulated;
let folder: string;
beforeEach(async () => {
  world = await startEmulated();
  folder = mkdtempSync(join(tmpdir(), "bwp-analytics-"));
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const send = (...words: string[]) => ["analytics", "send", ...words];

describe("a file", () => {
  test("goes out in batches of 50, in order of nothing but whole", async () => {
    const path = file("events.ndjson", ndjson(userEvents(120)));
    const result = await world.bwp(send(path));
    expect(result.code, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual({
      input: path,
      complete: true,
      lines: 120,
      sent: 120,
      refused: 0,
      refusals: [],
      sentAgain: [],
      checkpoint: null,
    });
    const { events, duplicates, byTarget } = await received(world);
    expect([events, duplicates, Object.values(byTarget)[0]?.calls]).toEqual([120, 0, 3]);
    expect(result.stderr).toContain("120 events sent in ");
  });

  test("what is wrong is named with its line and keeps nothing else back; exit 5", async () => {
    const good = userEvents(3);
    const lines = [
      JSON.stringify(good[0]),
      "not json",
      "",
      JSON.stringify(userEvent({ eventTime: "yesterday", eventId: "8c0b6f0e-37a5-4f5d-b7d2-0e4a9d1c3b26" })),
      `\ufeff${JSON.stringify(good[1])}\r`,
      JSON.stringify({ eventName: "click", timestamp: "2024-12-01T08:00:00Z" }),
      JSON.stringify(userEvent({ clientType: "WEB_CLIENT" })),
      "[]",
      JSON.stringify(userEvent({ additionalProperties: { additionalProperties: [{ property: "width", value: 80 }] } })),
      JSON.stringify(good[2]),
    ];
    const refusedFile = join(folder, "refused.ndjson");
    const result = await world.bwp(send(file("events.ndjson", lines.join("\n")), "--refused", refusedFile));
    const summary: Summary = JSON.parse(result.stdout);
    expect([result.code, errorOf(result).code]).toEqual([5, "events_refused"]);
    expect(summary).toMatchObject({ complete: true, lines: 10, sent: 3, refused: 6 });
    expect(summary.refusals).toEqual([
      { line: 2, eventId: null, by: "check", problems: ["the line is no JSON document."] },
      {
        line: 4,
        eventId: "8c0b6f0e-37a5-4f5d-b7d2-0e4a9d1c3b26",
        by: "check",
        problems: ['eventTime: "yesterday" is no time in UTC such as 2024-05-31T13:15:30Z (RFC 3339).'],
      },
      {
        line: 6,
        eventId: null,
        by: "check",
        problems: [
          "eventName: UserEvent has no such field; the name is eventType.",
          "timestamp: UserEvent has no such field; the name is eventTime.",
          "clientType: is required.",
          "clientVersion: is required.",
          "eventId: is required.",
          "eventTime: is required.",
          "eventType: is required.",
        ],
      },
      {
        line: 7,
        eventId: expect.any(String),
        by: "check",
        problems: ["clientType: must be one of SERVER_CLIENT, WEBSITE_CLIENT. Did you mean WEBSITE_CLIENT?"],
      },
      { line: 8, eventId: null, by: "check", problems: ["must be an object (UserEvent), not a list."] },
      {
        line: 9,
        eventId: expect.any(String),
        by: "check",
        problems: [
          "additionalProperties.additionalProperties[0].value: must be a text, not a number; put it in quotes.",
        ],
      },
    ]);
    const written = readFileSync(refusedFile, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(written.map(({ line, text }) => [line, text])).toEqual(
      [2, 4, 6, 7, 8, 9].map((line) => [line, lines[line - 1]]),
    );
    const ids = (await received(world)).latest.map(({ event }) => event.eventId);
    expect(ids).toEqual(good.map(({ eventId }) => eventId));
  });

  test("a table for people", async () => {
    const path = file("events.ndjson", `${ndjson([userEvent()])}{\n`);
    const result = await world.bwp(send(path), { tty: true });
    expect(result.code).toBe(5);
    expect(result.stdout).toBe(
      [
        "",
        "User events  complete",
        "  Lines read  2",
        "  Sent        1",
        "  Refused     1",
        "",
        "Refused",
        "  line 2  the line is no JSON document.",
        "",
      ].join("\n"),
    );
  });

  test("a table shows the first twenty refused lines, and how many more there are", async () => {
    const result = await world.bwp(send(file("events.ndjson", "oops\n".repeat(150)), "--check"), { tty: true });
    expect(result.stdout.match(/^ {2}line \d+ +the line is no JSON/gm)).toHaveLength(20);
    expect(result.stdout).toContain("and 130 more; --refused FILE writes all of them.");
  });

  test("--strict stops at the first", async () => {
    const path = file("events.ndjson", `${ndjson(userEvents(60))}oops\n${ndjson(userEvents(500))}`);
    const result = await world.bwp(send(path, "--strict", "--concurrency", "1"));
    const summary: Summary = JSON.parse(result.stdout);
    expect(result.code).toBe(5);
    expect([summary.complete, summary.refused]).toEqual([false, 1]);
    expect((await received(world)).events).toBe(100);
    expect(errorOf(result).suggestion).toContain("tail -n +102");
  });

  test("--check sends nothing and needs no profile", async () => {
    const path = file("events.ndjson", `${ndjson(userEvents(60))}oops\n`);
    const result = await runBwp(send(path, "--check"));
    expect(result.code).toBe(5);
    expect(JSON.parse(result.stdout)).toMatchObject({ complete: true, lines: 61, sent: 60, refused: 1 });
    const right = await runBwp(send("-", "--check"), { stdin: ndjson(userEvents(2)) });
    expect([right.code, JSON.parse(right.stdout).sent]).toEqual([0, 2]);
    expect((await received(world)).events).toBe(0);
  });

  test("a line without an end does not fill the memory, and bytes that are no text are no event", async () => {
    const path = file("events.ndjson", `${"x".repeat(3 * 1024 * 1024)}\n${ndjson([userEvent()])}`);
    const { refusals, sent } = JSON.parse((await world.bwp(send(path))).stdout) as Summary;
    expect([sent, refusals[0]?.problems]).toEqual([1, ["the line is longer than 1048576 bytes."]]);
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
    const binary = JSON.parse((await world.bwp(send(path))).stdout) as Summary;
    expect(binary.refusals[0]?.problems).toEqual(["the line is no UTF-8 text."]);
  });

  test("an empty one is no mistake, a missing one is", async () => {
    expect(JSON.parse((await world.bwp(send(file("none", "")))).stdout)).toMatchObject({ sent: 0, complete: true });
    const missing = await world.bwp(send(join(folder, "nowhere")));
    expect([missing.code, errorOf(missing).code]).toEqual([2, "unreadable_file"]);
  });

  test("a dry run shows the first batch", async () => {
    const path = file("events.ndjson", ndjson(userEvents(70)));
    const [first] = await world.json<{ body: { variables: { input: { events: unknown[] } } } }[]>(
      send(path, "--dry-run"),
    );
    expect(first?.body.variables.input.events).toHaveLength(50);
    expect((await received(world)).events).toBe(0);
  });
});

describe("what the service refuses", () => {
  /** A service that refuses a batch for events of its own choice, and remembers what it took. */
  async function startPickyService(refuses: (event: { eventId: string }) => boolean, code = "UnspecifiedError") {
    const taken: string[] = [];
    const service = await startService(({ body }): Reply => {
      const { events } = JSON.parse(body).variables.input as { events: { eventId: string }[] };
      if (!events.some(refuses)) {
        taken.push(...events.map(({ eventId }) => eventId));
        return { json: { data: { sendUserEvents: { status: "successful" } } } };
      }
      const classification = {
        type: "ValidationError",
        code,
        details: {},
        errorType: "ValidationException",
        errorCode: 400,
      };
      const message = "Input request is not valid, the following issues were encountered: [eventTime is too old.]";
      return {
        json: {
          errors: [{ message, path: ["sendUserEvents"], extensions: { classification } }],
          data: { sendUserEvents: null },
        },
      };
    });
    const env = {
      BWP_API_URL: service.url,
      BWP_CLIENT_ID: "client-1",
      BWP_CLIENT_SECRET: "secret-of-the-test",
      BWP_TARGET_ID: "bp-test",
      BWP_PROFILE_KIND: "sandbox",
    };
    return { service, env, taken };
  }

  test("the culprits of a batch are found, and all others arrive once", async () => {
    const events = userEvents(130);
    const bad = new Set([events[6], events[7], events[99]].map((event) => event?.eventId));
    const { service, env, taken } = await startPickyService(({ eventId }) => bad.has(eventId));
    const result = await runBwp(send(file("events.ndjson", ndjson(events))), { env });
    await service.close();
    const summary: Summary = JSON.parse(result.stdout);
    expect([result.code, summary.sent, summary.refused]).toEqual([5, 127, 3]);
    expect(summary.refusals.map(({ line, by, problems }) => [line, by, problems])).toEqual(
      [7, 8, 100].map((line) => [line, "service", ["eventTime is too old."]]),
    );
    expect(taken.toSorted()).toEqual(
      events
        .map(({ eventId }) => eventId)
        .filter((id) => !bad.has(id))
        .toSorted(),
    );
  });

  test("an unknown status is said, and counts as sent", async () => {
    const service = await startService(() => ({ json: { data: { sendUserEvents: { status: "queued" } } } }));
    const env = {
      BWP_API_URL: service.url,
      BWP_CLIENT_ID: "client-1",
      BWP_CLIENT_SECRET: "secret-of-the-test",
      BWP_TARGET_ID: "bp-test",
      BWP_PROFILE_KIND: "sandbox",
    };
    const result = await runBwp(send("-"), { env, stdin: ndjson(userEvents(2)) });
    await service.close();
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('status "queued"');
  });
});

describe("a checkpoint", () => {
  const checkpoint = () => join(folder, "checkpoint");
  const stored = () => JSON.parse(readFileSync(checkpoint(), "utf8"));

  test("what is done is not sent again, and a file that grew goes on", async () => {
    const text = ndjson(userEvents(75));
    const path = file("events.ndjson", text);
    expect((await world.bwp(send(path, "--checkpoint", checkpoint()))).code).toBe(0);
    expect(stored()).toMatchObject({ done: [[1, 75]], underway: [], sent: 75, read: { lines: 75 } });
    const again = await world.bwp(send(path, "--checkpoint", checkpoint()));
    expect([again.code, JSON.parse(again.stdout).sent]).toEqual([0, 75]);
    expect(again.stderr).toContain("Going on from the checkpoint: lines 1-75 are done, 75 events sent.");
    writeFileSync(path, text + ndjson(userEvents(5)));
    const grown = await world.bwp(send(path, "--checkpoint", checkpoint()));
    expect(JSON.parse(grown.stdout)).toMatchObject({ complete: true, lines: 80, sent: 80 });
    expect(await received(world)).toMatchObject({ events: 80, duplicates: 0 });
  });

  test("another input or another account is refused before anything is sent", async () => {
    const path = file("events.ndjson", ndjson(userEvents(60)));
    await world.bwp(send(path, "--checkpoint", checkpoint()));
    for (const text of [ndjson(userEvents(60)), ndjson(userEvents(3)), ""]) {
      const other = await world.bwp(send(file("other.ndjson", text), "--checkpoint", checkpoint()));
      expect([other.code, errorOf(other).code]).toEqual([2, "other_input"]);
    }
    writeFileSync(checkpoint(), JSON.stringify({ ...stored(), target: "bp-somebody" }));
    const account = await world.bwp(send(path, "--checkpoint", checkpoint()));
    expect([account.code, errorOf(account).code]).toEqual([2, "other_account"]);
    writeFileSync(checkpoint(), "{}");
    const broken = await world.bwp(send(path, "--checkpoint", checkpoint()));
    expect([broken.code, errorOf(broken).code]).toEqual([1, "broken_checkpoint"]);
    expect((await received(world)).events).toBe(60);
  });

  test("an outage ends with 6 and keeps what is done; refusals of before still count", async () => {
    const text = `oops\n${ndjson(userEvents(400))}`;
    const path = file("events.ndjson", text);
    // Four tries are as many as a call has.
    await addFault(world, { kind: "throttle", times: 4 });
    const words = send(path, "--checkpoint", checkpoint(), "--concurrency", "1", "--give-up-after", "0s");
    const first = await world.bwp(words);
    expect([first.code, errorOf(first).code]).toEqual([6, "ThrottlingError"]);
    expect(errorOf(first).suggestion).toContain("Run the same command again to go on");
    // Throttled means not stored: nothing is in doubt.
    expect(stored()).toMatchObject({ done: [], underway: [] });
    const second = await world.bwp(words);
    expect([second.code, errorOf(second).code]).toEqual([5, "events_refused"]);
    expect(JSON.parse(second.stdout)).toMatchObject({ sent: 400, refused: 1, complete: true, sentAgain: [] });
    const third = await world.bwp(words);
    expect([third.code, JSON.parse(third.stdout).refusals[0].line]).toEqual([5, 1]);
    expect(await received(world)).toMatchObject({ events: 400, duplicates: 0 });
  });

  test("a passing outage is waited for", async () => {
    await addFault(world, { kind: "throttle", times: 5 });
    const result = await world.bwp(send(file("events.ndjson", ndjson(userEvents(60))), "--concurrency", "1"));
    expect(result.code, result.stderr).toBe(0);
    expect(result.stderr).toContain(
      "! The service takes no events now: Rate exceeded. Going on in 1s; gives up in 2m.",
    );
    expect(await received(world)).toMatchObject({ events: 60, duplicates: 0 });
  });

  test("a call without an answer stays in doubt; the next run names its lines and sends it again", async () => {
    const events = userEvents(200);
    const path = file("events.ndjson", ndjson(events));
    await addFault(world, { kind: "drop", when: "after", times: 1 });
    const words = send(path, "--checkpoint", checkpoint(), "--concurrency", "1");
    const first = await world.bwp(words);
    expect([first.code, errorOf(first).code]).toEqual([6, "outcome_unknown"]);
    expect(stored()).toMatchObject({ done: [], underway: [[1, 50]] });
    const second = await world.bwp(words);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain("Lines 1-50 were on their way when the run before ended.");
    expect(JSON.parse(second.stdout)).toMatchObject({ sent: 200, sentAgain: [[1, 50]] });
    expect(stored().underway).toEqual([]);
    const { duplicates, duplicateIds, events: count } = await received(world);
    expect([count, duplicates]).toEqual([250, 50]);
    const inDoubt = new Set(events.slice(0, 50).map(({ eventId }) => eventId));
    expect(duplicateIds.every((id) => inDoubt.has(id))).toBe(true);
  });

  test("lines in doubt stay so until they are done, also if the next run cuts them differently", async () => {
    const path = file("events.ndjson", ndjson(userEvents(120)));
    await addFault(world, { kind: "drop", when: "after", times: 1 });
    await world.bwp(send(path, "--checkpoint", checkpoint(), "--concurrency", "1"));
    const words = ["--checkpoint", checkpoint(), "--batch-size", "20"];
    expect(JSON.parse((await world.bwp(send(path, ...words))).stdout)).toMatchObject({
      sent: 120,
      sentAgain: [[1, 50]],
    });
    expect(stored()).toMatchObject({ done: [[1, 120]], underway: [] });
  });

  test("Ctrl-C finishes what is on its way, says how to go on, and 130; the rest follows", async () => {
    const events = userEvents(500);
    await addFault(world, { kind: "delay", ms: 200 });
    const stdin = new PassThrough();
    const test = createTestHost({ env: world.env, stdin });
    stdin.write(ndjson(events));
    const running = runCli(send("-", "--checkpoint", checkpoint(), "--concurrency", "2"), test.host);
    while ((await received(world)).events === 0) await delay(10);
    test.signal("SIGINT");
    const code = await running;
    const { stdout, stderr } = test.output();
    test.remove();
    expect(code).toBe(130);
    const summary: Summary = JSON.parse(stdout);
    const { events: count } = await received(world);
    expect([summary.sent, summary.complete]).toEqual([count, false]);
    expect(count).toBeLessThan(500);
    expect(stored().underway).toEqual([]);
    expect(errorOf({ code, stdout, stderr }).suggestion).toContain("Pipe the same input into the same command");
    const rest = await world.bwp(send("-", "--checkpoint", checkpoint(), "--concurrency", "8"), {
      stdin: ndjson(events),
    });
    expect(rest.code, rest.stderr).toBe(0);
    expect(await received(world)).toMatchObject({ events: 500, duplicates: 0 });
  });

  test("two runs do not share one", async () => {
    await addFault(world, { kind: "delay", ms: 5000, times: 1 });
    const path = file("events.ndjson", ndjson(userEvents(10)));
    const first = world.bwp(send(path, "--checkpoint", checkpoint()));
    const struck = async () => {
      const { faults } = await (await fetch(`${world.emulator.url}/_emulator/faults`)).json();
      return faults[0]?.applied;
    };
    await expect.poll(struck, { timeout: 60_000 }).toBe(1);
    const second = await world.bwp(send(path, "--checkpoint", checkpoint()));
    expect([second.code, errorOf(second).code]).toEqual([1, "locked"]);
    expect((await first).code).toBe(0);
    expect((await received(world)).duplicates).toBe(0);
  });
});
