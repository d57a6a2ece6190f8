import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

const ORDER = "EXTERNAL_ID:shop-1";

let world: Emulated;
let file: string;
beforeAll(async () => {
  file = join(mkdtempSync(join(tmpdir(), "bwp-update-")), "update.yaml");
  world = await startEmulated();
  await world.json(["order", "create", "--sample", "--alias", ORDER]);
});
afterAll(async () => {
  await world.close();
  rmSync(join(file, ".."), { recursive: true, force: true });
});

async function update(content: string, version: string) {
  writeFileSync(file, content);
  return world.bwp(["order", "update", ORDER, "--file", file, "--api-version", version]);
}

test.each([
  ["2024-11-01", "lineItems: [{ any: thing }]", "changes to line items"],
  ["2024-11-01", "packageInformation: { details: [] }", "package information"],
  ["2024-01-01", "deliveryInformationDetailsAliases: [{ any: thing }]", "aliases of deliveries"],
])("%s, %s: the emulator says once that it does not emulate it", async (version, content, what) => {
  const result = await update(content, version);
  expect({ exit: result.code, code: errorOf(result).code }).toEqual({ exit: 5, code: "NotEmulated" });
  expect(errorOf(result).message).toBe(`The bwp emulator does not emulate ${what} (the fields are not documented).`);
  expect(result.stderr).not.toContain("Trying again");
});

test("an empty file is said to be empty, exit 2", async () => {
  const result = await update("# nothing\n", "2024-11-01");
  expect({ exit: result.code, findings: errorOf(result).findings }).toEqual({
    exit: 2,
    findings: ["There is nothing in it."],
  });
});
