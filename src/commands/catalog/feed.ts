import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { checkOutputFile } from "../../kernel/output-file.ts";
import { waitOptions } from "../../kernel/wait.ts";
import { FEED_OUTPUT, findFeed, followFeed, requireSuccess, showFeed } from "./follow-feed.ts";
import { openCatalog } from "./open-catalog.ts";

export const command = defineCommand({
  name: "catalog feed",
  summary: "Show an import, and what became of its rows",
  description:
    "COMPLETED says that the import has ended, not that every row was taken: the report tells, and is fetched along. With --wait the exit code says whether all rows went well.",
  operations: ["catalogFeed", "downloadLink"],
  arguments: { feedId: { value: "FEED_ID", summary: "Id that catalog upload printed" } },
  options: {
    ...waitOptions("it is COMPLETED or FAILED", 3_600_000),
    report: { type: "string", value: "FILE", summary: "Save the report to this file" },
  },
  output: FEED_OUTPUT,
  errors: {
    ResourceNotFoundError: "there is no such import (exit 4)",
    rows_failed: "with --wait: rows failed (exit 5)",
    import_failed: "with --wait: the import failed as a whole (exit 5)",
    timed_out: "with --wait: it still runs (exit 7)",
  },
  examples: [
    { command: "bwp catalog feed k2m9x7qa0b4dzt --wait", note: "Take up an upload that was interrupted" },
    { command: "bwp catalog feed k2m9x7qa0b4dzt --report result.csv", note: "Save the whole report" },
  ],
  async run(context, { args, options }) {
    const { feedId } = await complete(context, {
      feedId: {
        given: args.feedId,
        flag: "FEED_ID",
        ask: (prompt) =>
          prompt.input("Id of the import", { check: (text) => (text === "" ? "It is needed." : undefined) }),
      },
    });
    await checkOutputFile(context, options.report);
    const calls = await openCatalog(context, "catalogFeed");
    const found = options.wait
      ? await followFeed(context, calls, feedId, options.waitTimeout)
      : await findFeed(context, calls, feedId);
    const report = await showFeed(context, calls, found, options.report);
    if (options.wait) requireSuccess(found.feed, report);
  },
});
