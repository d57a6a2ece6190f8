// The whole test command: every check in turn, each with its time; ends with what failed and the true numbers of the test
// runner, so that the last lines of a log are enough to know what to look at.
// `node scripts/test.mjs NAME ...` runs only the named steps.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const reports = mkdtempSync(join(tmpdir(), "bwp-test-report-"));
const bin = (name) => join("node_modules", ".bin", name);
const vitest = (project, ...more) => [
  process.execPath,
  join("node_modules", "vitest", "vitest.mjs"),
  "run",
  "--project",
  project,
  ...more,
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${join(reports, `${project}.json`)}`,
];

const steps = {
  generate: [process.execPath, "scripts/run.mjs", "scripts/generate.ts"],
  lint: [bin("biome"), "ci", "--error-on-warnings", "--colors=off", "."],
  types: [bin("tsc"), "--noEmit"],
  unused: [bin("knip")],
  // Vitest leaves one core idle; these tests are made to share.
  unit: vitest("unit", "--maxWorkers=100%"),
  build: [process.execPath, "scripts/build.mjs"],
  man: [process.execPath, "scripts/run.mjs", "scripts/man.ts"],
  docs: [process.execPath, "scripts/run.mjs", "scripts/docs.ts", "--check"],
  e2e: vitest("e2e", "--maxWorkers=100%"),
};

/** The first lines of an error, indented; built code in a stack trace can be lines of a megabyte. */
function firstLines(text = "") {
  const lines = text.split("\n").slice(0, 20);
  return lines.map((line) => `    ${line.slice(0, 200)}`).join("\n");
}

const chosen = process.argv.slice(2);
const failed = [];
for (const [name, [command, ...args]] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const start = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  process.stdout.write(
    `── ${name}: ${status === 0 ? "ok" : "FAILED"} in ${((Date.now() - start) / 1000).toFixed(1)} s\n`,
  );
  if (status !== 0) failed.push(name);
}

let passedTests = 0;
let failedTests = 0;
const failures = [];
for (const project of ["unit", "e2e"]) {
  try {
    const report = JSON.parse(readFileSync(join(reports, `${project}.json`), "utf8"));
    passedTests += report.numPassedTests;
    failedTests += report.numFailedTests;
    for (const { name, status, message, assertionResults } of report.testResults) {
      const file = relative(process.cwd(), name);
      const broken = assertionResults.filter((test) => test.status === "failed");
      for (const { fullName, failureMessages } of broken)
        failures.push(`${file} > ${fullName}\n${firstLines(failureMessages[0])}`);
      if (status === "failed" && broken.length === 0) failures.push(`${file}\n${firstLines(message)}`);
    }
    // A file that fails to load has no test that could be counted as failed.
    if (!report.success && report.numFailedTests === 0) failedTests += report.numFailedTestSuites || 1;
  } catch {
    // Not run, or it ended before it could report: then its step has failed and is named below.
  }
}
for (const failure of failures) process.stdout.write(`\nFAILED ${failure}\n`);
rmSync(reports, { recursive: true, force: true });
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join(", ")}\n`);
process.stdout.write(`\n${passedTests} passed, ${failedTests} failed\n`);
process.exitCode = failed.length > 0 || failedTests > 0 || (chosen.length === 0 && passedTests === 0) ? 1 : 0;
