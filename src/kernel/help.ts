import type { Block, Inline } from "../formatters/blocks.ts";
import { fields, line, section, span } from "../formatters/blocks.ts";
import { type CommandMetadata, flagName, type OptionSpec } from "./command.ts";
import type { CommandTable } from "./command-index.ts";
import { formatDuration } from "./duration.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

/** Help of `bwp` itself: what it is, the nouns, where to start. */
export function rootHelp(table: CommandTable, version: string): readonly Block[] {
  const single = table.index.filter((entry) => !entry.name.includes(" "));
  return [
    line([span("bwp", "strong"), ` ${version}: the command line for the Buy with Prime API`]),
    section("Usage", [line("bwp <command> <verb> [options]")]),
    section("Commands", [
      fields([
        ...Object.entries(table.nouns).map(([noun, summary]) => [noun, summary] as const),
        ...single.map((entry) => [entry.name, entry.summary] as const),
      ]),
    ]),
    section("Start here", [
      fields([
        ["bwp demo", "The whole way, from an order to a graded return, on the built-in emulator"],
        ["bwp emulator start", "A local Buy with Prime API, before Amazon grants you access"],
        ["bwp auth login", "Connect to a sandbox or to production"],
      ]),
    ]),
    globalOptions(),
    section("Exit codes", [fields(Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]))]),
    line(""),
    line('"bwp <command> --help" tells more about a command.'),
  ];
}

/** Help of a noun (`events`), or of a group of its verbs (`events dlq`): the verbs. */
export function nounHelp(table: CommandTable, noun: string): readonly Block[] {
  const verbs = table.index.filter((entry) => entry.name.startsWith(`${noun} `));
  return [
    line([span(`bwp ${noun}`, "strong"), `: ${table.nouns[noun] ?? countVerbs(verbs.length)}`]),
    section("Usage", [line(`bwp ${noun} <verb> [options]`)]),
    section("Verbs", [
      fields(
        verbs.map((entry) => [
          entry.name.slice(noun.length + 1),
          entry.experimental ? [entry.summary, span(" (experimental)", "warn")] : entry.summary,
        ]),
      ),
    ]),
    line(""),
    line(`"bwp ${noun} <verb> --help" tells more about a verb.`),
  ];
}

function countVerbs(count: number): string {
  return `${count} verb${count === 1 ? "" : "s"}`;
}

/** Usage line of a command, by the grammar `[optional]`, `VALUE`, `...` for several. */
export function usageLine(metadata: CommandMetadata): string {
  const args = Object.values(metadata.arguments ?? {}).map((spec) => `[${spec.value}${spec.variadic ? "..." : ""}]`);
  return ["bwp", metadata.name, ...args, "[options]"].join(" ");
}

/** What to know of the output of a command that gives a stream of records, whatever the format. */
export const STREAM_NOTE = "Records come one by one: --query selects from each, not from the whole.";

/** Help of one command: purpose, usage, options, output, errors, examples. */
export function commandHelp(metadata: CommandMetadata): readonly Block[] {
  const options = Object.entries(metadata.options ?? {}).filter(([, spec]) => !spec.hidden);
  const groups = [...new Set(options.map(([, spec]) => spec.group ?? "Options"))];
  return [
    line([span(`bwp ${metadata.name}`, "strong"), `: ${metadata.summary}`]),
    ...(metadata.experimental === undefined ? [] : [line(span(`Experimental: ${metadata.experimental}`, "warn"))]),
    ...(metadata.description ?? "")
      .split("\n\n")
      .filter((paragraph) => paragraph !== "")
      .flatMap((paragraph) => [line(""), line(paragraph.replace(/\n/g, " "))]),
    section("Usage", [line(usageLine(metadata))]),
    ...listSection(
      "Arguments",
      Object.values(metadata.arguments ?? {}).map((spec) => [spec.value, spec.summary]),
    ),
    ...groups.flatMap((group) =>
      listSection(
        group,
        options.filter(([, spec]) => (spec.group ?? "Options") === group).map(([key, spec]) => optionRow(key, spec)),
      ),
    ),
    section(
      "Examples",
      metadata.examples.flatMap((example) => [
        line(span(`# ${example.note}`, "dim")),
        ...breakCommand(example.command).map((text) => line(span(text, "code"))),
      ]),
    ),
    ...listSection(
      "Output (JSON)",
      Object.entries(metadata.output ?? {}),
      metadata.streams === true ? [line(STREAM_NOTE)] : [],
    ),
    ...listSection("Errors", Object.entries(metadata.errors ?? {})),
    ...(metadata.aliases === undefined
      ? []
      : [
          section(
            "Also called",
            metadata.aliases.map((alias) => line(`bwp ${alias}`)),
          ),
        ]),
    section("Global options", [
      line(Object.keys(GLOBAL_OPTIONS).map(flagName).join(" ")),
      line('"bwp --help" explains them, and the exit codes.'),
    ]),
  ];
}

/** Columns for an example beside its indentation, on a terminal of 80. */
const EXAMPLE_WIDTH = 76;

/** Breaks a command between its words as a shell does it, so that it can be pasted: half of a command may be one too. */
function breakCommand(command: string): readonly string[] {
  const rows: string[] = [];
  for (const word of command.match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? []) {
    const last = rows.at(-1);
    if (last === undefined) rows.push(word);
    else if (`${last} ${word} \\`.length <= EXAMPLE_WIDTH) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(`  ${word}`);
  }
  return rows.map((row, index) => (index === rows.length - 1 ? row : `${row} \\`));
}

function globalOptions(): Block {
  return section("Global options", [fields(Object.entries(GLOBAL_OPTIONS).map(([key, spec]) => optionRow(key, spec)))]);
}

function listSection(
  title: string,
  rows: readonly (readonly [string, Inline])[],
  notes: readonly Block[] = [],
): readonly Block[] {
  return rows.length === 0 ? [] : [section(title, [fields(rows), ...notes])];
}

/** An option as help shows it: flag with placeholder, and what it does. */
export function optionRow(key: string, spec: OptionSpec): readonly [string, string] {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const value = spec.type === "boolean" ? "" : ` <${spec.value}>`;
  return [`${short}${flagName(key)}${value}`, `${spec.summary}${detail(spec)}`];
}

function detail(spec: OptionSpec): string {
  if (spec.type === "boolean" || /\(default/.test(spec.summary)) return "";
  const facts = [
    spec.type === "string" && spec.choices && !/\bor\b/.test(spec.summary) ? spec.choices.join(", ") : "",
    spec.type === "string" && spec.multiple
      ? spec.commas === false
        ? "several: repeat it"
        : "several: repeat it or use commas"
      : "",
    spec.default === undefined
      ? ""
      : `default: ${spec.type === "duration" ? formatDuration(spec.default) : String(spec.default)}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? "" : ` (${facts.join("; ")})`;
}
