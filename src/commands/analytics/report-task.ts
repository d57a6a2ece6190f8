import { analyticsCalls } from "../../client/dialects/analytics.ts";
import { RefusedError } from "../../errors.ts";
import { NO_REPORT_DOWNLOAD, reportTaskView } from "../../formatters/report.ts";
import type { Context } from "../../kernel/context.ts";
import { waitFor, waitOptions } from "../../kernel/wait.ts";
import { isReportOpen } from "../../model/user-events.ts";

/** Whether to wait for a report, and how long. */
export const REPORT_WAIT_OPTIONS = waitOptions("it is neither STARTED nor RUNNING any longer", 1_800_000);

/** Said in the help of both commands. */
export const NO_DOWNLOAD_HELP =
  "A finished report cannot be downloaded with bwp: the API has an operation that answers its download URL, but no public page shows it. A report expires after seven days.";

/** Fields of the answer. */
export const REPORT_OUTPUT = {
  "reportTask.taskId": "<REPORT_TYPE>:<uuid>",
  "reportTask.reportType": "USER_EVENTS or ORDER_FEES",
  "reportTask.status": "STARTED, RUNNING, then (concluded, on no page) COMPLETED or FAILED",
  "reportTask.requestTime, .lastUpdatedTime": "when it was asked for, and when it changed",
};

/**
 * Puts out a report task, once or when it is done.
 * @throws {RefusedError} code `report_failed` after a wait whose task FAILED
 */
export async function showReportTask(
  context: Context,
  taskId: string,
  { wait, waitTimeout }: { readonly wait: boolean; readonly waitTimeout: number },
): Promise<void> {
  const api = await context.api();
  const { operation, variables } = analyticsCalls((await context.profile()).apiVersion).reportTask(taskId);
  const poll = () => api.request(operation, variables, { signal: context.signal });
  const answer = wait
    ? await waitFor(context, {
        what: `report ${taskId} is made`,
        timeoutMs: waitTimeout,
        poll,
        done: ({ reportTask }) => !isReportOpen(reportTask?.status),
        state: ({ reportTask }) => reportTask?.status ?? "unknown",
        longestPauseMs: 30_000,
        takeUp: `bwp analytics report show ${taskId} --wait`,
      })
    : await poll();
  await context.output.result(answer, reportTaskView);
  const status = answer.reportTask?.status;
  if (isReportOpen(status)) return;
  if (wait && status === "FAILED") {
    throw new RefusedError(`Report ${taskId} has FAILED.`, { code: "report_failed", suggestion: "Start a new one." });
  }
  // The card says it itself.
  if (context.output.format !== "table") context.notices.info(`The report is ${status}. ${NO_REPORT_DOWNLOAD}`);
}
