import { afterAll, beforeAll, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

const ENTER = "\r";

/** A question as a newcomer reads it, and what they type. */
type Answer = readonly [question: RegExp, keys: string];

/** What a person would type who knows their shop and nothing of the API; Enter takes what is offered. */
const ORDER: readonly Answer[] = [
  [/by which id is it known/, ENTER],
  [/Your SKU/, `MUG-BLUE-12${ENTER}`],
  [/Title of the product/, `Blue stoneware mug${ENTER}`],
  [/Price of one unit/, `18.50${ENTER}`],
  [/How many/, ENTER],
  [/Who delivers it/, ENTER],
  [/discount or taxes/i, ENTER],
  [/Another product/, ENTER],
  [/name/i, `Nora Quist${ENTER}`],
  [/e-mail/i, `nora@example.com${ENTER}`],
  [/Where to deliver/, `12 Harbor Lane, Portland, OR 97201, US${ENTER}`],
  [/Who receives it/, ENTER],
  [/how the .* paid/, ENTER],
  [/own order id/, ENTER],
  [/Start fulfilment/, ENTER],
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = new Sandbox();
  await sandbox.startEmulator(["--memory"]);
});
afterAll(() => sandbox.close());

/** Runs a command in a terminal, answers its questions, and gives the command that it names as the next one. */
async function follow(words: readonly string[], answers: readonly Answer[]): Promise<readonly string[]> {
  const terminal = sandbox.terminal(words);
  let read = 0;
  for (const [question, keys] of answers) {
    const start = Date.now();
    while (!question.test(terminal.text.slice(read))) {
      if (Date.now() - start > 60_000) throw new Error(`${words.join(" ")} never asked ${question}:\n${terminal.text}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
    // What is typed before a question is ready is lost; a person needs longer anyway.
    await new Promise((resume) => setTimeout(resume, 150));
    read = terminal.text.length;
    terminal.type(keys);
  }
  const code = await terminal.finished();
  expect({ code, text: terminal.text }).toMatchObject({ code: 0 });
  const next = /Next:?\s+bwp ((?:[a-z-]+ )+\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6})/.exec(terminal.text.slice(read))?.[1];
  expect(next, `no next command in:\n${terminal.text}`).toBeDefined();
  return next?.split(" ") ?? [];
}

it("a newcomer gets from order create to a graded return by answering questions and following what is said", async () => {
  const path: string[] = [];
  let words: readonly string[] = ["order", "create"];
  const answers: Readonly<Record<string, readonly Answer[]>> = {
    "order create": ORDER,
    "sandbox advance-delivery": [[/PENDING|IN_TRANSIT/, ENTER]],
    "emulator create-return": [],
    "sandbox advance-return": [[/IN_TRANSIT/, ENTER]],
    "sandbox grade-return": [[/Condition/, ENTER]],
  };
  while (words[1] !== "show" && path.length < 10) {
    const name = words.slice(0, 2).join(" ");
    path.push(name);
    words = await follow(words, answers[name] ?? []);
  }
  expect(path).toEqual([
    "order create",
    "sandbox advance-delivery",
    "sandbox advance-delivery",
    "emulator create-return",
    "sandbox advance-return",
    "sandbox advance-return",
    "sandbox grade-return",
  ]);
  const shown = await sandbox.run([...words, "--json"]);
  const { order } = JSON.parse(shown.stdout) as {
    order: { returns: { details: { state: string; returnLineItems: { grading: unknown }[] }[] } };
  };
  expect(order.returns.details).toHaveLength(1);
  expect(order.returns.details[0]?.state).toBe("COMPLETED");
  expect(JSON.stringify(order.returns.details[0]?.returnLineItems[0]?.grading)).toContain("SELLABLE");
});
