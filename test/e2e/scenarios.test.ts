import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { API_VERSIONS } from "../../src/model/versions.ts";
import { Sandbox } from "../support/built.ts";
import { parseXml } from "../support/xml.ts";

const FOLDER = resolve(import.meta.dirname, "..", "..", "scenarios");
const SHIPPED = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => {
    const { apiVersions } = parse(readFileSync(join(FOLDER, name), "utf8")) as { apiVersions?: string[] };
    // YAML reads 2024-11-01 as a text or a date, by its version; the text is what counts.
    return { name: name.replace(/\.yaml$/, ""), versions: apiVersions?.map(String) ?? [...API_VERSIONS] };
  });

/** Which scenario can be told in which version: a version that lacks what it needs is refused, not skipped. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  delivered: ["2024-01-01", "2024-11-01"],
  "drop-off-return": ["2024-11-01"],
  "refund-in-two-steps": ["2024-01-01", "2024-04-01", "2024-11-01"],
  "returned-and-graded": ["2024-11-01"],
  "split-and-partly-cancelled": ["2024-01-01", "2024-11-01"],
  undeliverable: ["2024-01-01", "2024-11-01"],
};

describe("the shipped scenarios", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
    // Temporary folders of this test alone: others run beside it.
    sandbox.env.TMPDIR = sandbox.folder;
  });
  afterAll(() => sandbox.close());

  it("are six, each for the versions that can express it", () => {
    expect(Object.fromEntries(SHIPPED.map(({ name, versions }) => [name, versions]))).toEqual(EXPECTED);
  });

  it.each(API_VERSIONS)("pass in %s, and their JUnit report is read by a parser", async (version) => {
    const names = SHIPPED.filter(({ versions }) => versions.includes(version)).map(({ name }) => name);
    const words = [
      "sandbox",
      "run",
      ...names,
      "--emulator",
      "--api-version",
      version,
      "--junit",
      "report.xml",
      "--json",
    ];
    const { code, stdout, stderr } = await sandbox.run(words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const report = JSON.parse(stdout) as { scenarios: { apiVersion: string; ok: boolean; steps: unknown[] }[] };
    expect(report.scenarios.map(({ apiVersion, ok }) => [apiVersion, ok])).toEqual(names.map(() => [version, true]));
    const steps = report.scenarios.reduce((sum, scenario) => sum + scenario.steps.length, 0);
    const root = parseXml(readFileSync(join(sandbox.folder, "report.xml"), "utf8"));
    expect(root.attributes).toMatchObject({ tests: String(steps), failures: "0", errors: "0", skipped: "0" });
    expect(root.children).toHaveLength(names.length);
  });

  it.each(
    SHIPPED.flatMap(({ name, versions }) =>
      API_VERSIONS.filter((each) => !versions.includes(each)).map((each) => [name, each]),
    ),
  )("%s is refused in %s, naming the versions that can", async (name = "", version = "") => {
    const { code, stderr } = await sandbox.run(["sandbox", "run", name, "--emulator", "--api-version", version]);
    expect(code).toBe(5);
    expect(stderr).toContain("not_in_version");
    expect(stderr).toContain("2024-11-01");
  });

  it("wait as the documentation says on an emulator with its own clock", async () => {
    const words = ["sandbox", "run", "undeliverable", "--emulator", "--speed", "600", "--json"];
    const { code, stdout } = await sandbox.run(words);
    expect(code).toBe(0);
    const { scenarios } = JSON.parse(stdout) as { scenarios: { steps: { title: string; durationMs: number }[] }[] };
    const shipping = scenarios[0]?.steps.find(({ title }) => title === "advance IN_TRANSIT");
    // 8 minutes, 600 times faster: 0.8 s.
    expect(shipping?.durationMs).toBeGreaterThanOrEqual(750);
  });

  it("end with 130 on Ctrl-C, and leave nothing behind", async () => {
    const running = sandbox.start(["sandbox", "run", "undeliverable", "--emulator", "--speed", "real", "-o", "table"]);
    await running.shows(/create/);
    running.process.kill("SIGINT");
    expect((await running.finished()).code).toBe(130);
    expect((await sandbox.shell("ls | grep -c bwp-own- || true")).stdout.trim()).toBe("0");
  });
});
