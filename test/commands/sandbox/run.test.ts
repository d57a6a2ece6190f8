import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseXml } from "../../support/xml.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
let folder: string;
beforeEach(async () => {
  world = await startEmulated();
  folder = mkdtempSync(join(tmpdir(), "bwp-scenario-"));
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** Writes a scenario and answers its file. */
function scenario(text: string, name = "shop.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface Report {
  readonly ok: boolean;
  readonly scenarios: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly apiVersion: string;
    readonly orderIds: readonly string[];
    readonly steps: readonly {
      readonly id: string;
      readonly outcome: string;
      readonly error: { code: string; findings: string[] } | null;
    }[];
  }[];
}

const run = (...words: string[]) => world.bwp(["sandbox", "run", ...words]);
const reportOf = ({ stdout }: { stdout: string }): Report => JSON.parse(stdout) as Report;

const DELIVERED = `name: Delivered
steps:
  - create: { start: true }
  - advance: { to: IN_TRANSIT }
  - advance: { to: DELIVERED }
`;

describe("a run", () => {
  test("does its steps on an order that is there afterwards, and reports each", async () => {
    const result = await run(scenario(DELIVERED));
    expect(result.code).toBe(0);
    const report = reportOf(result);
    expect(report.ok).toBe(true);
    expect(report.scenarios[0]).toMatchObject({ name: "Delivered", ok: true, apiVersion: "2024-11-01" });
    expect(report.scenarios[0]?.steps.map(({ outcome }) => outcome)).toEqual(["passed", "passed", "passed"]);
    const [orderId = ""] = report.scenarios[0]?.orderIds ?? [];
    expect(await world.json(["order", "show", orderId, "--query", "order.packageInformation.details[].state"])).toEqual(
      ["DELIVERED"],
    );
  });

  test("for a person it is a line a step with its time, and says what failed where", async () => {
    const file = scenario(`${DELIVERED}  - assert:
      - order: packages[].state
        equals: [CANCELLED]
  - title: the shopper sends it back
    openReturn:
`);
    const { code, stdout, stderr } = await run(file, "-o", "table");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Delivered\n {2}ok {3}create {2}\d+ ms\n {2}ok {3}advance IN_TRANSIT {2}\d+ ms\n/);
    expect(stdout).toContain("FAIL assert");
    expect(stdout).toContain('expected: ["CANCELLED"]');
    expect(stdout).toContain('actual:   ["DELIVERED"]');
    expect(stdout).toContain(`${file}:6`);
    expect(stdout).toContain("skip the shopper sends it back");
    expect(stdout).toMatch(/Failed: 3 passed, 1 failed, 1 skipped in/);
    expect(stderr).toContain("packages[].state: expected");
  });

  test("stops at the first failed assertion with exit 1, and runs no further scenario unless told to", async () => {
    const fails = scenario("name: A\nsteps:\n  - create\n  - assert: { order: id, equals: x }\n  - start\n", "a.yaml");
    const works = scenario(DELIVERED, "b.yaml");
    const stopped = await run(fails, works);
    expect(stopped.code).toBe(1);
    expect(errorOf(stopped)).toMatchObject({ code: "assertion_failed", type: "failed" });
    expect(reportOf(stopped).scenarios.map(({ ok }) => ok)).toEqual([false]);
    const all = await run(fails, works, "--keep-going");
    expect(all.code).toBe(1);
    expect(reportOf(all).scenarios.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test("ends with the exit code of an error that is no assertion", async () => {
    const refused = await run(
      scenario("name: A\nsteps:\n  - create: { start: true }\n  - advance: { to: DELIVERED }\n"),
    );
    expect(refused.code).toBe(5);
    expect(errorOf(refused).code).toBe("InvalidPackageDeliveryDetailStateTransition");
    const late = await run(
      scenario("name: A\nsteps:\n  - create\n  - wait: { event: RETURN_STARTED, timeout: 200ms }\n"),
    );
    expect(late.code).toBe(7);
    expect(errorOf(late).message).toContain("ORDER_CONFIRMED");
  });

  test("sends nothing in a dry run and prints the plan", async () => {
    const before = world.emulator.status().counts.orders;
    const { code, stdout } = await run(scenario(DELIVERED), "--dry-run");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { steps: [{ kind: "create" }, { kind: "advance" }, { kind: "advance" }] },
    ]);
    expect(world.emulator.status().counts.orders).toBe(before);
  });
});

describe("steps", () => {
  test("values of --set and results of earlier steps go where they are named", async () => {
    const file = scenario(`name: References
set: { sku: MUG, units: 2 }
steps:
  - id: first
    create: { start: true, lines: [{ sku: "\${set.sku}", quantity: "\${set.units}" }, { sku: CUP }] }
  - create: { aliases: ["EXTERNAL_ID:of-\${first.order.id}"] }
  - advance: { order: "\${first.order.id}", to: IN_TRANSIT, lines: [{ line: "\${first.order.lineItems[1].id}", quantity: 1 }] }
  - assert:
      that:
        - { answer: "order.lineItems[0].product.title", matches: "^Blue" }
        - { order: "lineItems[].amount.value", equals: [3, 1] }
        - { order: "sort(packages[].state)", equals: [IN_TRANSIT, PENDING] }
      of: \${first.order.id}
  - assert: { order: "aliases[0].aliasId", contains: "of-" }
`);
    const result = await run(file, "--set", "units=3");
    expect({ code: result.code, stderr: result.stderr }).toMatchObject({ code: 0 });
  });

  test("a value of --set must fit its place", async () => {
    const file = scenario(
      `name: Fit\nset: { to: IN_TRANSIT }\nsteps:\n  - create: { start: true }\n  - advance: { to: "\${set.to}" }\n`,
    );
    expect((await run(file)).code).toBe(0);
    const wrong = await run(file, "--set", "to=NOWHERE");
    expect({ exit: wrong.code, code: errorOf(wrong).code }).toEqual({ exit: 2, code: "invalid_scenario" });
  });

  test("a step that must fail passes only with that error", async () => {
    const steps = (fails: string) =>
      `name: F\nsteps:\n  - create: { start: true }\n  - fails: ${fails}\n    advance: { to: DELIVERED }\n`;
    expect((await run(scenario(steps("InvalidPackageDeliveryDetailStateTransition")))).code).toBe(0);
    expect((await run(scenario(steps("refused")))).code).toBe(0);
    expect((await run(scenario(steps("ThrottlingError")))).code).toBe(1);
    expect((await run(scenario("name: F\nsteps:\n  - create\n  - { start: {}, fails: refused }\n"))).code).toBe(1);
  });

  test("a tracker moves on the emulator, and takes its package along", async () => {
    const file = scenario(`name: Tracker
steps:
  - create: { start: true }
  - advance: { to: IN_TRANSIT }
  - tracker: { to: OUT_FOR_DELIVERY }
  - wait: { event: PACKAGE_TRACKER_MILESTONE_CHANGED }
  - tracker: { to: DELIVERED }
  - wait: { event: PACKAGE_DELIVERED }
  - assert: { order: "packages[].state", equals: [DELIVERED] }
`);
    expect((await run(file)).code).toBe(0);
  });

  test("an event counts once, must fit the pattern, and may come from the queue that connect made", async () => {
    await world.json(["subscribe", "create", "--type", "ORDER_CONFIRMED", "--source-name", "shop"]);
    await world.json(["events", "connect", "--source", "shop"]);
    const file = scenario(`name: Queue
steps:
  - create
  - wait: { event: ORDER_CONFIRMED, from: queue, pattern: { source: [{ prefix: aws.partner }] }, timeout: 10s }
  - fails: timed_out
    wait: { event: ORDER_CONFIRMED, from: queue, timeout: 300ms }
  - create
  - fails: timed_out
    wait: { event: ORDER_CONFIRMED, from: queue, pattern: { source: [nobody] }, timeout: 300ms }
  - wait: { event: ORDER_CONFIRMED, from: queue, timeout: 10s }
  - wait: { event: ORDER_CONFIRMED, from: emulator, timeout: 10s }
`);
    const result = await run(file);
    expect({ code: result.code, stderr: result.stderr }).toMatchObject({ code: 0 });
  });

  test("an assertion can wait until it holds", async () => {
    await world.close();
    // The change takes five seconds.
    world = await startEmulated({ speed: 96 });
    const steps = (within: string) =>
      `name: W\nsteps:\n  - create: { start: true }\n  - advance: { to: IN_TRANSIT, wait: false }\n  - assert: { order: "packages[].state", equals: [IN_TRANSIT]${within} }\n`;
    expect((await run(scenario(steps("")))).code).toBe(1);
    expect((await run(scenario(steps(", within: 60s")))).code).toBe(0);
  });
});

describe("mistakes", () => {
  test("are all found before anything is sent, each with its line and a hint", async () => {
    const file = scenario(`nam: Wrong
steps:
  - create:
      lines:
        - { skuu: MUG, quantity: many }
  - advanse: { to: IN_TRANSIT }
  - advance: { to: IN_TRANSITT }
  - advance: { reason: UNDELIVERABLE }
  - wait: { event: NOTHING }
  - assert: { order: id }
  - refund: { to: PARTIAL, refund: "\${crate.refundId}" }
  - { start: {}, cancel: {} }
`);
    const result = await run(file);
    expect(result.code).toBe(2);
    const { code, findings = [] } = errorOf(result);
    expect(code).toBe("invalid_scenario");
    for (const finding of [
      /^line 1: .*"nam".*name/,
      /^line 1: .*needs "name"/,
      /^line 5: .*"skuu".*Did you mean sku/,
      /^line 5: .*quantity.* must be a number/,
      /^line 6: .*"advanse".*Did you mean advance/,
      /^line 7: .*IN_TRANSITT.*Did you mean IN_TRANSIT/,
      /^line 8: advance needs "to"/,
      /^line 9: .*no event type "NOTHING"/,
      /^line 10: .*one of equals, contains, matches/,
      /^line 11: .*no step before is called "crate".*create/,
      /^line 12: .*more than one/,
    ]) {
      expect(
        findings.some((each) => finding.test(each)),
        `${finding} in\n${findings.join("\n")}`,
      ).toBe(true);
    }
    expect(world.emulator.status().counts.orders).toBe(0);
  });

  test.each([
    ["a name that no scenario sets", ["--set", "skuu=x"], "unknown_name"],
    ["no equals sign", ["--set", "sku"], "invalid_set"],
  ])("--set with %s", async (_, words, code) => {
    const result = await run(scenario(`set: { sku: MUG }\n${DELIVERED}`), ...words);
    expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 2, code });
  });

  test("an unknown name, a missing file, and text that is no YAML", async () => {
    const unknown = await run("deliverd");
    expect({ exit: unknown.code, ...errorOf(unknown) }).toMatchObject({ exit: 2, code: "unknown_scenario" });
    expect(errorOf(unknown).suggestion).toContain("delivered");
    expect((await run(join(folder, "none.yaml"))).code).toBe(2);
    expect(await run(scenario("name: ["))).toMatchObject({ code: 2 });
  });

  test("a version that cannot express the scenario is refused before anything is sent", async () => {
    const result = await run("returned-and-graded", "--api-version", "2024-01-01");
    expect(result.code).toBe(5);
    expect(errorOf(result).message).toContain("2024-11-01");
    expect(world.emulator.status().counts.orders).toBe(0);
  });

  test("steps that only the emulator can do are refused on a sandbox, and production altogether", async () => {
    const sandbox = await world.bwp(["sandbox", "run", "returned-and-graded"], {
      env: { BWP_PROFILE_KIND: "sandbox" },
    });
    expect(sandbox.code).toBe(5);
    expect(errorOf(sandbox)).toMatchObject({ code: "emulator_only" });
    expect(errorOf(sandbox).findings?.join()).toContain("openReturn: no operation of the API opens");
    const production = await world.bwp(["sandbox", "run", "delivered"], { env: { BWP_PROFILE_KIND: "production" } });
    expect({ exit: production.code, code: errorOf(production).code }).toEqual({ exit: 2, code: "sandbox_only" });
    expect(world.emulator.status().counts.orders).toBe(0);
  });
});

test("--junit writes a report that a parser reads, with failures and errors told apart", async () => {
  const junit = join(folder, "report.xml");
  const failing = scenario(
    'name: "A <b> & \\"c\\""\nsteps:\n  - create\n  - assert: { order: id, equals: "<x>" }\n  - start\n',
    "a.yaml",
  );
  const broken = scenario("name: B\nsteps:\n  - create\n  - advance: { to: IN_TRANSIT }\n", "b.yaml");
  const { code } = await run(failing, broken, "--keep-going", "--junit", junit);
  expect(code).toBe(1);
  const root = parseXml(readFileSync(junit, "utf8"));
  expect(root.attributes).toMatchObject({ tests: "5", failures: "1", errors: "1", skipped: "1" });
  const [a, b] = root.children;
  expect(a?.attributes.name).toBe('A <b> & "c"');
  const [, create, assertion, start] = a?.children ?? [];
  expect(create?.children).toEqual([]);
  expect(assertion?.children[0]).toMatchObject({ name: "failure", attributes: { type: "assertion_failed" } });
  expect(assertion?.children[0]?.attributes.message).toContain('expected "<x>"');
  expect(start?.children[0]?.name).toBe("skipped");
  expect(b?.children[2]?.children[0]).toMatchObject({ name: "error", attributes: { type: "no_packages" } });
});

test("--emulator needs no profile, and leaves nothing behind", async () => {
  const { runBwp } = await import("../../support/host.ts");
  const result = await runBwp(["sandbox", "run", "delivered", "--emulator"]);
  expect(result.code).toBe(0);
  expect(world.emulator.status().counts.orders).toBe(0);
});

test("--print gives the YAML of a shipped scenario, which runs as a file", async () => {
  const { stdout } = await run("undeliverable", "--print");
  expect((await run(scenario(stdout))).code).toBe(0);
});
