import { fields, line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";
import { writeOutputFile } from "../../kernel/output-file.ts";
import { countEntries } from "./state-document.ts";

export const command = defineCommand({
  name: "emulator export",
  summary: "Write the whole state of the emulator as one JSON document: a fixture",
  description:
    "Orders, subscriptions, queues, trackers, what waits for its time, and how far the clock is ahead. Credentials, keys and faults are not part of it. The same state gives the same text, so a fixture can be kept under version control.",
  arguments: { file: { value: "FILE", summary: "Where to write it (default: stdout)" } },
  output: {
    format: "bwp-emulator-state (without FILE: the document itself)",
    "collections.*": "entries by collection, as pairs of id and value",
    clockOffsetMs: "what the emulator's clock and real time differ by",
    file: "with FILE: where it was written",
    entries: "with FILE: how many",
  },
  errors: { no_emulator: "no emulator is running (exit 4)", file_error: "the file cannot be written (exit 1)" },
  examples: [
    { command: "bwp emulator export fixture.json", note: "Keep the state for tests" },
    { command: "bwp emulator export > fixture.json", note: "The same" },
  ],
  async run(context, { args }) {
    const { url } = await findEmulator(context);
    const document = await controlEmulator(url, "GET", "export");
    const text = `${JSON.stringify(document, undefined, 1)}\n`;
    if (args.file === undefined || args.file === "-") {
      await context.output.raw(text);
      return;
    }
    const entries = countEntries(document);
    const file = await writeOutputFile(context, args.file, text);
    await context.output.result({ file, entries, bytes: Buffer.byteLength(text) }, () => [
      line([span("Exported", "good"), ` ${entries} entries`]),
      fields([
        ["File", file],
        ["Back again", `bwp emulator import ${args.file}`],
      ]),
    ]);
  },
});
