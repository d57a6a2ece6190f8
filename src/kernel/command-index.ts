import type { Command, CommandMetadata } from "./command.ts";

/** One line of the command table: enough to find a command and to list it, without loading its file. */
export interface IndexEntry {
  readonly name: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly experimental: boolean;
  /** Loads the verb's file. */
  load(): Promise<{ readonly command: Omit<Command, "run"> & { run: unknown } }>;
}

/** The command table, made from the verb files at build time. */
export interface CommandTable {
  readonly index: readonly IndexEntry[];
  /** What the nouns are about, by name. */
  readonly nouns: Readonly<Record<string, string>>;
  /** Metadata of one command, for its help. */
  metadata(name: string): Promise<CommandMetadata | undefined>;
}

/** Where a command line points. */
export type Match =
  | { readonly kind: "command"; readonly entry: IndexEntry; readonly rest: readonly string[] }
  | { readonly kind: "noun"; readonly noun: string; readonly rest: readonly string[]; readonly unknown?: string }
  | { readonly kind: "root"; readonly rest: readonly string[]; readonly unknown?: string };

/** Global options with a value, which may stand before the command's name. */
const VALUE_FLAGS: ReadonlySet<string> = new Set([
  "-o",
  "--output",
  "--query",
  "-p",
  "--profile",
  "--api-version",
  "--timeout",
]);

/** Finds the command that the words name; options before and between its words are kept for the parser. */
export function matchCommand(table: Pick<CommandTable, "index" | "nouns">, words: readonly string[]): Match {
  const positions: number[] = [];
  for (let index = 0; index < words.length && positions.length < 3; index += 1) {
    const word = words[index] ?? "";
    if (word === "--") break;
    if (word.startsWith("-") && word !== "-") {
      if (VALUE_FLAGS.has(word)) index += 1;
      continue;
    }
    positions.push(index);
  }
  for (let length = positions.length; length > 0; length -= 1) {
    const taken = positions.slice(0, length);
    const name = taken.map((position) => words[position]).join(" ");
    const entry = table.index.find((candidate) => candidate.name === name || candidate.aliases.includes(name));
    if (entry) return { kind: "command", entry, rest: words.filter((_, index) => !taken.includes(index)) };
  }
  const [nounPosition, verbPosition] = positions;
  const noun = nounPosition === undefined ? undefined : words[nounPosition];
  if (noun === undefined) return { kind: "root", rest: words };
  if (!(noun in table.nouns)) return { kind: "root", rest: words, unknown: noun };
  const verb = verbPosition === undefined ? undefined : words[verbPosition];
  const rest = words.filter((_, index) => index !== nounPosition);
  return { kind: "noun", noun, rest, ...(verb === undefined ? {} : { unknown: verb }) };
}
