import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

describe("bwp demo", () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    // Temporary folders of this test alone: others run a demo beside it.
    sandbox.env.TMPDIR = sandbox.folder;
  });
  afterEach(() => sandbox.close());

  const demoFolders = (): string[] => readdirSync(sandbox.folder).filter((name) => name.startsWith("bwp-demo-"));

  it("goes the whole way in under 20 s, shows each command and every event, and leaves nothing behind", async () => {
    const start = Date.now();
    const { code, stdout, stderr } = await sandbox.run(["demo"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(Date.now() - start).toBeLessThan(20_000);
    for (const command of [
      "$ bwp subscribe create",
      "$ bwp events connect",
      "$ bwp order create",
      "$ bwp sandbox advance-delivery",
      "$ bwp emulator create-return",
      "$ bwp sandbox advance-return",
      "$ bwp sandbox grade-return",
      "$ bwp events tail",
      "$ bwp order show",
    ]) {
      expect(stdout).toContain(command);
    }
    expect(demoFolders()).toEqual([]);
  });

  it("reports as JSON which events arrived", async () => {
    const { code, stdout } = await sandbox.run(["demo", "--json"]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { ok: boolean; arrived: string[]; missing: string[] };
    expect(report.ok).toBe(true);
    expect(report.missing).toEqual([]);
    expect([...report.arrived].sort()).toEqual(
      [
        "ORDER_CONFIRMED",
        "PACKAGE_DELIVERED",
        "PACKAGE_DELIVERY_IN_TRANSIT",
        "PACKAGE_TRACKER_MILESTONE_CHANGED",
        "REFUND_REQUESTED",
        "RETURN_COMPLETED",
        "RETURN_ITEM_GRADED",
        "RETURN_PACKAGE_DELIVERED",
        "RETURN_PACKAGE_IN_TRANSIT",
        "RETURN_STARTED",
      ].sort(),
    );
  });

  it("stops at once on Ctrl-C, and leaves nothing behind", async () => {
    const demo = sandbox.start(["demo"]);
    await demo.shows(/\$ bwp order create/);
    demo.process.kill("SIGINT");
    const { code } = await demo.finished();
    expect(code).toBe(130);
    expect(demoFolders()).toEqual([]);
  });
});
