import { analyticsCalls, type ReportRange } from "../../../client/dialects/analytics.ts";
import { UsageError } from "../../../errors.ts";
import { fields, section, span } from "../../../formatters/blocks.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { isUtcTime, REPORT_TYPES } from "../../../model/user-events.ts";
import { NO_DOWNLOAD_HELP, REPORT_OUTPUT, REPORT_WAIT_OPTIONS, showReportTask } from "../report-task.ts";

export const command = defineCommand({
  name: "analytics report start",
  summary: "Begin to make a report of user events or order fees (startReportTask)",
  description: `Since version 2024-11-01. Without --from it covers the last seven days. At most five reports may be in the making. ${NO_DOWNLOAD_HELP}`,
  operations: ["startReportTask", "reportTask"],
  mutates: true,
  options: {
    type: { type: "string", value: "TYPE", choices: REPORT_TYPES, summary: "USER_EVENTS or ORDER_FEES" },
    from: {
      type: "string",
      value: "TIME",
      summary: "Start, in UTC: 2024-07-01T00:00:00Z, or a date for its beginning",
    },
    to: { type: "string", value: "TIME", summary: "End, in UTC, or a date for its end (default: now)" },
    ...REPORT_WAIT_OPTIONS,
  },
  output: { "startReportTask.taskId": "without --wait: the id, <REPORT_TYPE>:<uuid>", ...REPORT_OUTPUT },
  errors: {
    InvalidDateRange: "the start lies after the end (exit 5)",
    ThrottlingError: "five reports are in the making already (exit 6)",
    timed_out: "--wait: it was not made in time (exit 7)",
    not_in_version: "the version has no reports (exit 5)",
  },
  examples: [
    { command: "bwp analytics report start --type USER_EVENTS", note: "The last seven days" },
    {
      command: "bwp analytics report start --type ORDER_FEES --from 2024-07-01 --to 2024-07-31 --wait",
      note: "A month",
    },
  ],
  async run(context, { options }) {
    const { type } = await complete(context, {
      type: {
        given: options.type,
        flag: "--type <TYPE>",
        ask: (prompt) =>
          prompt.select(
            "Report of what?",
            REPORT_TYPES.map((name) => ({ value: name, label: name })),
          ),
      },
    });
    const range = readRange(options, context.host.now());
    const { apiVersion } = await context.profile();
    const call = analyticsCalls(apiVersion).startReportTask(type, range);
    const answer = await mutate(context, { ...call, what: `start a report of ${type}` });
    if (answer === undefined) return;
    const taskId = answer.startReportTask?.taskId;
    if (options.wait && typeof taskId === "string") {
      context.notices.success(`Started report task ${taskId}`);
      return showReportTask(context, taskId, options);
    }
    await context.output.result(answer, ({ startReportTask }) => [
      section(["Report task  ", span("started", "good")], [fields([["Id", startReportTask?.taskId]])]),
    ]);
    context.notices.info(["Next: ", span(`bwp analytics report show ${taskId ?? "TASK_ID"} --wait`, "code")]);
  },
});

const DATE = /^\d{4}-\d\d-\d\d$/;

function readRange(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  now: number,
): ReportRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw new UsageError("Missing: --from <TIME>.", { code: "missing_input" });
  const startDate = readTime(from, "--from", "00:00:00");
  const endDate = to === undefined ? new Date(now).toISOString() : readTime(to, "--to", "23:59:59");
  if (Date.parse(startDate) > Date.parse(endDate)) {
    throw new UsageError("--from lies after --to.", { code: "invalid_range" });
  }
  return { startDate, endDate };
}

function readTime(text: string, flag: string, ofDay: string): string {
  const time = DATE.test(text) ? `${text}T${ofDay}Z` : text;
  if (isUtcTime(time)) return time;
  throw new UsageError(
    `${flag}: ${JSON.stringify(text)} is no date, and no time in UTC such as 2024-07-01T00:00:00Z.`,
    {
      code: "invalid_time",
    },
  );
}
