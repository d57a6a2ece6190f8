import { BwpError, NotFoundError, PermissionError, RefusedError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

/** What became of one call of several. */
export interface Outcome {
  readonly item: string;
  /** Subscription id that the API answered. */
  readonly id: string | null;
  readonly status: "done" | "exists" | "failed" | "not_tried";
}

/**
 * Makes one call for each item, one after the other. An item that exists already is no failure. A failure that concerns only
 * its item (a permission, a refusal, an unknown id) does not keep the others from being tried; any other ends the row.
 * @returns what became of each, and the first failure.
 */
export async function tryEach(
  context: Context,
  items: readonly string[],
  doing: string,
  call: (item: string) => Promise<string | null>,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly failure: BwpError | undefined }> {
  const outcomes: Outcome[] = [];
  const progress = items.length > 1 ? context.notices.progress(doing) : undefined;
  let failure: BwpError | undefined;
  let stopped = false;
  for (const item of items) {
    if (stopped) {
      outcomes.push({ item, id: null, status: "not_tried" });
      continue;
    }
    progress?.update(`${doing} ${outcomes.length + 1} of ${items.length}: ${item}`);
    try {
      outcomes.push({ item, id: await call(item), status: "done" });
    } catch (error) {
      if (!(error instanceof BwpError)) throw error;
      const exists = error.code === "SubscriptionAlreadyExists";
      outcomes.push({ item, id: null, status: exists ? "exists" : "failed" });
      if (exists) continue;
      failure ??= error;
      stopped = !concernsOneItem(error);
    }
  }
  progress?.stop();
  return { outcomes, failure };
}

function concernsOneItem(error: BwpError): boolean {
  if (error.code === "DestinationNameAlreadyExists") return false;
  return error instanceof PermissionError || error instanceof RefusedError || error instanceof NotFoundError;
}
