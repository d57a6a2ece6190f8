import { isReportOpen } from "../model/user-events.ts";
import { type Block, fields, line, section, span, type View } from "./blocks.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** A report task as `reportTask` answers it. */
export interface ReportTask {
  readonly taskId?: string | null;
  readonly reportType?: string | null;
  readonly status?: string | null;
  readonly requestTime?: string | null;
  readonly lastUpdatedTime?: string | null;
}

/** What bwp cannot do with a finished report, in one sentence. */
export const NO_REPORT_DOWNLOAD =
  "bwp cannot download it: the operation that answers a report's download URL is on no public page. Ask your solutions architect, or look into the merchant console.";

/** A report task as a card. */
export const reportTaskView: View<{ readonly reportTask?: ReportTask | null }> = ({ reportTask }, facts) => {
  const task = reportTask ?? {};
  const blocks: readonly Block[] = [
    section(
      ["Report task  ", stateSpan(task.status ?? "unknown")],
      [
        fields([
          ["Id", task.taskId],
          ["Type", task.reportType],
          ["Requested", timeText(task.requestTime ?? undefined, facts)],
          ["Updated", timeText(task.lastUpdatedTime ?? undefined, facts)],
        ]),
      ],
    ),
  ];
  return isReportOpen(task.status) ? blocks : [...blocks, line(span(NO_REPORT_DOWNLOAD, "dim"))];
};
