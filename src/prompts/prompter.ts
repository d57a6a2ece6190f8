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
  readonly stderr: { readonly stream: Writable };
}

/**
 * Makes the prompter of a call; the question library is loaded with the first question. `sanitiseLine` makes untrusted
 * text (messages, labels) safe for a terminal.
 */
export function createPrompter(io: PromptStreams, sanitiseLine: (text: string) => string): Prompter {
  const streams = { input: io.stdin, output: io.stderr.stream };
  const ask = async <T>(question: (inquirer: typeof import("@inquirer/prompts")) => Promise<T>): Promise<T> => {
    const inquirer = await import("@inquirer/prompts");
    try {
      return await question(inquirer);
    } catch (cause) {
      // The library reports Ctrl-C, Ctrl-D and a closed terminal by an error of this name.
      if (cause instanceof Error && (cause.name === "ExitPromptError" || cause.name === "AbortPromptError")) {
        throw new InterruptedError("Interrupted: nothing was changed.", { cause });
      }
      throw cause;
    }
  };
  const shown = <T>(choices: readonly Choice<T>[]) =>
    choices.map((choice) => ({
      value: choice.value,
      name: sanitiseLine(choice.label),
      ...(choice.hint === undefined ? {} : { description: sanitiseLine(choice.hint) }),
    }));
  return {
    select: (message, choices) =>
      ask(({ select }) => select({ message: sanitiseLine(message), choices: shown(choices), loop: false }, streams)),
    checkbox: (message, choices) =>
      ask(({ checkbox }) =>
        checkbox({ message: sanitiseLine(message), choices: shown(choices), required: true, loop: false }, streams),
      ),
    input: (message, options = {}) =>
      ask(({ input }) =>
        input(
          {
            message: sanitiseLine(message),
            ...(options.preset === undefined ? {} : { default: options.preset }),
            validate: (text) => options.check?.(text.trim()) ?? true,
          },
          streams,
        ),
      ).then((answer) => answer.trim()),
    secret: (message) =>
      ask(({ password }) => password({ message: sanitiseLine(message), mask: "*" }, streams)).then((answer) =>
        answer.trim(),
      ),
    confirm: (message, preset) =>
      ask(({ confirm }) => confirm({ message: sanitiseLine(message), default: preset }, streams)),
  };
}
