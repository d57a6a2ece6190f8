import { listArchiveFiles } from "../../../events/archive-files.ts";
import { readHistory } from "../../../events/history.ts";
import { StatsCounter } from "../../../events/history-stats.ts";
import { MOST_BARS, statsBlocks } from "../../../formatters/history-stats.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { HISTORY_OPTIONS, openHistory } from "./open-history.ts";

export const command = defineCommand({
  name: "events history stats",
  summary: "Count archived events, with a chart of types over time",
  description:
    "The chart is about the time of arrival, one row of bars for each type, all to the same scale; its bars are seconds, minutes, hours, days or weeks, so that there are at most 30. -o json has the exact counts. Filters are those of `tail`.",
  options: HISTORY_OPTIONS,
  output: {
    events: "messages that are selected",
    duplicates: "of them, other messages with an event that came before",
    redelivered: "of them, messages that the queue delivered again",
    unknown: "of them, messages in no documented form",
    unreadable: "lines of the archive that could not be read",
    "from, to": "arrival of the first and the last; null if there are none",
    "bucketsFrom, bucketSeconds": "begin of the first bucket, and the length of each",
    "types[]": "eventType (null: none), count, and buckets[]: the count in each",
    "files, bytes": "the whole archive",
  },
  examples: [
    { command: "bwp events history stats --since 7d", note: "The last week" },
    { command: "bwp events history stats -o json --query 'types[].[eventType, count]'", note: "Counts for a script" },
  ],
  async run(context, { options }) {
    const { query, unreadable } = await openHistory(context, options);
    const counter = new StatsCounter(MOST_BARS);
    for await (const kept of readHistory(query)) {
      context.signal.throwIfAborted();
      for (const each of kept) counter.add(each);
    }
    const files = await listArchiveFiles(query.folder);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const stats = { ...counter.stats, unreadable: unreadable.count, files: files.length, bytes };
    await context.output.result(stats, (counted) => statsBlocks(counted, context.io));
    unreadable.tell(context);
  },
});
