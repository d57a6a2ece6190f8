import { ACCEPTED_STATUS } from "../../../model/user-events.ts";
import { findReport, type StartReportInput, startReport } from "../../domain/analytics/reports.ts";
import { sendUserEvents, type UserEvent } from "../../domain/analytics/user-events.ts";
import { operation } from "../operations.ts";

/** The mutation of the Analytics interface that all versions have; its page names no permission. */
export const USER_EVENT_OPERATIONS = [
  operation("sendUserEvents", [], (domain, caller, args: { input: { events: readonly UserEvent[] } }) => {
    sendUserEvents(domain, caller, args.input.events);
    return { status: ACCEPTED_STATUS };
  }),
];

/** Reports, which came with 2024-11-01; their pages name no permission. */
export const REPORT_OPERATIONS = [
  operation("startReportTask", [], (domain, caller, args: { input: StartReportInput }) => ({
    taskId: startReport(domain, caller, args.input),
  })),
  operation("reportTask", [], (domain, caller, args: { taskId: string }) =>
    findReport(domain.store, domain.clock.now(), caller, args.taskId),
  ),
];
