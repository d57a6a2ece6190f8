import { expect, test } from "vitest";
import { reference } from "../../src/kernel/reference.ts";
import { runBwp } from "../support/host.ts";

/** The examples as a shell would read them: a backslash at the end of a line joins it with the next. */
function examplesIn(help: string): readonly string[] {
  const [, rest = ""] = help.split("\nExamples\n");
  const section = rest.slice(0, rest.search(/\n\n|\n\S|$/));
  return section
    .split("\n")
    .filter((row) => !row.trimStart().startsWith("#"))
    .map((row) => row.trim())
    .join("\n")
    .replaceAll(" \\\n", " ")
    .split("\n")
    .filter((row) => row !== "");
}

test("every example can be pasted from the help of a terminal of 80 columns, whole", async () => {
  for (const { name, examples } of Object.values(await reference())) {
    const { stdout } = await runBwp([...name.split(" "), "--help"], { tty: true });
    expect(examplesIn(stdout), name).toEqual(examples.map(({ command }) => command));
  }
});

test("a group of verbs has help of its own, unless a command has the name", async () => {
  const { stdout } = await runBwp(["events", "dlq", "--help"], { tty: true });
  expect(stdout).toMatch(
    /^bwp events dlq: 3 verbs\n\nUsage\n {2}bwp events dlq <verb> \[options\]\n\nVerbs\n {2}purge /,
  );
  expect(stdout).not.toContain("tail");
  expect((await runBwp(["order", "refund", "--help"], { tty: true })).stdout).toContain("bwp order refund [ORDER_ID]");
  expect((await runBwp(["events", "nothing", "--help"], { tty: true })).stdout).toMatch(/^bwp events: /);
});
