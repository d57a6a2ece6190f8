/**
 * Writes the generated part of docs/: the command reference and the event types, from the same data as help.
 * `--check` writes nothing and fails when a page is stale.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  COMMON_FIELDS,
  type FieldSpec,
  SCENARIO_FIELDS,
  STEPS,
  type StepSpec,
} from "../src/commands/sandbox/scenario/scenario.ts";
import { FIDELITY } from "../src/emulator/fidelity.ts";
import { commandTable } from "../src/generated/command-table.ts";
import { reference } from "../src/generated/reference.ts";
import type { CommandMetadata } from "../src/kernel/command.ts";
import { EXIT_CODES } from "../src/kernel/exit-codes.ts";
import { GLOBAL_OPTIONS } from "../src/kernel/global-options.ts";
import { optionRow, STREAM_NOTE, usageLine } from "../src/kernel/help.ts";
import { EVENT_TYPES, type EventType, RESOURCE_TEMPLATES } from "../src/model/event-types.ts";
import { PERMISSIONS } from "../src/model/permissions.ts";
import { escapeCell, rows } from "./markdown.ts";
import { coveragePage, schemaPage } from "./schema-pages.ts";

const NOTE = "<!-- Made by `npm run docs`. Do not edit. -->\n";

function commandPage(metadata: CommandMetadata): string {
  const options = Object.entries(metadata.options ?? {})
    .filter(([, spec]) => !spec.hidden)
    .map(([key, spec]) => optionRow(key, spec));
  const parts = [
    `## bwp ${metadata.name}`,
    `${metadata.summary}.`,
    ...(metadata.experimental === undefined ? [] : [`**Experimental.** ${metadata.experimental}`]),
    ...(metadata.description === undefined ? [] : [metadata.description]),
    `\`\`\`\n${usageLine(metadata)}\n\`\`\``,
    ...(metadata.operations === undefined
      ? []
      : [`API: ${metadata.operations.map((name) => `\`${name}\``).join(", ")}`]),
    ...(metadata.arguments === undefined
      ? []
      : [
          rows(
            ["argument", ""],
            Object.values(metadata.arguments).map((spec) => [`\`${spec.value}\``, escapeCell(spec.summary)]),
          ),
        ]),
    ...(options.length === 0
      ? []
      : [
          rows(
            ["option", ""],
            options.map(([flag, summary]) => [`\`${flag}\``, escapeCell(summary)]),
          ),
        ]),
    ...(metadata.output === undefined
      ? []
      : [
          rows(
            ["output (JSON)", ""],
            Object.entries(metadata.output).map(([name, text]) => [`\`${name}\``, escapeCell(text)]),
          ),
        ]),
    ...(metadata.streams === true ? [STREAM_NOTE] : []),
    ...(metadata.errors === undefined
      ? []
      : [
          rows(
            ["error", ""],
            Object.entries(metadata.errors).map(([code, text]) => [`\`${code}\``, escapeCell(text)]),
          ),
        ]),
    `\`\`\`sh\n${metadata.examples.map((example) => `# ${example.note}\n${example.command}`).join("\n\n")}\n\`\`\``,
    ...(metadata.aliases === undefined
      ? []
      : [`Also called ${metadata.aliases.map((alias) => `\`bwp ${alias}\``).join(", ")}.`]),
  ];
  return parts.join("\n\n");
}

function referencePages(): Record<string, string> {
  const all = Object.values(reference());
  const nouns = Object.entries(commandTable.nouns);
  const single = all.filter((metadata) => !metadata.name.includes(" "));
  const pages: Record<string, string> = {};
  for (const [noun, summary] of nouns) {
    const verbs = all.filter((metadata) => metadata.name.startsWith(`${noun} `));
    pages[`docs/reference/${noun}.md`] = [`# bwp ${noun}`, `${summary}.`, ...verbs.map(commandPage)].join("\n\n");
  }
  for (const metadata of single)
    pages[`docs/reference/${metadata.name}.md`] = commandPage(metadata).replace(/^## /, "# ");
  pages["docs/reference/README.md"] = [
    "# Command reference",
    rows(
      ["command", ""],
      [
        ...all.map((metadata) => [
          `[\`bwp ${metadata.name}\`](${metadata.name.split(" ")[0]}.md)`,
          escapeCell(metadata.summary),
        ]),
      ],
    ),
    "## Global options",
    rows(
      ["option", ""],
      Object.entries(GLOBAL_OPTIONS)
        .map(([key, spec]) => optionRow(key, spec))
        .map(([flag, text]) => [`\`${flag}\``, escapeCell(text)]),
    ),
    "## Exit codes",
    rows(
      ["code", "meaning"],
      Object.values(EXIT_CODES).map(({ code, meaning }) => [String(code), meaning]),
    ),
  ].join("\n\n");
  return pages;
}

function eventTypesPage(): string {
  const types: readonly EventType[] = EVENT_TYPES;
  return [
    "# Event types",
    "What `bwp events types` knows: when each event is published, the permission it needs, what its resource path names, and what the documentation says to do with it.",
    ...types.map((type) =>
      [
        `## ${type.name}`,
        ...(type.deprecated === undefined
          ? []
          : [`**Deprecated since ${type.deprecated.since}**: use \`${type.deprecated.successor}\`.`]),
        `Published when ${type.publishedWhen}.${type.note === undefined ? "" : ` ${type.note}`}`,
        `- Permission: ${PERMISSIONS[type.permission].label}\n- Resource: \`${RESOURCE_TEMPLATES[type.resource]}\`\n- Versions: from ${type.since}${type.until === undefined ? "" : ` until ${type.until}`}`,
        type.handling.steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
      ].join("\n\n"),
    ),
  ].join("\n\n");
}

function fidelityPage(): string {
  const basisMeaning = {
    documented: "It stands in the public documentation.",
    inferred: "Concluded from the documentation; the reason is given.",
    decided: "The documentation is silent; the emulator has to do something.",
  } as const;
  const operations = [...new Set(FIDELITY.map((entry) => entry.operation))];
  return [
    "# How true the emulator is",
    "Nobody outside Amazon can compare the emulator with the service, so it says of each behaviour where it comes from. What is documented to the letter and needs no word is not listed.",
    rows(["basis", "meaning"], Object.entries(basisMeaning)),
    ...operations.map((operation) =>
      [
        `## ${operation}`,
        rows(
          ["behaviour", "basis", "source"],
          FIDELITY.filter((entry) => entry.operation === operation).map((entry) => [
            escapeCell(entry.behaviour),
            entry.basis,
            escapeCell(entry.source),
          ]),
        ),
      ].join("\n\n"),
    ),
    "The placeholders and open inputs of the schema are listed in [schema/README.md](../schema/README.md).",
  ].join("\n\n");
}

function fieldRows(specs: Readonly<Record<string, FieldSpec>>, prefix = ""): readonly (readonly string[])[] {
  return Object.entries(specs).flatMap(([name, spec]) => [
    [
      `\`${prefix}${name}\``,
      spec.type === "any" ? "any value" : spec.type,
      [
        spec.required ? "**Needed.** " : "",
        escapeCell(spec.summary),
        spec.choices === undefined ? "" : `: ${spec.choices.map((choice) => `\`${choice}\``).join(", ")}`,
      ].join(""),
    ],
    ...fieldRows(spec.fields ?? {}, `${prefix}${name}[].`),
  ]);
}

async function scenariosPage(): Promise<string> {
  const steps: Readonly<Record<string, StepSpec>> = STEPS;
  const shipped = (await readdir(join(root, "scenarios"))).filter((name) => name.endsWith(".yaml")).sort();
  const firstLine = async (name: string): Promise<string> =>
    (await readFile(join(root, "scenarios", name), "utf8")).split("\n")[0]?.replace(/^# /, "") ?? "";
  const head = ["member", "takes", ""];
  return [
    "# Scenarios",
    "A scenario is a YAML file with steps on an order: create it, ship it, return it, refund it, wait for events, and assert what must be so. `bwp sandbox run FILE` runs it on a sandbox or the emulator, `--emulator` on an emulator of its own; `--junit FILE` writes a report for CI. The run stops at the first step that fails: exit code 1 if an assertion does not hold, else the code of the error.",
    `\`\`\`yaml\n${(await readFile(join(root, "scenarios", "undeliverable.yaml"), "utf8")).trimEnd()}\n\`\`\``,
    "## Shipped scenarios",
    "They are run by name (`bwp sandbox run delivered --emulator`) and printed with `--print`.",
    rows(
      ["name", ""],
      await Promise.all(
        shipped.map(async (name) => [
          `[\`${name.replace(/\.yaml$/, "")}\`](../scenarios/${name})`,
          await firstLine(name),
        ]),
      ),
    ),
    "## The file",
    rows(head, fieldRows(SCENARIO_FIELDS)),
    "Whatever is written and not known is a mistake; all mistakes are listed with their lines before anything is sent.",
    "## References",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what users write
    "`${STEP.PATH}` stands for a value from the result of an earlier step, by its id: `${create.order.id}`, `${create.order.lineItems[0].id}`, `${openReturn.returnId}`. `${set.NAME}` is a value of `set`, which `--set NAME=VALUE` changes; `${run.id}` is new in every run. A text that is one reference becomes the value itself. Where a step names no order, it is about the one that was created last.",
    "## The order in assertions",
    '`order` looks at the order in the words of 2024-11-01, whatever the version: `id`, `aliases`, `executionState`, `lineItems[]` (id, title, amount, price), `packages[]` (id, state, reason, contents, tracker), `returns[]` (id, state, lineItems, packages), `refunds[]` (id, state, requestReason, total, payments), `cancellations[]`, `total`. What an answer left out is null. `answer` looks at the API\'s own answer, as `bwp order show -o json` prints it. Numbers are equal if their values are: `37`, `37.00` and `"37.00"`.',
    "## Every step",
    "A step is one of the kinds below, with what stands below it, and may have:",
    rows(head, fieldRows(COMMON_FIELDS)),
    ...Object.entries(steps).flatMap(([name, spec]) => [
      `## ${name}`,
      [
        spec.summary,
        spec.emulatorOnly === undefined ? "" : ` Only on the emulator: ${spec.emulatorOnly}.`,
        ` Gives \`${spec.gives.replace(/, /g, "`, `")}\`.`,
      ].join(""),
      rows(head, fieldRows(spec.fields)),
    ]),
  ].join("\n\n");
}

const root = resolve(import.meta.dirname, "..", "..", "..");
const check = process.argv.includes("--check");
const pages: Record<string, string> = {
  ...referencePages(),
  "docs/event-types.md": eventTypesPage(),
  "docs/emulator-fidelity.md": fidelityPage(),
  "docs/scenarios.md": await scenariosPage(),
  "docs/schema.md": schemaPage(),
  "docs/coverage.md": await coveragePage(root),
};

for (const name of await readdir(join(root, "docs", "reference")).catch(() => [])) {
  const path = `docs/reference/${name}`;
  if (path in pages) continue;
  if (check) {
    process.stderr.write(`left over: ${path}; run "npm run docs"\n`);
    process.exitCode = 1;
  } else await rm(join(root, path));
}
for (const [path, body] of Object.entries(pages)) {
  const text = `${NOTE}${body}\n`;
  const file = join(root, path);
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) continue;
  if (check) {
    process.stderr.write(`stale: ${path}; run "npm run docs"\n`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
