import type { Readable, Writable } from "node:stream";
import { InterruptedError } from "../errors.ts";

/** One thing to choose. */
export interface Choice<T> {
  readonly value: T;
  /** May be untrusted text; it is made safe. */
  readonly label: string;
  readonly hint?: string;
}

/** Asks a person. Call it only where `Io.canPrompt` is true; everything is shown on stderr. */
export interface Prompter {
  select<T>(message: string, choices: readonly Choice<T>[]): Promise<T>;
  /** Several of many; at least one. */
  checkbox<T>(message: string, choices: readonly Choice<T>[]): Promise<readonly T[]>;
  input(message: string, options?: InputOptions): Promise<string>;
  /** Typed without an echo. */
  secret(message: string): Promise<string>;
  confirm(message: string, preset: boolean): Promise<boolean>;
}

export interface InputOptions {
  readonly preset?: string;
  /** Answers a sentence if the text cannot be used, else undefined. */
  check?(text: string): string | undefined;
}

/** The streams that questions need. */
export interface PromptStreams {
  readonly stdin: Readable;
  readonly stderr: { readonly stream: Writable; readonly width: number };
}

/** What makes texts fit for a terminal. */
export interface PromptTexts {
  /** Makes untrusted text (messages, labels) safe. */
  readonly sanitiseLine: (text: string) => string;
  /** Gives what breaks a text between its words into lines of so many columns; asked for with the first question. */
  readonly loadWrap: () => Promise<(text: string, width: number) => readonly string[]>;
}

type Inquirer = typeof import("@inquirer/prompts");
/** Makes a text safe and breaks it; the library would break it in the middle of a word. */
type Fit = (text: string) => string;

/** Before a message stands a mark, behind it a hint such as `(y/N)`; its further lines are indented like the first. */
const MESSAGE_MARK = "  ";
const MESSAGE_HINT = 6;

/** Makes the prompter of a call; the question library is loaded with the first question. */
export function createPrompter(io: PromptStreams, { sanitiseLine, loadWrap }: PromptTexts): Prompter {
  const streams = { input: io.stdin, output: io.stderr.stream };
  const ask = async <T>(question: (inquirer: Inquirer, message: Fit, hint: Fit) => Promise<T>): Promise<T> => {
    const [inquirer, wrap] = await Promise.all([import("@inquirer/prompts"), loadWrap()]);
    const linesOf = (text: string, spared: number): readonly string[] =>
      wrap(sanitiseLine(text), io.stderr.width - spared);
    try {
      return await question(
        inquirer,
        (text) => linesOf(text, MESSAGE_MARK.length + MESSAGE_HINT).join(`\n${MESSAGE_MARK}`),
        (text) => linesOf(text, 0).join("\n"),
      );
    } catch (cause) {
      // The library reports Ctrl-C, Ctrl-D and a closed terminal by an error of this name.
      if (cause instanceof Error && (cause.name === "ExitPromptError" || cause.name === "AbortPromptError")) {
        throw new InterruptedError("Interrupted: nothing was changed.", { cause });
      }
      throw cause;
    }
  };
  const shown = <T>(choices: readonly Choice<T>[], hint: Fit) =>
    choices.map((choice) => ({
      value: choice.value,
      name: sanitiseLine(choice.label),
      ...(choice.hint === undefined ? {} : { description: hint(choice.hint) }),
    }));
  return {
    select: (text, choices) =>
      ask(({ select }, message, hint) =>
        select({ message: message(text), choices: shown(choices, hint), loop: false }, streams),
      ),
    checkbox: (text, choices) =>
      ask(({ checkbox }, message, hint) =>
        checkbox({ message: message(text), choices: shown(choices, hint), required: true, loop: false }, streams),
      ),
    input: (text, options = {}) =>
      ask(({ input }, message) =>
        input(
          {
            message: message(text),
            ...(options.preset === undefined ? {} : { default: options.preset }),
            validate: (answer) => options.check?.(answer.trim()) ?? true,
          },
          streams,
        ),
      ).then((answer) => answer.trim()),
    secret: (text) =>
      ask(({ password }, message) => password({ message: message(text), mask: "*" }, streams)).then((answer) =>
        answer.trim(),
      ),
    confirm: (text, preset) =>
      ask(({ confirm }, message) => confirm({ message: message(text), default: preset }, streams)),
  };
}
