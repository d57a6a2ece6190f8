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

test("help of a command that gives a stream says what --query selects from, and no other does", async () => {
  const saying: string[] = [];
  for (const { name } of Object.values(await reference())) {
    const { stdout } = await runBwp([...name.split(" "), "--help"], { tty: true });
    if (
      stdout
        .split("\nOutput (JSON)\n")[1]
        ?.includes("\n  Records come one by one: --query selects from each, not from the whole.")
    )
      saying.push(name);
  }
  expect(saying.sort()).toEqual([
    "emulator events",
    "events decode",
    "events history list",
    "events listen",
    "events replay",
    "events tail",
    "events wait",
    "order watch",
  ]);
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
