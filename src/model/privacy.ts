/** Facts on the Privacy interface, the same in every version. Pages: the reference and the guides on shoppers' personal data. */

const HOUR_MS = 3_600_000;
/** One of the calendar days in which the documentation counts. */
export const DAY_MS = 24 * HOUR_MS;

/** What a task does for a shopper: collect the personal data, or delete them. */
export const PRIVACY_TASK_KINDS = ["retrieval", "deletion"] as const;
export type PrivacyTaskKind = (typeof PRIVACY_TASK_KINDS)[number];

/** The operations of a kind: what starts a task, and what reads it. */
export const PRIVACY_OPERATION_NAMES = {
  retrieval: { start: "startPersonalDataRetrievalTask", query: "personalDataRetrievalTask" },
  deletion: { start: "startPersonalDataDeletionTask", query: "personalDataDeletionTask" },
} as const satisfies Record<PrivacyTaskKind, { start: string; query: string }>;

/** States of a task; only a deletion can be ON_HOLD, and a cancelled one has no documented state. */
export const PRIVACY_TASK_STATUSES = ["ON_HOLD", "IN_PROGRESS", "COMPLETED", "FAILED"] as const;
export type PrivacyTaskStatus = (typeof PRIVACY_TASK_STATUSES)[number];

/** States that nothing leads out of. */
const FINAL: readonly string[] = ["COMPLETED", "FAILED"];

/** True for a state that nothing leads out of. */
export function isFinalStatus(status: string | undefined): boolean {
  return status !== undefined && FINAL.includes(status);
}

/** The pattern that the service prints when an e-mail address does not match. */
export const SHOPPER_EMAIL_PATTERN = /^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+[.][a-zA-Z]{2,}$/;

/** Calendar days for which a deletion is held and can be cancelled. */
export const HOLDING_PERIOD = { min: 0, max: 180, default: 10 } as const;

/** Length of a client token, and how long it suppresses duplicates after the first task with it started. */
export const CLIENT_TOKEN = { shortest: 36, longest: 64, lifeMs: 8 * HOUR_MS } as const;

/** The longest that the service works on a task, a deletion's holding period not counted. */
export const PROCESSING_MS = 30 * DAY_MS;

/** Seconds for which a download link works; a transfer that has begun is not cut off. */
export const DATA_LINK_LIFE_S = 60;

/** Name of the archive with the collected data. */
export const DATA_FILE_NAME = "data_retrieval.zip";

/** One reason why a task failed. */
export interface PrivacyTaskError {
  /** ORDERS_NOT_CLOSED, DATA_SUBJECT_NOT_FOUND, or undefined. */
  readonly code: string | undefined;
  readonly message: string;
}

/** A task as the API tells it. */
export interface PrivacyTask {
  readonly kind: PrivacyTaskKind;
  readonly id: string;
  readonly status: string | undefined;
  readonly submittedAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** Days; of deletions only. */
  readonly holdingPeriod: number | undefined;
  /** The shopper's address, masked. */
  readonly email: string | undefined;
  readonly errors: readonly PrivacyTaskError[];
}

/** `s***@example.org`: enough to recognise a shopper whom one knows, too little to write to one. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}***${at > 0 ? email.slice(at) : ""}`;
}
