import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBwp } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";

const FIXTURES = join(import.meta.dirname, "..", "..", "fixtures", "lint");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bwp-lint-"));
  mkdirSync(join(folder, "src", "node_modules"), { recursive: true });
  mkdirSync(join(folder, "empty"));
  const good = "query Good { order(orderIdentifier: {}) { id } }\n";
  const old =
    "export const OLD = gql`\n  query Old { order(orderIdentifier: {}) { deliveryInformation { details { id } } } }\n`;\n";
  writeFileSync(join(folder, "src", "good.graphql"), good);
  writeFileSync(join(folder, "src", "old.ts"), old);
  writeFileSync(join(folder, "src", "notes.md"), "gql`nonsense`");
  writeFileSync(join(folder, "src", "node_modules", "other.graphql"), "{ nonsense }");
  writeFileSync(join(folder, "newest.graphql"), "{ return(returnIdentifier: {}) { returnDetails { id } } }\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

const lint = (...words: readonly string[]) => runBwp(["schema", "lint", ...words]);

describe("bwp schema lint", () => {
  it("tells each mistake with its place and a hint, and ends with 5", async () => {
    const result = await runBwp(["schema", "lint", join(FIXTURES, "mistakes.graphql")], { tty: true, columns: 200 });
    expect(result.code).toBe(5);
    expect(result.stdout).toContain(
      `mistakes.graphql:7:5  error  unknown-field\n  Cannot query field "deliveryInformation" on type "Order".\n  → Called packageInformation in 2024-11-01; deliveryInformation is the name in 2024-01-01 and 2024-04-01.\n`,
    );
    expect(result.stderr).toContain("10 documents in 1 file, checked against 2024-11-01: 21 mistakes, 1 warning.");
  });

  it("has one shape as JSON, whatever it finds", async () => {
    const clean = await lint(join(FIXTURES, "correct.graphql"));
    expect(clean.code).toBe(0);
    const report = JSON.parse(clean.stdout);
    expect(report).toMatchObject({ versions: ["2024-11-01"], files: 1, errors: 0, warnings: 0, findings: [] });
    expect(report.definitions).toHaveLength(10);
    expect(clean.stderr).toBe("10 documents in 1 file, checked against 2024-11-01: nothing to mend.\n");

    const found = await lint(join(folder, "src"));
    expect(found.code).toBe(5);
    expect(JSON.parse(found.stdout)).toEqual({
      versions: ["2024-11-01"],
      files: 2,
      definitions: [
        { file: join(folder, "src", "good.graphql"), line: 1, kind: "query", name: "Good", fits: ["2024-11-01"] },
        { file: join(folder, "src", "old.ts"), line: 2, kind: "query", name: "Old", fits: [] },
      ],
      findings: [
        {
          file: join(folder, "src", "old.ts"),
          line: 2,
          column: 44,
          severity: "error",
          rule: "unknown-field",
          message: 'Cannot query field "deliveryInformation" on type "Order".',
          hint: "Called packageInformation in 2024-11-01; deliveryInformation is the name in 2024-01-01 and 2024-04-01.",
          versions: ["2024-11-01"],
        },
      ],
      errors: 1,
      warnings: 0,
    });
    expect(errorOf(found)).toMatchObject({ code: "lint_findings", type: "refused" });
  });

  it("checks against the version that is asked for, by flag and by environment", async () => {
    expect((await lint(join(folder, "src"), "--api-version", "2024-04-01")).code).toBe(0);
    const byEnv = await runBwp(["schema", "lint", join(folder, "src")], { env: { BWP_API_VERSION: "2024-01-01" } });
    expect(byEnv.code).toBe(0);
    const unknown = await runBwp(["schema", "lint", join(folder, "src")], { env: { BWP_API_VERSION: "2023-01-01" } });
    expect(unknown.code).toBe(2);
    expect(errorOf(unknown)).toMatchObject({ code: "unknown_version" });
  });

  it("against all versions it shows which document fits which", async () => {
    const { code, stdout } = await runBwp(["schema", "lint", join(folder, "src"), "--all-versions"], {
      tty: true,
      columns: 200,
    });
    expect(code).toBe(5);
    expect(stdout).toMatch(/query Good .*good\.graphql:1 +✓ +✓ +✓\n/);
    expect(stdout).toMatch(/query Old .*old\.ts:2 +✓ +✓ +✗\n/);
  });

  it("warnings are told; only with --strict they count", async () => {
    const file = join(folder, "newest.graphql");
    const relaxed = await lint(file);
    expect(relaxed.code).toBe(0);
    expect(JSON.parse(relaxed.stdout)).toMatchObject({ errors: 0, warnings: 1, findings: [{ rule: "unconfirmed" }] });
    expect((await lint(file, "--strict")).code).toBe(5);
  });

  it("reads stdin, in the language that its name tells", async () => {
    const stdin = readFileSync(join(folder, "src", "old.ts"), "utf8");
    const result = await runBwp(["schema", "lint", "-", "--stdin-filename", "old.ts"], { stdin });
    expect(result.code).toBe(5);
    expect(JSON.parse(result.stdout)).toMatchObject({ findings: [{ file: "old.ts", line: 2, column: 44 }] });
    expect((await runBwp(["schema", "lint", "-"], { stdin: "{ nonsense }" })).stdout).toContain("stdin.graphql");
  });

  it("findings go into a table of their own for CSV", async () => {
    const { stdout } = await lint(
      join(folder, "src"),
      "-o",
      "csv",
      "--query",
      "findings[].{file: file, line: line, rule: rule}",
    );
    expect(stdout.split("\n")).toEqual(["file,line,rule", `${join(folder, "src", "old.ts")},2,unknown-field`, ""]);
  });

  it.each([
    [["nowhere.graphql"], "unreadable_file", "there is no such file"],
    [["EMPTY"], "unreadable_file", "holds no .graphql file and no source file"],
    [[], "missing_input", "FILE"],
  ])("%j is wrong usage", async (words, code, message) => {
    const result = await lint(...words.map((word) => (word === "EMPTY" ? join(folder, "empty") : word)));
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(errorOf(result)).toMatchObject({ code });
    expect(errorOf(result).message).toContain(message);
  });

  it("a source file without documents is a warning, not a silent success", async () => {
    const file = join(folder, "nothing.ts");
    writeFileSync(file, "export const a = 1;\n");
    const result = await lint(file);
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("0 documents in 1 file");
  });
});
