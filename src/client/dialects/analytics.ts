import { sendUserEventsOperation as sendIn20240101 } from "../../generated/operations/2024-01-01.ts";
import { sendUserEventsOperation as sendIn20240401 } from "../../generated/operations/2024-04-01.ts";
import {
  type ReportTaskQuery,
  reportTaskOperation,
  type SendUserEventsMutation,
  type StartReportTaskMutation,
  sendUserEventsOperation as sendIn20241101,
  startReportTaskOperation,
  type UserEvent,
} from "../../generated/operations/2024-11-01.ts";
import type { ReportType } from "../../model/user-events.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { lacksOperation, makeCall } from "./call.ts";
import type { Call } from "./dialect.ts";

export type { UserEvent };

/** What a report is about. */
export interface ReportRange {
  readonly startDate: string;
  readonly endDate: string;
}

/** The Analytics interface in the words of a version. */
export interface AnalyticsCalls {
  /** At most 50 events. */
  sendUserEvents(events: readonly UserEvent[]): Call<SendUserEventsMutation>;
  /** Without a range the last seven days. */
  startReportTask(reportType: ReportType, range?: ReportRange): Call<StartReportTaskMutation>;
  reportTask(taskId: string): Call<ReportTaskQuery>;
}

const SEND_USER_EVENTS = {
  "2024-01-01": sendIn20240101,
  "2024-04-01": sendIn20240401,
  "2024-11-01": sendIn20241101,
} as const satisfies Readonly<Record<ApiVersion, unknown>>;

/** The calls of a version; what it lacks throws code `not_in_version`. */
export function analyticsCalls(version: ApiVersion): AnalyticsCalls {
  const requireReports = (operation: string): void => {
    if (version !== "2024-11-01") throw lacksOperation(version, operation);
  };
  return {
    sendUserEvents: (events) => makeCall(SEND_USER_EVENTS[version], { input: { events } }),
    startReportTask(reportType, timeRange) {
      requireReports("startReportTask");
      return makeCall(startReportTaskOperation, {
        input: timeRange === undefined ? { reportType } : { reportType, timeRange },
      });
    },
    reportTask(taskId) {
      requireReports("reportTask");
      return makeCall(reportTaskOperation, { taskId });
    },
  };
}
