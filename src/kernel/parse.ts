import { Argument, CommanderError, InvalidArgumentError, Option, Command as Parser } from "commander";
import { UsageError } from "../errors.ts";
import type { ArgumentSpec, CommandMetadata, OptionSpec } from "./command.ts";
import { flagName } from "./command.ts";
import { parseDuration } from "./duration.ts";
import { GLOBAL_OPTIONS, type GlobalValues } from "./global-options.ts";

/** The values of one call, split into the command's own and the global ones. */
export interface ParsedCall {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly globals: GlobalValues;
}

/** `noColor` is a negation for the parser, which keeps it as `color: false`. */
function isNegation(key: string): boolean {
  return /^no[A-Z]/.test(key);
}

function attributeOf(key: string): string {
  return isNegation(key) ? key.charAt(2).toLowerCase() + key.slice(3) : key;
}

function valueReader(key: string, spec: OptionSpec): (text: string, before: unknown) => unknown {
  const fail = (hint: string): never => {
    throw new InvalidArgumentError(hint);
  };
  switch (spec.type) {
    case "integer":
      return (text) => {
        const value = Number(text);
        if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) return fail("It takes a whole number.");
        if (spec.min !== undefined && value < spec.min) return fail(`The smallest value is ${spec.min}.`);
        if (spec.max !== undefined && value > spec.max) return fail(`The largest value is ${spec.max}.`);
        return value;
      };
    case "duration":
      return (text) => parseDuration(text) ?? fail("It takes a length of time such as 500ms, 30s, 5m or 2h.");
    case "string": {
      const check = (text: string): string => {
        if (text === "") return fail("It must not be empty.");
        if (spec.choices && !spec.choices.includes(text)) return fail(`It is one of ${spec.choices.join(", ")}.`);
        return text;
      };
      if (!spec.multiple) return check;
      return (text, before) => [
        ...(Array.isArray(before) ? before : []),
        // Without commas the text is one value, blanks at its ends included.
        ...(spec.commas === false ? [text] : text.split(",").map((part) => part.trim()))
          .filter((part) => part.trim() !== "")
          .map(check),
      ];
    }
    case "boolean":
      return () => fail(`${flagName(key)} takes no value.`);
  }
}

function toOption(key: string, spec: OptionSpec): Option {
  const flag = flagName(key);
  const other = spec.alias === undefined ? spec.short && `-${spec.short}` : flagName(spec.alias);
  const short = other === undefined ? "" : `${other}, `;
  if (spec.type === "boolean") return new Option(`${short}${flag}`, spec.summary);
  return new Option(`${short}${flag} <${spec.value}>`, spec.summary).argParser(valueReader(key, spec));
}

function readOptions(
  specs: Readonly<Record<string, OptionSpec>>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => {
      const given = values[attributeOf(key)];
      // `--no-alias` beside `--alias` leaves false behind.
      const value = spec.type !== "boolean" && given === false ? undefined : given;
      if (spec.type === "boolean") return [key, isNegation(key) ? value === false : value === true];
      if (spec.type === "string" && spec.multiple) return [key, value ?? []];
      return [key, value ?? spec.default];
    }),
  );
}

/**
 * Reads the words after a command's name.
 * @throws {UsageError} with the parser's finding, worded for the user.
 */
export function parseCall(metadata: CommandMetadata, words: readonly string[]): ParsedCall {
  const own = metadata.options ?? {};
  const argumentSpecs: readonly (readonly [string, ArgumentSpec])[] = Object.entries(metadata.arguments ?? {});
  const parser = new Parser(metadata.name)
    .exitOverride()
    .helpOption(false)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const [key, spec] of Object.entries({ ...own, ...GLOBAL_OPTIONS })) parser.addOption(toOption(key, spec));
  for (const [, spec] of argumentSpecs) {
    parser.addArgument(new Argument(spec.variadic ? `[${spec.value}...]` : `[${spec.value}]`, spec.summary));
  }
  try {
    parser.parse([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(sentence(error.message), {
      code: error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      suggestion: `Run "bwp ${metadata.name} --help" for the options.`,
    });
  }
  const values = parser.opts();
  return {
    options: readOptions(own, values),
    args: Object.fromEntries(
      argumentSpecs.map(([key, spec], index) => [key, parser.processedArgs[index] ?? (spec.variadic ? [] : undefined)]),
    ),
    globals: readOptions(GLOBAL_OPTIONS, values) as unknown as GlobalValues,
  };
}

/** Words of the parser as a sentence: "error: unknown option '--x'\n(Did you mean --y?)" becomes "Unknown option '--x'. Did you mean --y?". */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, "")
    // Of two long names the second is the one in help.
    .replace(/^option '--[a-z-]+, --/, "option '--")
    .replace(/\n\((Did you mean .*\?)\)$/, ". $1")
    .replace(/\.\s*\./g, ".")
    .trim();
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(capital) ? capital : `${capital}.`;
}
