import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError, UsageError } from "../../errors.ts";
import { line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";
import { confirm } from "../../kernel/mutate.ts";
import { countEntries } from "./state-document.ts";

export const command = defineCommand({
  name: "emulator import",
  summary: "Put a state that `emulator export` wrote in the place of the emulator's data",
  description:
    "The document is checked whole before anything changes; a broken one changes nothing. All data of the emulator is replaced, its clock included; credentials stay.",
  mutates: true,
  arguments: { file: { value: "FILE", summary: "The document; - for stdin" } },
  output: {
    imported: "true, or false after a dry run",
    entries: "how many entries the document has",
    url: "the emulator",
  },
  errors: {
    no_emulator: "no emulator is running (exit 4)",
    unreadable_file: "the file cannot be read (exit 2)",
    invalid_syntax: "the file is no JSON (exit 2)",
    refused: "the document is broken; what is wrong is said (exit 5)",
  },
  examples: [{ command: "bwp emulator import fixture.json --yes", note: "Begin a test from a known state" }],
  async run(context, { args }) {
    const { file } = await complete(context, {
      file: { given: args.file, flag: "FILE", ask: (prompt) => prompt.input("File that emulator export wrote") },
    });
    const { url } = await findEmulator(context);
    const document = parse(await readDocument(context, file), file);
    const entries = countEntries(document);
    if (context.globals.dryRun) {
      await context.output.result({ imported: false, entries, url }, () => [
        line(`Would replace the data of the emulator at ${url} by ${entries} entries.`),
      ]);
      return;
    }
    await confirm(context, {
      what: `Replace the data of the emulator at ${url}`,
      irreversible: "its data cannot be brought back",
    });
    await controlEmulator(url, "POST", "import", document);
    await context.output.result({ imported: true, entries, url }, () => [
      line([span("Imported", "good"), ` ${entries} entries into the emulator at ${url}`]),
    ]);
  },
});

/** Reads the whole file: a state of 100,000 orders is larger than any input of the API. */
async function readDocument(context: Context, file: string): Promise<string> {
  if (file === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of context.io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString("utf8");
  }
  return readFile(resolve(context.host.cwd, file), "utf8").catch((cause: unknown) => {
    if (!isSystemError(cause)) throw cause;
    const why = cause.code === "ENOENT" ? "there is no such file" : (cause.code ?? cause.message);
    throw new UsageError(`Cannot read ${file}: ${why}.`, { code: "unreadable_file", cause });
  });
}

function parse(text: string, file: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null) return document;
  } catch (cause) {
    throw new UsageError(`${file} is no JSON: ${(cause as Error).message}.`, { code: "invalid_syntax", cause });
  }
  throw new UsageError(`${file} is no state of an emulator.`, { code: "invalid_syntax" });
}
