import { HOLDING_PERIOD, PRIVACY_TASK_KINDS, PRIVACY_TASK_STATUSES } from "../../../model/privacy.ts";
import type { Check, CollectionChecks } from "./check.ts";
import { list, milliseconds, object, oneOf, orNull, sameAsId, text, time } from "./check.ts";

const days: Check = (value) =>
  typeof value === "number" && value >= HOLDING_PERIOD.min && value <= HOLDING_PERIOD.max
    ? undefined
    : "must be a number of days";

/** Requests for personal data. */
export const PRIVACY_CHECKS: CollectionChecks = {
  privacyClientTokens: object({ taskId: text, startedAt: milliseconds }),
  privacyTasks: object({
    id: sameAsId,
    kind: oneOf(PRIVACY_TASK_KINDS),
    targetId: text,
    email: text,
    status: oneOf(PRIVACY_TASK_STATUSES),
    holdingPeriod: orNull(days),
    reason: orNull(text),
    submittedAt: time,
    updatedAt: time,
    errors: list(object({ code: text, message: text })),
  }),
};
