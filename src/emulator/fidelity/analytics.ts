import type { FidelityEntry } from "./entry.ts";

/** What the documentation of user events and reports does not settle. */
export const ANALYTICS_FIDELITY: readonly FidelityEntry[] = [
  {
    id: "user-events-permission",
    operation: "sendUserEvents, startReportTask, reportTask",
    basis: "documented",
    behaviour: "Any valid credentials may call them.",
    source: "Their pages list no required scope, unlike those of other interfaces.",
  },
  {
    id: "user-events-whole-batch",
    operation: "sendUserEvents",
    basis: "decided",
    behaviour: "One bad event refuses the whole batch, nothing of it is stored, and all issues are listed.",
    source: "The only example has one event and answers null for the whole call.",
  },
  {
    id: "user-events-time",
    operation: "sendUserEvents",
    basis: "documented",
    behaviour: "A time that is no RFC 3339 date-time in UTC is refused in the documented words, without its place.",
    source: "The error example and the schema page (eventTime).",
  },
  {
    id: "user-events-issues",
    operation: "sendUserEvents",
    basis: "inferred",
    behaviour:
      "More than 50 events, a wrong eventId and wrong lengths answer issues with their path; the code is UnspecifiedError and details is empty.",
    source: "The rules are documented, their texts are not; the form is that of other interfaces.",
  },
  {
    id: "user-events-type",
    operation: "sendUserEvents",
    basis: "decided",
    behaviour: "Any eventType and schemaName of the right length is taken.",
    source: "The schema says String; whether other values are refused is unseen.",
  },
  {
    id: "user-events-empty",
    operation: "sendUserEvents",
    basis: "decided",
    behaviour: "An empty list of events is taken, and nothing is stored.",
    source: "A lower bound is unseen.",
  },
  {
    id: "user-events-duplicates",
    operation: "sendUserEvents",
    basis: "decided",
    behaviour: "An event whose eventId came before is stored again; GET /_emulator/user-events counts such events.",
    source: "The id need not be unique across clients; whether the service drops repetitions is unseen.",
  },
  {
    id: "user-events-kept",
    operation: "sendUserEvents",
    basis: "decided",
    behaviour:
      "Every event is counted and its id kept, the latest 100 are kept whole; GET /_emulator/user-events shows them, at once.",
    source: "The service stores events within 15 minutes and has no query for them.",
  },
  {
    id: "reports-states",
    operation: "reportTask",
    basis: "decided",
    behaviour: "A task is STARTED for 30 seconds, RUNNING for 90, then COMPLETED; none fails.",
    source: "STARTED and RUNNING are documented, COMPLETED is inferred, the times are made up.",
  },
  {
    id: "reports-dates",
    operation: "startReportTask",
    basis: "decided",
    behaviour:
      "Dates are date-times in UTC; InvalidDateFormat and InvalidDateRange have messages of ours. A missing end is now, a missing start is seven days before the end.",
    source: "The codes and the default of seven days are documented.",
  },
  {
    id: "reports-limit",
    operation: "startReportTask",
    basis: "documented",
    behaviour:
      "A sixth task while five of the target are STARTED or RUNNING answers ThrottlingError; its message is made up.",
    source: "The page of startReportTask.",
  },
  {
    id: "reports-expiry",
    operation: "reportTask",
    basis: "decided",
    behaviour: "The seven days of a report count from the request.",
    source: "The page says seven days, not from when.",
  },
  {
    id: "reports-download",
    operation: "reportTask",
    basis: "decided",
    behaviour: "A finished report cannot be downloaded.",
    source: "The operation that answers the download URL is on no page that could be read.",
  },
];
