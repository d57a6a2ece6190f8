import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { NO_DOWNLOAD_HELP, REPORT_OUTPUT, REPORT_WAIT_OPTIONS, showReportTask } from "../report-task.ts";

export const command = defineCommand({
  name: "analytics report show",
  summary: "Show a report task, or wait until its report is made (reportTask)",
  description: `Since version 2024-11-01. ${NO_DOWNLOAD_HELP}`,
  operations: ["reportTask"],
  arguments: { taskId: { value: "TASK_ID", summary: "Id that bwp analytics report start answered" } },
  options: REPORT_WAIT_OPTIONS,
  output: REPORT_OUTPUT,
  errors: {
    ResourceNotFoundError: "there is no such task, or its seven days are over (exit 4)",
    timed_out: "--wait: it was not made in time (exit 7)",
    report_failed: "--wait: it FAILED (exit 5)",
    not_in_version: "the version has no reports (exit 5)",
  },
  examples: [
    {
      command: "bwp analytics report show USER_EVENTS:5d0c3f1e-7a35-4c51-9a3b-0f6f7f0f9c11 --wait",
      note: "Wait for it",
    },
  ],
  async run(context, { args, options }) {
    const { taskId } = await complete(context, {
      taskId: {
        given: args.taskId,
        flag: "TASK_ID",
        ask: (prompt) => prompt.input("Task id", { check: (text) => (text ? undefined : "It is needed.") }),
      },
    });
    await showReportTask(context, taskId, options);
  },
});
