/** Facts on user events and their reports. Pages: user-event-schema, send-user-events-for-buy-with-prime, startReportTask. */

/** Most events of one call. */
export const MAX_EVENTS_A_CALL = 50;

/** Shortest and longest text of the fields that have such a rule, in characters. */
export const USER_EVENT_LENGTHS = {
  eventType: [3, 64],
  schemaName: [3, 256],
} as const satisfies Readonly<Record<string, readonly [min: number, max: number]>>;

/** The documented kinds of event; the schema takes any text. */
export const USER_EVENT_TYPES = [
  {
    name: "page-load",
    sentWhen: "a signed-in shopper with Buy with Prime products sees the review or the confirmation page",
  },
  { name: "click", sentWhen: "a product is put into the cart, or the Buy with Prime button is pressed" },
  { name: "widget-viewed", sentWhen: "the Prime badge appears on a page" },
  { name: "bwp-widget-promise-loaded", sentWhen: "the delivery estimate appears, or another variant is picked" },
] as const;

/** Where an event was recorded. */
export const CLIENT_TYPES = ["SERVER_CLIENT", "WEBSITE_CLIENT"] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

/** The only status of an accepted call that a page shows. */
export const ACCEPTED_STATUS = "successful";

/** What stands before the issues of a refused input; the issues follow in square brackets. */
export const INVALID_INPUT_LEAD = "Input request is not valid, the following issues were encountered: ";

/** Names of the oldest guide, a draft that no version of the reference knows, and what they became. */
export const DRAFT_NAMES: Readonly<Record<string, string>> = { eventName: "eventType", timestamp: "eventTime" };

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** True for a UUID of version 4, in either case. */
export function isUuidV4(text: string): boolean {
  return UUID_V4.test(text);
}

const UTC_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-]00:00)$/i;

/** True for a date-time of RFC 3339 (section 5.6) in UTC whose date and time exist, such as `2024-05-31T13:15:30Z`. */
export function isUtcTime(text: string): boolean {
  const parts = UTC_TIME.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const leapSecond = hour === 23 && minute === 59 && second === 60;
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
  return isDate && hour <= 23 && minute <= 59 && (second <= 59 || leapSecond);
}

/** What a report can be about. */
export const REPORT_TYPES = ["USER_EVENTS", "ORDER_FEES"] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** States of a report in the making; the first two are documented, the others concluded. */
export const REPORT_STATUSES = ["STARTED", "RUNNING", "COMPLETED", "FAILED"] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** True while a report is not made yet; such tasks count against {@link MAX_OPEN_REPORTS}. */
export function isReportOpen(status: string | null | undefined): boolean {
  return status === "STARTED" || status === "RUNNING";
}

/** Most report tasks that may be STARTED or RUNNING. */
export const MAX_OPEN_REPORTS = 5;

const DAY_MS = 86_400_000;
/** How long a report can be asked for. */
export const REPORT_LIFETIME_MS = 7 * DAY_MS;
/** What a report covers without a time range, counted back from now. */
export const REPORT_DEFAULT_RANGE_MS = 7 * DAY_MS;
