import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const start = (...words: string[]) => ["analytics", "report", "start", ...words];

interface Described {
  readonly body: { readonly variables: { readonly input: Record<string, unknown> } };
}

describe("analytics report start", () => {
  test("answers the task's id; show reads it", async () => {
    const { startReportTask } = await world.json<{ startReportTask: { taskId: string } }>(
      start("--type", "ORDER_FEES"),
    );
    expect(startReportTask.taskId).toMatch(/^ORDER_FEES:[0-9a-f-]{36}$/);
    const shown = await world.bwp(["analytics", "report", "show", startReportTask.taskId]);
    expect(JSON.parse(shown.stdout)).toEqual({
      reportTask: {
        taskId: startReportTask.taskId,
        reportType: "ORDER_FEES",
        status: "COMPLETED",
        requestTime: expect.any(String),
        lastUpdatedTime: expect.any(String),
      },
    });
    expect(shown.stderr).toContain("the operation that answers a report's download URL is on no public page");
  });

  test("asks for the type, and a card says what cannot be done", async () => {
    const asked = await world.asked(start("--wait"), [["Report of what?", "\r"]]);
    expect(asked.code, asked.stderr).toBe(0);
    expect(asked.stdout).toMatch(/^\nReport task {2}COMPLETED\n {2}Id +USER_EVENTS:/);
    expect(asked.stdout.replace(/\s+/g, " ")).toContain("bwp cannot download it");
    const started = await world.bwp(start("--type", "ORDER_FEES"), { tty: true });
    const [, id = ""] = /^\nReport task {2}started\n {2}Id {2}(ORDER_FEES:\S+)\n$/.exec(started.stdout) ?? [];
    expect(started.stderr.replace(/\s+/g, " ")).toContain(`Next: bwp analytics report show ${id} --wait`);
    expect(errorOf(await world.bwp(start()))).toMatchObject({
      code: "missing_input",
      message: "Missing: --type <TYPE>.",
    });
  });

  test("a range in dates or times; without an end it is now", async () => {
    const input = async (...words: string[]) =>
      (await world.json<Described>(start("--type", "USER_EVENTS", "--dry-run", ...words))).body.variables.input;
    expect(await input()).toEqual({ reportType: "USER_EVENTS" });
    expect(await input("--from", "2024-07-01", "--to", "2024-07-31")).toEqual({
      reportType: "USER_EVENTS",
      timeRange: { startDate: "2024-07-01T00:00:00Z", endDate: "2024-07-31T23:59:59Z" },
    });
    const { timeRange } = await input("--from", "2024-07-01T12:00:00Z");
    expect(timeRange).toEqual({ startDate: "2024-07-01T12:00:00Z", endDate: expect.stringMatching(/Z$/) });
  });

  test.each([
    [["--to", "2024-07-01"], "missing_input"],
    [["--from", "last week"], "invalid_time"],
    [["--from", "2024-07-01T00:00:00+02:00"], "invalid_time"],
    [["--from", "2024-02-30"], "invalid_time"],
    [["--from", "2024-07-02", "--to", "2024-07-01"], "invalid_range"],
  ])("%j is wrong usage", async (words, code) => {
    const result = await world.bwp(start("--type", "USER_EVENTS", ...words));
    expect([result.code, errorOf(result).code]).toEqual([2, code]);
  });

  test.each(["2024-01-01", "2024-04-01"])("%s has no reports", async (version) => {
    for (const words of [start("--type", "USER_EVENTS"), ["analytics", "report", "show", "USER_EVENTS:1"]]) {
      const result = await world.bwp([...words, "--api-version", version]);
      expect([result.code, errorOf(result).code]).toEqual([5, "not_in_version"]);
    }
  });
});

describe("analytics report show", () => {
  test("an unknown task: exit 4 with the service's words", async () => {
    const result = await world.bwp(["analytics", "report", "show", "USER_EVENTS:00000000-0000-4000-8000-000000000000"]);
    expect(result.code).toBe(4);
    expect(errorOf(result)).toMatchObject({
      code: "ResourceNotFoundError",
      message: "Querying for an invalid or expired taskId",
    });
    expect(errorOf(await world.bwp(["analytics", "report", "show"])).message).toBe("Missing: TASK_ID.");
  });
});

test("waiting has an end, and a sixth report is throttled", async () => {
  const real = await startEmulated({ speed: "real" });
  try {
    const late = await real.bwp(start("--type", "USER_EVENTS", "--wait", "--wait-timeout", "300ms"));
    expect([late.code, errorOf(late).code]).toEqual([7, "timed_out"]);
    expect(errorOf(late).message).toContain("now it is STARTED");
    for (let count = 0; count < 4; count += 1) await real.json(start("--type", "USER_EVENTS"));
    const sixth = await real.bwp(start("--type", "USER_EVENTS", "--timeout", "5s"));
    expect([sixth.code, errorOf(sixth).code]).toEqual([6, "ThrottlingError"]);
    expect(errorOf(sixth).suggestion).toContain("one of the five open report tasks");
  } finally {
    await real.close();
  }
});
