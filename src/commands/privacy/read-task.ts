import { privacyCalls, readPrivacyTask } from "../../client/dialects/privacy.ts";
import { type BwpError, NotFoundError, PermissionError, RefusedError, UnavailableError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { waitFor } from "../../kernel/wait.ts";
import {
  isFinalStatus,
  PRIVACY_OPERATION_NAMES,
  PRIVACY_TASK_KINDS,
  type PrivacyTask,
  type PrivacyTaskKind,
} from "../../model/privacy.ts";
import { findRequest, noteStatus } from "./own-ledger.ts";

/** A task, and the API's answer that told it. */
export interface ReadTask {
  readonly answer: unknown;
  readonly task: PrivacyTask;
}

/**
 * Reads a task of a known kind.
 * @throws {NotFoundError} if the API knows none of that id.
 */
export async function readTask(
  context: Context,
  kind: PrivacyTaskKind,
  taskId: string,
  withLink = false,
): Promise<ReadTask> {
  const [api, calls] = await Promise.all([context.api(), openCalls(context)]);
  const { operation, variables } = calls.task(kind, taskId, withLink);
  const answer = await api.request(operation, variables, { signal: context.signal });
  const task = readPrivacyTask(kind, answer);
  if (task === undefined) throw new NotFoundError(`There is no ${kind} task ${taskId}.`, { operation: operation.name });
  await noteStatus(context, taskId, task.status);
  return { answer, task };
}

/** The calls of the Privacy interface in the version of the profile. */
export async function openCalls(context: Context) {
  return privacyCalls((await context.profile()).apiVersion);
}

/**
 * Reads a task whose kind the user need not know: the ledger tells it; if it does not, both queries are tried.
 * @throws {NotFoundError} if neither knows it; a cancelled task is said to be one.
 */
export async function findTask(
  context: Context,
  taskId: string,
  { type, withLink = false }: { readonly type?: PrivacyTaskKind | undefined; readonly withLink?: boolean } = {},
): Promise<ReadTask> {
  const request = await findRequest(context, taskId);
  const known = type ?? request?.kind;
  const kinds = known === undefined ? PRIVACY_TASK_KINDS : [known];
  let first: BwpError | undefined;
  for (const kind of kinds) {
    try {
      return await readTask(context, kind, taskId, withLink);
    } catch (error) {
      // How the service answers for an unknown task is not documented.
      if (!(error instanceof NotFoundError || error instanceof PermissionError)) throw error;
      first ??= error;
    }
  }
  if (!(first instanceof NotFoundError)) throw first;
  const cancelled = request?.seen?.status === "CANCELLED";
  throw new NotFoundError(cancelled ? `The task ${taskId} was cancelled.` : `There is no task ${taskId}.`, {
    operation: first.operation,
    path: first.path,
    cause: first,
    suggestion: cancelled
      ? "The API documents no state for that; ask anew if the data shall be deleted after all."
      : "Check the id (bwp privacy list) and the profile (bwp auth status).",
  });
}

const EMULATOR_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Waits until a task is COMPLETED or FAILED.
 * @throws {WaitTimeoutError} (exit 7) when the time is up.
 */
export async function waitForTask(
  context: Context,
  { kind, id }: Pick<PrivacyTask, "kind" | "id">,
  timeoutMs: number,
): Promise<ReadTask> {
  const onEmulator = (await context.profile()).kind === "emulator";
  let last: ReadTask | undefined;
  return waitFor(context, {
    what: `the ${kind} ${id} is over`,
    timeoutMs,
    poll: async () => {
      last = await readTask(context, kind, id).catch((error: unknown) => lookAgainLater(context, last, error));
      return last;
    },
    done: ({ task }) => isFinalStatus(task.status),
    state: ({ task }) => task.status ?? "unknown",
    longestPauseMs: onEmulator ? EMULATOR_PAUSE_MS : LONGEST_PAUSE_MS,
    takeUp: `bwp privacy show ${id} --wait`,
  });
}

/** A wait takes days: a look that fails for a passing reason does not end it. */
function lookAgainLater(context: Context, last: ReadTask | undefined, error: unknown): ReadTask {
  if (!(error instanceof UnavailableError) || last === undefined || context.signal.aborted) throw error;
  context.notices.warn(`The task could not be read: ${error.message} Looking again later.`);
  return last;
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  ORDERS_NOT_CLOSED:
    "It is not tried again by itself: wait until the shopper's orders are closed, or cancel them, then ask again.",
  DATA_SUBJECT_NOT_FOUND: "Nobody with that e-mail address is known: check its spelling, then ask again.",
};

/** The error of a task that failed; undefined if it did not. The service's own reasons come first. */
export function failureOf({ kind, id, status, errors }: PrivacyTask): RefusedError | undefined {
  if (status !== "FAILED") return undefined;
  const [first] = errors;
  return new RefusedError(`The ${kind} ${id} failed: ${first?.message ?? "the service gives no reason"}.`, {
    code: first?.code ?? "task_failed",
    operation: PRIVACY_OPERATION_NAMES[kind].query,
    findings:
      errors.length > 1
        ? errors.map(({ code, message }) => (code === undefined ? message : `${code}: ${message}`))
        : [],
    suggestion: WAYS_OUT[first?.code ?? ""],
  });
}
