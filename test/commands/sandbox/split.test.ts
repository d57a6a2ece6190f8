import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
const ORDER = "EXTERNAL_ID:shop-1";
beforeEach(async () => {
  world = await startEmulated();
  await world.json(["order", "create", "--sample", "--quantity", "3", "--alias", ORDER, "--start"]);
});
afterEach(() => world.close());

interface Parcel {
  readonly id: string;
  readonly state: string;
  readonly units: number;
}

const parcels = () =>
  world.json<Parcel[]>([
    "order",
    "show",
    ORDER,
    "--query",
    "sort_by(order.packageInformation.details[].{id: id, state: state, units: packageInformationDetailsFor.orderLineItems[0].amount.value}, &state)",
  ]);
const advance = (...words: string[]) => world.bwp(["sandbox", "advance-delivery", ORDER, ...words]);

describe("sandbox advance-delivery --line", () => {
  test("ships a part under an id of its own; the rest stays pending under the old one", async () => {
    const [before] = await parcels();
    const { code, stdout } = await advance("--to", "IN_TRANSIT", "--line", "1=1", "--wait");
    expect(code).toBe(0);
    const [change] = JSON.parse(stdout) as { packageId: string; newPackageId: string; state: string }[];
    expect(change).toMatchObject({ packageId: before?.id, state: "IN_TRANSIT" });
    const after = await parcels();
    expect(after.map(({ state, units }) => [state, units])).toEqual([
      ["IN_TRANSIT", 1],
      ["PENDING", 2],
    ]);
    expect(change?.newPackageId).toBe(after[0]?.id);
    expect(after[1]?.id).toBe(before?.id);
  });

  test("on a terminal: what is split off, and its new id", async () => {
    const { stdout, stderr } = await world.bwp(
      ["sandbox", "advance-delivery", ORDER, "--to", "IN_TRANSIT", "--line", "1=1", "--wait"],
      { tty: true },
    );
    const [after] = await parcels();
    expect(stdout).toMatch(new RegExp(`Split off +${after?.id}`));
    expect(stderr).toContain("move 1 × Blue stoneware mug, 12 oz of package");
  });

  test("splits the pending package of several, again and again", async () => {
    expect((await advance("--to", "IN_TRANSIT", "--line", "1=1", "--wait")).code).toBe(0);
    expect((await advance("--to", "CANCELLED", "--reason", "UNFULFILLABLE", "--line", "1=1", "--wait")).code).toBe(0);
    expect((await parcels()).map(({ state, units }) => [state, units])).toEqual([
      ["CANCELLED", 1],
      ["IN_TRANSIT", 1],
      ["PENDING", 1],
    ]);
  });

  test("all units are the whole package: it keeps its id", async () => {
    const [before] = await parcels();
    expect((await advance("--to", "IN_TRANSIT", "--line", "1=3", "--wait")).code).toBe(0);
    expect(await parcels()).toEqual([{ id: before?.id, state: "IN_TRANSIT", units: 3 }]);
  });

  test.each([
    ["more than it holds", "1=4", "invalid_amount"],
    ["nothing", "1=0", "invalid_amount"],
    ["no amount", "1", "invalid_amount"],
    ["a part of a unit", "1=1.5", "invalid_amount"],
    ["an unknown line", "nosuch=1", "unknown_line"],
  ])("%s is refused before anything is sent", async (_, line, code) => {
    const result = await advance("--to", "IN_TRANSIT", "--line", line);
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 2, code });
    expect((await parcels()).map(({ state }) => state)).toEqual(["PENDING"]);
  });

  test("a package that is under way moves as a whole", async () => {
    await advance("--to", "IN_TRANSIT", "--wait");
    const result = await advance("--to", "DELIVERED", "--line", "1=1");
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 5, code: "not_pending" });
  });
});

describe("sandbox advance-tracker", () => {
  const tracker = (...words: string[]) => world.bwp(["sandbox", "advance-tracker", ORDER, ...words]);

  test("gives the tracker its milestones by the API; DELIVERED delivers the package", async () => {
    await advance("--to", "IN_TRANSIT", "--wait");
    expect((await tracker("--to", "OUT_FOR_DELIVERY", "--wait")).code).toBe(0);
    const { code, stdout, stderr } = await tracker("--to", "DELIVERED", "--wait");
    expect(code).toBe(0);
    const { milestones, packageState } = JSON.parse(stdout) as { milestones: { code: string }[]; packageState: string };
    expect(milestones.map(({ code: milestone }) => milestone)).toEqual(["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"]);
    expect(packageState).toBe("DELIVERED");
    expect(stderr).not.toContain("Not confirmed");
  });

  test("without --wait the answer is the unchanged tracker, and says so", async () => {
    await advance("--to", "IN_TRANSIT", "--wait");
    const { code, stdout, stderr } = await tracker("--to", "DELAYED");
    expect({ code, answer: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      answer: { milestone: "DELAYED", packageState: "IN_TRANSIT", milestones: [{ code: "IN_TRANSIT" }] },
    });
    expect(stderr).toContain("--wait waits for it.");
  });

  test("a tracker that has come to its end: the service's own refusal, exit 5", async () => {
    await advance("--to", "IN_TRANSIT", "--wait");
    await tracker("--to", "LOST", "--wait");
    const result = await tracker("--to", "DELIVERED");
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({
      exit: 5,
      code: "UpdatePackageTrackerLimitExceeded",
    });
  });

  test.each(["2024-01-01", "2024-04-01"])("%s has no trackers to move", async (version) => {
    const result = await tracker("--to", "DELIVERED", "--api-version", version);
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 5, code: "not_in_version" });
    expect(errorOf(result).message).toContain("2024-11-01");
  });

  test("without a tracker: exit 5", async () => {
    const result = await tracker("--to", "DELIVERED");
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 5, code: "no_tracker" });
  });

  test("to a sandbox of the service its guess goes with --force only, and with a warning", async () => {
    await advance("--to", "IN_TRANSIT", "--wait");
    const env = { BWP_PROFILE_KIND: "sandbox" };
    const run = (...words: string[]) =>
      world.bwp(["sandbox", "advance-tracker", ORDER, "--to", "DELIVERED", ...words], { env });
    const refused = await run();
    expect({ exit: refused.code, code: errorOf(refused).code }).toEqual({ exit: 2, code: "undocumented_input" });
    expect(errorOf(refused).suggestion).toContain("--force");
    const dry = await run("--dry-run");
    expect(dry.code).toBe(0);
    expect(JSON.parse(dry.stdout).body.variables.input.packageInformation.details[0].packageState).toMatchObject({
      packageTrackerState: { packageMilestoneStatusCode: "DELIVERED" },
    });
    const forced = await run("--force");
    expect(forced.code).toBe(0);
    expect(forced.stderr).toContain("Not confirmed by the documentation");
  });
});
