import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

describe("the schema, built in, without an account and a network", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox({ HTTPS_PROXY: "http://127.0.0.1:1" });
    writeFileSync(
      join(sandbox.folder, "old.ts"),
      "gql`query Old { order(orderIdentifier: {}) { deliveryInformation { details { id } } } }`;\n",
    );
  });
  afterAll(() => sandbox.close());

  it("lint tells a mistake and ends with 5", async () => {
    const { code, stdout, stderr } = await sandbox.run(["schema", "lint", "old.ts", "-o", "table"]);
    expect(code).toBe(5);
    expect(stdout).toContain("old.ts:1:46  error  unknown-field");
    expect(stdout).toContain("Called packageInformation in 2024-11-01");
    expect(stderr).toContain("1 mistake");
  });

  it("print gives other tools a schema that builds, and a reader that goes away is no error", async () => {
    const { code, stdout } = await sandbox.run(["schema", "print", "--api-version", "2024-01-01"]);
    expect(code).toBe(0);
    expect(buildSchema(stdout).getType("MappingProduct")).toBeDefined();
    const head = await sandbox.shell("set -o pipefail; bwp schema print | head -1");
    expect(head.stdout).toMatch(/^# The Buy with Prime GraphQL API, version 2024-11-01/);
    expect(head.stderr).toBe("");
  });

  it("show asks for the name on a terminal", async () => {
    const terminal = sandbox.terminal(["schema", "show"]);
    await terminal.shows(/Operation, type or field/);
    terminal.type("deliveryPreview\r");
    await terminal.shows(/View Delivery Preview/);
    expect(await terminal.finished()).toBe(0);
  });
});
