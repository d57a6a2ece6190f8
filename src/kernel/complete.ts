import { BwpError, UsageError } from "../errors.ts";
import type { Prompter } from "../prompts/prompter.ts";
import type { Context } from "./context.ts";

/** A value that a command cannot do without, and how to ask for it. */
export interface Wanted<T> {
  /** What the user gave; undefined or an empty list counts as missing. */
  readonly given: T | undefined;
  /** How to give it without a question, for example `--region <REGION>` or `ORDER_ID`. */
  readonly flag: string;
  ask(prompt: Prompter): Promise<T>;
}

/**
 * Makes one wanted value of several that belong together: it counts as missing while one part is missing, names just those,
 * and asks for just those.
 */
export function together<const W extends Readonly<Record<string, Wanted<unknown>>>, T>(
  parts: W,
  build: (answers: Answers<W>) => T,
): Wanted<T> {
  const all = Object.entries(parts);
  const missing = all.filter(([, part]) => isMissing(part.given));
  const given = Object.fromEntries(all.map(([key, part]) => [key, part.given]));
  return {
    given: missing.length === 0 ? build(given as Answers<W>) : undefined,
    flag: missing.map(([, part]) => part.flag).join(", "),
    async ask(prompt) {
      const answers: Record<string, unknown> = { ...given };
      for (const [key, part] of missing) answers[key] = await part.ask(prompt);
      return build(answers as Answers<W>);
    },
  };
}

type Answers<W extends Readonly<Record<string, Wanted<unknown>>>> = {
  readonly [K in keyof W]: W[K] extends Wanted<infer T> ? T : never;
};

function isMissing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

const USUAL_SUGGESTION = "Give the missing values; bwp asks for them only in a terminal where a person can answer.";

/**
 * Completes what the user left out: by questions where a person can answer, in the order of the keys.
 * @param suggestion what to do about missing values, if there is a better way than one flag each.
 * @throws {UsageError} elsewhere, naming every missing value at once.
 */
export async function complete<const W extends Readonly<Record<string, Wanted<unknown>>>>(
  context: Context,
  wanted: W,
  suggestion = USUAL_SUGGESTION,
): Promise<Answers<W>> {
  const missing = Object.values(wanted).filter((want) => isMissing(want.given));
  if (missing.length > 0 && !context.io.canPrompt) {
    const flags = missing.map((want) => want.flag);
    throw new UsageError(`Missing: ${flags.join(", ")}.`, {
      code: "missing_input",
      suggestion,
    });
  }
  const answers: Record<string, unknown> = {};
  for (const [key, want] of Object.entries(wanted)) {
    answers[key] = isMissing(want.given) ? await want.ask(context.prompt) : want.given;
  }
  return answers as Answers<W>;
}

/** Makes a question's check of what reads the value of a flag: the answer is refused with the sentence that it throws. */
export function checkBy(read: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => {
    try {
      read(text);
      return undefined;
    } catch (error) {
      if (error instanceof BwpError) return error.message;
      throw error;
    }
  };
}
