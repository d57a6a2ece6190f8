import type { Check, CollectionChecks } from "./check.ts";
import { list, milliseconds, object, oneOf, optional, text, time } from "./check.ts";
import { source } from "./events.ts";

/** What each kind of work must have. */
const WORK: Readonly<Record<string, Check>> = {
  sandbox: object({
    orderId: text,
    stages: list(
      object({
        dueAt: milliseconds,
        steps: list(object({ kind: oneOf(["package", "returnPackage", "grading", "return", "tracker"]) })),
      }),
    ),
  }),
  tracker: object({ orderId: text, packageId: text }),
  cancellation: object({ orderId: text, cancellationId: text }),
  privacy: object({ taskId: text, step: oneOf(["begin", "finish"]) }),
  catalogFeed: object({ feedId: text }),
  catalogFile: object({ fileId: text }),
  event: object({
    event: object({
      id: text,
      eventId: text,
      subscriptionId: text,
      source: optional(source),
      detailType: text,
      resources: list(text),
      time,
      detail: object({}),
    }),
  }),
  webhook: object({ deliveryId: text }),
};

/** Work, and when it is due. */
const timer: Check = (value, id) => {
  const kinds = oneOf(Object.keys(WORK));
  const problem = object({ dueAt: milliseconds, work: object({ kind: kinds }) })(value, id);
  if (problem !== undefined) return problem;
  const { work } = value as { readonly work: { readonly kind: string } };
  const inside = WORK[work.kind]?.(work, id);
  return inside === undefined ? undefined : `.work${inside}`;
};

/** Work that waits for its time. */
export const WORK_CHECKS: CollectionChecks = {
  timers: timer,
};
