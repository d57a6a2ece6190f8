import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

describe.skipIf(!existsSync("/dev/full"))("a full disk", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = new Sandbox();
    await sandbox.startEmulator(["--memory"]);
  });
  afterAll(() => sandbox.close());

  it("after a change says that it was done, so that nobody repeats it", async () => {
    const { code, stderr } = await sandbox.shell("bwp order create --sample --json > /dev/full");
    expect(code).toBe(1);
    expect(stderr).toContain("result_lost");
    expect(stderr).toContain("Do not repeat it");
  });

  it("before anything was changed says so plainly, also for help", async () => {
    const types = await sandbox.shell("bwp events types > /dev/full");
    expect(types.code).toBe(1);
    expect(types.stderr).toContain("The disk is full");
    const help = await sandbox.shell("bwp --help > /dev/full");
    expect(help.code).toBe(1);
    expect(help.stderr).not.toMatch(/\n\s+at /);
  });
});
