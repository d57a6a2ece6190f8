import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestHost } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated({ speed: "real" });
});
afterEach(() => world.close());

const ORDER = "EXTERNAL_ID:shop-1";
const createOrder = () => world.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
const packageState = async (): Promise<string> =>
  world.json(["order", "show", ORDER, "--query", "order.packageInformation.details[0].state"]);

interface Clock {
  readonly now: string;
  readonly offsetMs: number;
  readonly pending: number;
  readonly nextDueAt: string | null;
}

describe("emulator clock", () => {
  test("a change happens when its documented 8 minutes are over, not before", async () => {
    await createOrder();
    await world.json(["sandbox", "advance-delivery", ORDER, "--to", "IN_TRANSIT"]);
    expect(await world.json<Clock>(["emulator", "clock", "show"])).toMatchObject({ offsetMs: 0, pending: 1 });
    await world.json(["emulator", "clock", "advance", "7m"]);
    expect(await packageState()).toBe("PENDING");
    const clock = await world.json<Clock>(["emulator", "clock", "advance", "1m"]);
    // Real time goes on between the two readings that make the difference.
    expect(Math.abs(clock.offsetMs - 480_000)).toBeLessThan(60_000);
    expect(await packageState()).toBe("IN_TRANSIT");
  });

  test("it can be set to a later moment, never to an earlier one", async () => {
    const later = "2099-12-24T08:00:00.000Z";
    const { now } = await world.json<Clock>(["emulator", "clock", "set", "2099-12-24T08:00:00Z"]);
    expect(Date.parse(now) - Date.parse(later)).toBeLessThan(60_000);
    const back = await world.bwp(["emulator", "clock", "set", "2020-01-01"]);
    expect(back.code).toBe(5);
    expect(errorOf(back).message).toContain("cannot go back");
  });

  test("views tell how long ago things were by the emulator's clock, those of a real service by the machine's", async () => {
    await createOrder();
    await world.json(["emulator", "clock", "advance", "3d"]);
    const shown = await world.bwp(["order", "show", ORDER], { tty: true });
    expect(shown.stdout).toContain("(3 days ago)");
    expect(shown.stdout).not.toContain("just now");
    const sandbox = await world.bwp(["order", "show", ORDER], { tty: true, env: { BWP_PROFILE_KIND: "sandbox" } });
    expect(sandbox.stdout).not.toContain("3 days ago");
    const watched = await world.bwp(["order", "watch", ORDER, "--wait-timeout", "1ms", "-o", "ndjson"]);
    const [change] = watched.stdout.split("\n");
    expect(Date.parse(JSON.parse(change ?? "").at) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
  });

  test.each([
    ["clock", "advance", "soon"],
    ["clock", "set", "2099-12-24T08:00"],
    ["clock", "set", "tomorrow"],
    ["clock", "advance"],
  ])("emulator %s %s %s is wrong usage", async (...words) => {
    expect((await world.bwp(["emulator", ...words.filter((word) => word !== undefined)])).code).toBe(2);
  });
});

describe("emulator fault", () => {
  const add = (...words: string[]) => world.json<{ id: string }>(["emulator", "fault", "add", ...words]);
  const list = () => world.json<{ id: string; applied: number }[]>(["emulator", "fault", "list"]);

  test("a fault strikes as often as it was told, is counted, and can be taken away", async () => {
    await createOrder();
    const { id } = await add("order", "--kind", "throttle", "--times", "2");
    expect((await world.bwp(["order", "show", ORDER])).code).toBe(0);
    expect(await list()).toMatchObject([{ id, operation: "order", kind: "throttle", times: 2, applied: 2 }]);
    expect(await world.json(["emulator", "fault", "clear", id])).toEqual({ cleared: 1 });
    expect(await list()).toEqual([]);
  });

  test("without a limit it strikes until the call gives up: exit 6", async () => {
    await createOrder();
    await add("order", "--kind", "http", "--status", "502");
    expect((await world.bwp(["order", "show", ORDER, "--timeout", "2s"])).code).toBe(6);
    await world.json(["emulator", "fault", "clear"]);
    expect((await world.bwp(["order", "show", ORDER])).code).toBe(0);
  });

  test("every option arrives at the emulator", async () => {
    await add("PACKAGE_*", "--kind", "delay", "--delay", "90s", "--probability", "0.25", "--seed", "7");
    await add("createOrder", "--kind", "http", "--status", "429", "--retry-after", "3s", "--after");
    expect(await list()).toMatchObject([
      { eventType: "PACKAGE_*", kind: "delay", ms: 90_000, probability: 0.25, seed: 7, times: null },
      { operation: "createOrder", kind: "http", status: 429, retryAfter: 3, when: "after", probability: 1 },
    ]);
  });

  test.each([
    [["createOrdr", "--kind", "throttle"], "unknown_target", "createOrder"],
    [["createOrder", "--kind", "reorder"], "wrong_kind", "throttle"],
    [["ORDER_CONFIRMED", "--kind", "deny"], "wrong_kind", "reorder"],
    [["createOrder", "--kind", "throttle", "--status", "500"], "wrong_kind", "--status"],
    [["createOrder", "--kind", "throttle", "--after"], "wrong_kind", "--after"],
    [["createOrder", "--kind", "drop", "--delay", "1s"], "wrong_kind", "--delay"],
    [["createOrder", "--kind", "drop", "--probability", "2"], "usage", "--probability"],
    [["createOrder"], "missing_input", "--kind"],
  ])("fault add %j is refused", async (words, code, hint) => {
    const result = await world.bwp(["emulator", "fault", "add", ...words]);
    const error = errorOf(result);
    expect({ exit: result.code, code: error.code }).toEqual({ exit: 2, code });
    expect(`${error.message} ${error.suggestion ?? ""}`).toContain(hint);
    expect(await list()).toEqual([]);
  });

  test("a fault that is not there: exit 4", async () => {
    expect((await world.bwp(["emulator", "fault", "clear", "f9"])).code).toBe(4);
  });
});

describe("emulator export and import", () => {
  test("what was exported is there again after an import", async () => {
    await createOrder();
    const exported = (await world.bwp(["emulator", "export"])).stdout;
    expect((await world.bwp(["emulator", "export"])).stdout).toBe(exported);
    await world.json(["emulator", "reset", "--yes"]);
    expect((await world.bwp(["order", "show", ORDER])).code).toBe(3);
    const { code } = await world.bwp(["emulator", "import", "-", "--yes"], { stdin: exported });
    expect(code).toBe(0);
    expect((await world.bwp(["emulator", "export"])).stdout).toBe(exported);
    expect(await packageState()).toBe("PENDING");
  });

  test("it goes through a file too, and says how much it was", async () => {
    await createOrder();
    const { folder, remove } = createTestHost();
    try {
      const file = join(folder, "fixture.json");
      const { entries } = await world.json<{ entries: number }>(["emulator", "export", file]);
      expect(entries).toBeGreaterThan(1);
      expect(await world.json(["emulator", "import", file, "--yes"])).toMatchObject({ imported: true, entries });
      expect(await world.json(["emulator", "import", file, "--dry-run"])).toMatchObject({ imported: false, entries });
    } finally {
      remove();
    }
  });

  test("an import asks first, and a broken document changes nothing", async () => {
    await createOrder();
    const { folder, remove } = createTestHost();
    try {
      const file = join(folder, "broken.json");
      writeFileSync(file, '{"format":"something else"}');
      expect((await world.bwp(["emulator", "import", file])).code).toBe(2);
      expect((await world.bwp(["emulator", "import", file, "--yes"])).code).toBe(5);
      writeFileSync(file, "{");
      expect((await world.bwp(["emulator", "import", file, "--yes"])).code).toBe(2);
      expect((await world.bwp(["emulator", "import", join(folder, "none.json"), "--yes"])).code).toBe(2);
    } finally {
      remove();
    }
    expect(await packageState()).toBe("PENDING");
  });
});
