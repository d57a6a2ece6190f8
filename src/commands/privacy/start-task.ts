import { randomUUID } from "node:crypto";
import { startedTaskId, withMaskedEmail } from "../../client/dialects/privacy.ts";
import type { LedgerEntry, PrivacyLedger, PrivacyRequest } from "../../config/privacy-ledger.ts";
import { BwpError, type ErrorType, NotFoundError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { startedBlocks, taskBlocks } from "../../formatters/privacy.ts";
import { relativeText } from "../../formatters/time.ts";
import type { Context } from "../../kernel/context.ts";
import { type Mutation, mutate } from "../../kernel/mutate.ts";
import { PRIVACY_OPERATION_NAMES, type PrivacyTaskKind } from "../../model/privacy.ts";
import { openLedger } from "./own-ledger.ts";
import { failureOf, openCalls, type ReadTask, readTask, waitForTask } from "./read-task.ts";
import { checkClientToken } from "./task-flags.ts";

/** What is asked for. */
export type WantedTask = Pick<PrivacyRequest, "kind" | "email" | "holdingPeriod" | "reason">;

/** How it is asked for. */
export interface StartOptions {
  readonly new: boolean;
  readonly clientToken: string | undefined;
  readonly wait: boolean;
  readonly waitTimeout: number;
}

/** What the mutation says of itself. */
type Words = Pick<Mutation<unknown, unknown>, "what" | "irreversible" | "retype">;

/**
 * Starts a task so that it is not started twice: its client token is written down before it is sent, and the same request
 * uses it again until an answer came. Once there is one, the same request only says which task there is.
 */
export async function startTask(
  context: Context,
  wanted: WantedTask,
  options: StartOptions,
  words: Words,
): Promise<void> {
  checkClientToken(options.clientToken);
  const [ledger, { name: profile, apiUrl, targetId }] = await Promise.all([openLedger(context), context.profile()]);
  const request: PrivacyRequest = { ...wanted, profile, apiUrl, targetId };
  const earlier = options.new || options.clientToken !== undefined ? undefined : await ledger.earlier(request);
  const existing = context.globals.dryRun ? undefined : await readExisting(context, earlier);
  const taskId =
    existing?.task.id ??
    (await sendRequest(context, ledger, request, words, {
      // The token of a request that was answered would only answer the same task again.
      clientToken:
        options.clientToken ?? (earlier?.taskId === undefined ? earlier?.repetition?.clientToken : undefined),
    }));
  if (taskId === undefined) return;
  const answer = { [PRIVACY_OPERATION_NAMES[wanted.kind].start]: { taskId } };
  if (!options.wait) {
    await context.output.result(answer, () => startedBlocks({ ...wanted, taskId }));
    adviseNext(context, wanted.kind, taskId);
    return;
  }
  const over = await waitForTask(context, { kind: wanted.kind, id: taskId }, options.waitTimeout);
  await showOver(context, wanted.kind, answer, over);
}

async function showOver(context: Context, kind: PrivacyTaskKind, started: object, over: ReadTask): Promise<void> {
  const masked = withMaskedEmail(kind, over.answer);
  await context.output.result({ ...started, ...(masked as object) }, (_, facts) => taskBlocks(over.task, facts));
  const failure = failureOf(over.task);
  if (failure !== undefined) throw failure;
  if (kind === "retrieval") adviseNext(context, kind, over.task.id);
}

/**
 * The task that an earlier request of the same content started, and says so. None if that task failed or is gone: then
 * asking again is what the documentation wants.
 */
async function readExisting(context: Context, earlier: LedgerEntry | undefined): Promise<ReadTask | undefined> {
  if (earlier?.taskId === undefined || earlier.seen?.status === "CANCELLED") return undefined;
  const when = relativeText(Date.parse(earlier.requestedAt), context.host.now());
  const found = await readTask(context, earlier.kind, earlier.taskId).catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });
  if (found === undefined || found.task.status === "FAILED") {
    const fate = found === undefined ? "is not there any more" : "failed";
    context.notices.info(`The same request of ${when} (task ${earlier.taskId}) ${fate}: asking again.`);
    return undefined;
  }
  context.notices.warn(
    `The same was asked for ${when}: task ${earlier.taskId} is ${found.task.status}. Nothing was sent; --new asks again.`,
  );
  return found;
}

/** Sends a request; undefined after a dry run. */
async function sendRequest(
  context: Context,
  ledger: PrivacyLedger,
  request: PrivacyRequest,
  words: Words,
  { clientToken: remembered }: { readonly clientToken: string | undefined },
): Promise<string | undefined> {
  const clientToken = remembered ?? randomUUID();
  const calls = await openCalls(context);
  let entry: LedgerEntry | undefined;
  const answer = await mutate(context, {
    ...calls.start(request.kind, { ...request, clientToken }),
    ...words,
    retry: "safe",
    beforeSending: async () => {
      entry = await ledger.begin(request, clientToken);
    },
  }).catch(async (error: unknown) => {
    if (!(error instanceof BwpError) || entry === undefined) throw error;
    if (!isRefusal(error)) throw stillUnclear(error);
    if (remembered === undefined) await ledger.forget(entry.id);
    throw error;
  });
  if (answer === undefined || entry === undefined) return undefined;
  const taskId = startedTaskId(request.kind, answer);
  if (taskId === undefined) throw new NotFoundError("The service took the request but gave no task id.");
  await ledger.settle(entry.id, { taskId }).catch((error: unknown) => {
    if (!(error instanceof BwpError)) throw error;
    context.notices.warn(`Keep the task id ${taskId} yourself, the API cannot list it: ${error.message}`);
  });
  return taskId;
}

const REFUSALS: readonly ErrorType[] = ["usage", "authentication", "permission", "not_found", "refused"];

/** True if the service has surely not started a task. */
function isRefusal({ type }: BwpError): boolean {
  return REFUSALS.includes(type);
}

function stillUnclear(error: BwpError): BwpError {
  return new BwpError(error.type, error.message, {
    code: error.code,
    operation: error.operation,
    suggestion:
      "Run the same command again within 8 hours: it uses the same client token, so it cannot start a second task.",
    retryable: true,
    cause: error,
  });
}

function adviseNext(context: Context, kind: PrivacyTaskKind, taskId: string): void {
  const [command, effect] =
    kind === "retrieval"
      ? [`bwp privacy download ${taskId} --wait`, " saves the data as soon as they are there."]
      : [`bwp privacy show ${taskId}`, " tells how it goes."];
  context.notices.info(["Next: ", span(command, "code"), effect]);
}
