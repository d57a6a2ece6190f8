import type { CollectionChecks } from "./check.ts";
import { count, milliseconds, object, text, time } from "./check.ts";

/** Reports, and what arrived by sendUserEvents. */
export const ANALYTICS_CHECKS: CollectionChecks = {
  reportTasks: object({
    targetId: text,
    reportType: text,
    startDate: time,
    endDate: time,
    requestedAt: milliseconds,
    runningAt: milliseconds,
    completedAt: milliseconds,
  }),
  userEventIds: text,
  userEventTotals: object({ events: count, calls: count, byType: object({}) }),
  userEvents: object({ serial: count, targetId: text, receivedAt: time, event: object({ eventId: text }) }),
};
