import { flagName } from "../../kernel/command.ts";
import { checkBy, type Wanted } from "../../kernel/complete.ts";
import { readForwardUrl } from "./sink-options.ts";

/** Where events can be handed to. */
const WAYS = {
  forwardTo: { value: "URL", label: "A web address", hint: "It gets each event by POST", question: "Address" },
  exec: { value: "COMMAND", label: "A command", hint: "It is run for each event, on its stdin", question: "Command" },
  queue: { value: "QUEUE", label: "A queue", hint: "SQS, by name, URL or ARN", question: "Queue" },
  bus: { value: "BUS", label: "An event bus", hint: "EventBridge, by PutEvents", question: "Event bus" },
} as const;

type Way = keyof typeof WAYS;

/** A receiver, under the name of its option. */
export type Receiver<W extends Way> = { readonly [Key in W]?: string | undefined };

/** Says how to complete a receiver of one of the kinds that a command takes. */
export function wantReceiver<W extends Way>(choice: Receiver<W>, ways: readonly W[]): Wanted<Receiver<W>> {
  const [first = "", ...others] = ways.map((way) => `${flagName(way)} <${WAYS[way].value}>`);
  return {
    given: ways.some((way) => choice[way] !== undefined) ? choice : undefined,
    flag: `${first} (or ${others.join(", ")})`,
    async ask(prompt) {
      const way = await prompt.select<W>(
        "Where to?",
        ways.map((value) => ({ value, label: WAYS[value].label, hint: WAYS[value].hint })),
      );
      const check = (text: string): string | undefined => {
        if (text === "") return "It is needed.";
        return way === "forwardTo" ? checkBy(readForwardUrl)(text) : undefined;
      };
      return { ...choice, [way]: await prompt.input(WAYS[way].question, { check }) };
    },
  };
}
