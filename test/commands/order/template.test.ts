import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulated, startEmulated } from "../emulated.ts";

let world: Emulated;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bwp-template-"));
  world = await startEmulated();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const VERSIONS = ["2024-01-01", "2024-04-01", "2024-11-01"];
const KINDS = ["minimal", "external", "mixed", "offer"];
const CASES = VERSIONS.flatMap((version) => KINDS.map((kind) => [kind, version] as const));

describe.each(CASES)("--print-template %s in %s", (kind, version) => {
  test("prints a commented YAML that order create --file takes", async () => {
    const printed = await world.bwp(["order", "create", "--print-template", kind, "--api-version", version]);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain(`CreateOrderInput of version ${version}`);
    expect(printed.stdout.match(/^\s*#/gm)?.length).toBeGreaterThan(4);
    const path = join(folder, `${kind}-${version}.yaml`);
    // An alias is unique in the store, and the three versions share this one.
    writeFileSync(path, printed.stdout.replaceAll("shop-900417", `shop-${version}`).replaceAll("#1417", `#${version}`));
    const created = await world.bwp(["order", "create", "--file", path, "--api-version", version]);
    expect(created.stderr).not.toContain("Not confirmed");
    expect([created.code, created.code === 0 ? "" : created.stderr]).toEqual([0, ""]);
    const { createOrder } = JSON.parse(created.stdout) as { createOrder: { order: { id: string } } };
    expect(createOrder.order.id).toMatch(/^\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}$/);
  });
});

test("a template needs no account and sends nothing", async () => {
  const before = world.emulator.status().counts.orders;
  const { stdout } = await world.bwp(["order", "create", "--print-template", "mixed"]);
  expect(stdout).toContain("deliveryProvider: MERCHANT");
  expect(stdout).toContain("isPrimeEligible: false");
  expect(stdout).toContain("isPrimeEligible: true");
  expect(world.emulator.status().counts.orders).toBe(before);
});
