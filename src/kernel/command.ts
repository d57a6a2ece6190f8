import type { Context } from "./context.ts";

/** What every option says of itself; help, completion, docs and the parser read it. */
interface OptionBase {
  readonly summary: string;
  /** One letter, for example `f` for `-f`. */
  readonly short?: string;
  /** Heading in help; default "Options". */
  readonly group?: string;
  /** Kept out of help and docs. */
  readonly hidden?: boolean;
  /** The key of another name that is understood and not shown: `eventType`. It goes with no short one. */
  readonly alias?: string;
}

/** A switch that is off unless given. */
export interface FlagSpec extends OptionBase {
  readonly type: "boolean";
}

/** An option with a text value. */
export interface TextSpec extends OptionBase {
  readonly type: "string";
  /** Placeholder in help, for example `ORDER_ID`. */
  readonly value: string;
  readonly choices?: readonly string[];
  /** Values that completion offers; others are taken too. */
  readonly suggestions?: readonly string[];
  /** May be given several times, or once with commas between the values. */
  readonly multiple?: boolean;
  /** False: commas belong to the value, so several values take several options. */
  readonly commas?: boolean;
  readonly default?: string;
}

/** An option with a whole number. */
export interface IntegerSpec extends OptionBase {
  readonly type: "integer";
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}

/** An option with a length of time such as `30s`, `5m`, `2h` or `500ms`; read as milliseconds. A bare number is seconds. */
export interface DurationSpec extends OptionBase {
  readonly type: "duration";
  readonly value: string;
  /** In milliseconds. */
  readonly default?: number;
}

export type OptionSpec = FlagSpec | TextSpec | IntegerSpec | DurationSpec;

/** A positional argument. */
export interface ArgumentSpec {
  readonly summary: string;
  /** Name in help, for example `ORDER_ID`. */
  readonly value: string;
  readonly variadic?: boolean;
  /** Values that completion offers; the command itself says which it takes. */
  readonly suggestions?: readonly string[];
}

type ValueOf<S extends OptionSpec> = S extends FlagSpec
  ? boolean
  : S extends IntegerSpec | DurationSpec
    ? number
    : S extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string;

/** Values of the options as the handler sees them, by the specs. */
export type OptionValues<O extends Readonly<Record<string, OptionSpec>>> = {
  readonly [K in keyof O]: O[K] extends { readonly multiple: true }
    ? readonly ValueOf<O[K]>[]
    : O[K] extends FlagSpec
      ? boolean
      : O[K] extends { readonly default: string | number }
        ? ValueOf<O[K]>
        : ValueOf<O[K]> | undefined;
};

/** Values of the arguments; all are optional here, since a missing one may be asked for. */
export type ArgumentValues<A extends Readonly<Record<string, ArgumentSpec>>> = {
  readonly [K in keyof A]: A[K] extends { readonly variadic: true } ? readonly string[] : string | undefined;
};

/** What a handler gets. */
export interface CommandInput<
  O extends Readonly<Record<string, OptionSpec>>,
  A extends Readonly<Record<string, ArgumentSpec>>,
> {
  readonly options: OptionValues<O>;
  readonly args: ArgumentValues<A>;
}

/** One example in help; the tests parse each. */
export interface Example {
  readonly command: string;
  readonly note: string;
}

/** The description of a command: data only, so that help, completion and docs need no handler. */
export interface CommandMetadata {
  /** The words after `bwp`, for example `order show`. */
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** Further paragraphs for help. */
  readonly description?: string;
  /** Other names, whole: `sandbox advance-package`. */
  readonly aliases?: readonly string[];
  /** Operations of the API that it calls. */
  readonly operations?: readonly string[];
  /** True if it changes something at the service, so that --dry-run and --yes apply. */
  readonly mutates?: boolean;
  /** True if its result is a stream of records. */
  readonly streams?: boolean;
  readonly arguments?: Readonly<Record<string, ArgumentSpec>>;
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Shape of the JSON output, one line a field: name and meaning. */
  readonly output?: Readonly<Record<string, string>>;
  /** Errors worth knowing: code and what it means. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly examples: readonly Example[];
  /** Not stable yet: said in help. */
  readonly experimental?: string;
}

/** A command: its metadata and its handler. */
export interface Command extends CommandMetadata {
  run(context: Context, input: CommandInput<never, never>): Promise<void>;
}

/** Declares a command; the handler's input is typed by the specs. */
export function defineCommand<
  const O extends Readonly<Record<string, OptionSpec>> = Record<never, never>,
  const A extends Readonly<Record<string, ArgumentSpec>> = Record<never, never>,
>(
  command: Omit<CommandMetadata, "options" | "arguments"> & {
    readonly options?: O;
    readonly arguments?: A;
    run(context: Context, input: CommandInput<O, A>): Promise<void>;
  },
): typeof command {
  return command;
}

/** `eventType` becomes `--event-type`. */
export function flagName(optionKey: string): string {
  return `--${optionKey.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
