import { UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { startedFeedBlocks } from "../../formatters/feed.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { checkOutputFile } from "../../kernel/output-file.ts";
import { waitTimeoutOption } from "../../kernel/wait.ts";
import { checkCatalogFile } from "./check-file.ts";
import { FEED_OUTPUT, followFeed, requireSuccess, showFeed } from "./follow-feed.ts";
import { openCatalog } from "./open-catalog.ts";
import { readCatalogFile } from "./read-file.ts";
import { adviseOnFile, adviseOnSkipped, invalidFile, reportCheck } from "./report-check.ts";
import { sendCatalog } from "./send-catalog.ts";
import { adviseOnColumns } from "./version-advice.ts";

export const command = defineCommand({
  name: "catalog upload",
  summary: "Check a catalog file, upload it, import it, and show what became of its rows",
  description:
    "The file is CSV in UTF-8 with the header of bwp catalog template, at most 15,000 rows and 50 MB. It is checked first; nothing is sent if there are findings. One import can run at a time. Ctrl-C ends only the waiting: the import goes on, and bwp catalog feed ID --wait takes it up.",
  operations: ["createUploadLink", "createCatalogFeed", "catalogFeed", "downloadLink"],
  mutates: true,
  arguments: { file: { value: "FILE", summary: "The CSV file, or - for stdin" } },
  options: {
    check: { type: "boolean", summary: "Only check the file; nothing is sent" },
    overwrite: { type: "boolean", summary: "Rows change products that exist (overwriteExistingProducts)" },
    force: { type: "boolean", summary: "Send it although there are findings, to see the API's answer" },
    contentType: {
      type: "string",
      value: "TYPE",
      default: "text/csv",
      summary: "Content type of the upload (default: text/csv); which one the links are signed for is not documented",
    },
    detach: { type: "boolean", summary: "Start the import and do not wait for its end" },
    waitForRunning: { type: "boolean", summary: "Wait while another import runs, instead of exit 6" },
    waitTimeout: waitTimeoutOption(3_600_000),
    report: { type: "string", value: "FILE", summary: "Save the report of the import to this file" },
  },
  output: {
    ...FEED_OUTPUT,
    "createCatalogFeed.id": "with --detach, and then alone: id of the import",
    "rows, total, findings[]": "with --check: rows, and what was found, by line and column",
  },
  errors: {
    invalid_file: "the check has findings; nothing was sent (exit 2)",
    file_too_large: "more than 50 MB (exit 2)",
    file_empty: "there is nothing in it (exit 2)",
    not_csv: "binary, compressed or a spreadsheet (exit 2)",
    import_running: "another import is running (exit 6)",
    SignatureDoesNotMatch: "the storage wants another size or content type (exit 5)",
    rows_failed: "the import ended, and rows of it failed (exit 5)",
    import_failed: "the import failed as a whole (exit 5)",
    timed_out: "the import still runs (exit 7)",
  },
  examples: [
    { command: "bwp catalog upload catalog.csv --check", note: "Only look for mistakes" },
    {
      command: "bwp catalog upload catalog.csv --overwrite --report result.csv",
      note: "Change what is there, keep the report",
    },
  ],
  async run(context, { args, options }) {
    const { file } = await complete(context, {
      file: { given: args.file, flag: "FILE", ask: (prompt) => prompt.input("Catalog file (CSV)", { check: needed }) },
    });
    if (options.detach && options.report !== undefined) {
      throw new UsageError("--detach does not wait for a report; leave out --report.", { code: "two_ways" });
    }
    const name = file === "-" ? "stdin" : file;
    const bytes = await readCatalogFile(context, file);
    const check = checkCatalogFile(bytes, options);
    if (options.check) return reportCheck(context, check, { name, bytes: bytes.length });
    if (check.total > 0 && !options.force) throw invalidFile(check, name);
    await checkOutputFile(context, options.report);
    adviseOnFile(context, check);
    const calls = await openCatalog(context, "createCatalogFeed");
    adviseOnColumns(context, calls.version);
    const feedId = await sendCatalog(context, calls, {
      bytes,
      name,
      rows: check.rows,
      contentType: options.contentType,
      overwrite: options.overwrite,
      waitForRunningMs: options.waitForRunning ? options.waitTimeout : undefined,
    });
    if (feedId === undefined) return;
    if (options.detach) {
      await context.output.result({ createCatalogFeed: { id: feedId } }, () => startedFeedBlocks(feedId));
      context.notices.info(["Next: ", span(`bwp catalog feed ${feedId} --wait`, "code"), " shows what became of it."]);
      return;
    }
    context.notices.info([
      "Import ",
      span(feedId, "strong"),
      " has started; if this ends early: ",
      span(`bwp catalog feed ${feedId} --wait`, "code"),
    ]);
    const found = await followFeed(context, calls, feedId, options.waitTimeout);
    const report = await showFeed(context, calls, found, options.report);
    if (!options.overwrite) adviseOnSkipped(context, report);
    requireSuccess(found.feed, report);
  },
});

function needed(text: string): string | undefined {
  return text === "" ? "It is needed; bwp catalog template prints how it looks." : undefined;
}
