import {
  isUtcTime,
  MAX_OPEN_REPORTS,
  REPORT_DEFAULT_RANGE_MS,
  REPORT_LIFETIME_MS,
  REPORT_TYPES,
  type ReportStatus,
} from "../../../model/user-events.ts";
import type { Collection, Reader } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { ApiError, invalidInput } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { newId } from "../entity-ids.ts";

/** StartReportTaskInput of the API. */
export interface StartReportInput {
  readonly reportType: string;
  readonly timeRange?: { readonly startDate?: string | null; readonly endDate?: string | null } | null;
}

/** A report task; its state follows from the clock. Times in milliseconds since 1970. */
interface ReportTask {
  readonly targetId: string;
  readonly reportType: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly requestedAt: number;
  readonly runningAt: number;
  readonly completedAt: number;
}

const REPORT_TASKS: Collection<ReportTask> = collection("reportTasks");

/** How long a task is STARTED, and then RUNNING: no page tells. */
const STARTED_MS = 30_000;
const RUNNING_MS = 90_000;

const UNKNOWN_TYPE = "Invalid report type (any value other than predefined report types)";
const UNKNOWN_TASK = "Querying for an invalid or expired taskId";

/** Begins to make a report; answers the id of its task. Page: analytics-mutations-startreporttask. */
export function startReport(domain: Domain, { targetId }: Caller, input: StartReportInput): string {
  const { reportType } = input;
  if (!REPORT_TYPES.some((type) => type === reportType)) {
    throw invalidReport("InvalidReportType", UNKNOWN_TYPE);
  }
  const now = domain.clock.now();
  const range = readRange(input.timeRange ?? {}, now);
  return domain.store.transaction((tx) => {
    const tasks = [...tx.list(REPORT_TASKS)];
    for (const [id, task] of tasks) if (isExpired(task, now)) tx.delete(REPORT_TASKS, id);
    const open = tasks.filter(([, task]) => task.targetId === targetId && now < task.completedAt);
    if (open.length >= MAX_OPEN_REPORTS) {
      const reason = `${MAX_OPEN_REPORTS} report tasks are STARTED or RUNNING`;
      throw new ApiError("ThrottlingError", "Rate exceeded.", { reason });
    }
    const taskId = `${reportType}:${newId()}`;
    const runningAt = now + domain.clock.wait(STARTED_MS);
    const completedAt = runningAt + domain.clock.wait(RUNNING_MS);
    tx.put(REPORT_TASKS, taskId, { targetId, reportType, ...range, requestedAt: now, runningAt, completedAt });
    return taskId;
  });
}

/** ReportRequest of the API. */
export interface ReportRequest {
  readonly taskId: string;
  readonly reportType: string;
  readonly status: ReportStatus;
  readonly requestTime: string;
  readonly lastUpdatedTime: string;
}

/** A report task as it is now. Page: analytics-queries-reporttask. */
export function findReport(store: Reader, now: number, { targetId }: Caller, taskId: string): ReportRequest {
  const task = store.get(REPORT_TASKS, taskId);
  if (task === undefined || task.targetId !== targetId || isExpired(task, now)) {
    throw new ApiError("ResourceNotFoundError", UNKNOWN_TASK);
  }
  const [status, since]: readonly [ReportStatus, number] =
    now >= task.completedAt
      ? ["COMPLETED", task.completedAt]
      : now >= task.runningAt
        ? ["RUNNING", task.runningAt]
        : ["STARTED", task.requestedAt];
  return {
    taskId,
    reportType: task.reportType,
    status,
    requestTime: new Date(task.requestedAt).toISOString(),
    lastUpdatedTime: new Date(since).toISOString(),
  };
}

function isExpired(task: ReportTask, now: number): boolean {
  return now >= task.requestedAt + REPORT_LIFETIME_MS;
}

function readRange(
  { startDate, endDate }: NonNullable<StartReportInput["timeRange"]>,
  now: number,
): Pick<ReportTask, "startDate" | "endDate"> {
  for (const date of [startDate, endDate]) {
    if (date == null || isUtcTime(date)) continue;
    throw invalidReport("InvalidDateFormat", `Invalid date format (${date} is no ISO 8601 time in UTC)`);
  }
  const end = endDate == null ? now : Date.parse(endDate);
  const start = startDate == null ? end - REPORT_DEFAULT_RANGE_MS : Date.parse(startDate);
  if (start > end) throw invalidReport("InvalidDateRange", "Invalid date range (startDate is after endDate)");
  return { startDate: new Date(start).toISOString(), endDate: new Date(end).toISOString() };
}

/** A refused input with a code of its own, whose issue stands in `details` as well. */
function invalidReport(code: string, issue: string): ApiError {
  return new ApiError("ValidationError", invalidInput([issue]).message, { code, details: { message: issue } });
}
