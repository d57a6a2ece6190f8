import { commandTable } from "../../src/generated/command-table.ts";
import { reference } from "../../src/generated/reference.ts";
import type { CommandMetadata, OptionSpec } from "../../src/kernel/command.ts";
import { EXIT_CODES } from "../../src/kernel/exit-codes.ts";
import { GLOBAL_OPTIONS } from "../../src/kernel/global-options.ts";
import { optionRow, STREAM_NOTE, usageLine } from "../../src/kernel/help.ts";
import { heading, page, paragraphs, roffText, terms, verbatim } from "./roff.ts";

/** The manual: a page for `bwp` and one for each command, by file name; made from the same metadata as help. */
export function manPages(version: string): ReadonlyMap<string, string> {
  const commands = Object.values(reference());
  return new Map([
    ["bwp.1", overview(commands, version)],
    ...commands.map((metadata) => [`${pageName(metadata.name)}.1`, commandPage(metadata, version)] as const),
  ]);
}

function pageName(command: string): string {
  return `bwp-${command.replaceAll(" ", "-")}`;
}

function nameSection(name: string, summary: string): readonly string[] {
  return [heading("Name"), `${roffText(name)} \\- ${roffText(summary)}`];
}

function overview(commands: readonly CommandMetadata[], version: string): string {
  const nouns = Object.entries(commandTable.nouns).map(([noun, summary]) => {
    const pages = commands.filter(({ name }) => name.startsWith(`${noun} `)).map(({ name }) => `${pageName(name)}(1)`);
    return [noun, `${summary}. ${pages.join(", ")}`] as const;
  });
  const single = commands.filter(({ name }) => !name.includes(" "));
  return page("bwp", version, [
    ...nameSection("bwp", "the command line for the Buy with Prime API"),
    heading("Synopsis"),
    roffText("bwp <command> <verb> [options]"),
    heading("Commands"),
    terms([...nouns, ...single.map(({ name, summary }) => [name, `${summary}. ${pageName(name)}(1)`] as const)]),
    heading("Global options"),
    options(GLOBAL_OPTIONS),
    heading("Exit status"),
    terms(Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning])),
  ]);
}

function commandPage(metadata: CommandMetadata, version: string): string {
  const { name, summary, description, experimental, output, errors, examples } = metadata;
  const given = Object.values(metadata.arguments ?? {});
  const more = [
    ...(experimental === undefined ? [] : [`Experimental: ${experimental}.`]),
    ...(description === undefined ? [] : [description]),
  ];
  const section = (title: string, entries: readonly (readonly [string, string])[]): readonly string[] =>
    entries.length === 0 ? [] : [heading(title), terms(entries)];
  return page(pageName(name), version, [
    ...nameSection(pageName(name), summary),
    heading("Synopsis"),
    roffText(usageLine(metadata)),
    ...(more.length === 0 ? [] : [heading("Description"), paragraphs(more.join("\n\n"))]),
    ...section(
      "Arguments",
      given.map((spec) => [spec.value, spec.summary]),
    ),
    ...(metadata.options === undefined ? [] : [heading("Options"), options(metadata.options)]),
    ...section("Output (JSON)", Object.entries(output ?? {})),
    ...(metadata.streams === true ? [`.PP\n${roffText(STREAM_NOTE)}`] : []),
    ...section("Errors", Object.entries(errors ?? {})),
    heading("Examples"),
    ...examples.map((example) => `.PP\n${roffText(`${example.note}:`)}\n${verbatim([example.command])}`),
    heading("See also"),
    "bwp(1)",
  ]);
}

function options(specs: Readonly<Record<string, OptionSpec>>): string {
  return terms(
    Object.entries(specs)
      .filter(([, spec]) => !spec.hidden)
      .map(([key, spec]) => optionRow(key, spec)),
  );
}
