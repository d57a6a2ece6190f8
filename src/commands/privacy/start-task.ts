import { withMaskedEmail } from "../../client/dialects/privacy.ts";
import { at } from "../../client/dialects/reading.ts";
import type { LedgerEntry, PrivacyRequest } from "../../config/privacy-ledger.ts";
import { NotFoundError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { startedBlocks, taskBlocks } from "../../formatters/privacy.ts";
import { relativeText } from "../../formatters/time.ts";
import type { Context } from "../../kernel/context.ts";
import { PRIVACY_OPERATION_NAMES, type PrivacyTask } from "../../model/privacy.ts";
import { openLedger } from "./own-ledger.ts";
import { failureOf, type ReadTask, readTask, waitForTask } from "./read-task.ts";
import { type RequestWords, sendRequest } from "./send-request.ts";
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

/**
 * Starts a task so that it is not started twice: its client token is written down before it is sent, and the same request
 * uses it again until an answer came. Once there is one, the same request only says which task there is.
 */
export async function startTask(
  context: Context,
  wanted: WantedTask,
  options: StartOptions,
  words: RequestWords,
): Promise<void> {
  checkClientToken(options.clientToken);
  const [ledger, { name: profile, apiUrl, targetId }] = await Promise.all([openLedger(context), context.profile()]);
  const request: PrivacyRequest = { ...wanted, profile, apiUrl, targetId };
  const earlier = options.new || options.clientToken !== undefined ? undefined : await ledger.earlier(request);
  const existing = context.globals.dryRun ? undefined : await readExisting(context, earlier);
  // The token of a request that was answered would only answer the same task again.
  const remembered = earlier?.taskId === undefined ? earlier?.repetition?.clientToken : undefined;
  if (earlier !== undefined && remembered !== undefined) {
    const when = relativeText(Date.parse(earlier.requestedAt), context.host.now());
    context.notices.info(`No answer came to the same request ${when}: repeating it with its client token.`);
  }
  const clientToken = options.clientToken ?? remembered;
  const taskId = existing?.task.id ?? (await sendRequest(context, ledger, { request, clientToken, words }));
  if (taskId === undefined) return;
  const answer = { [PRIVACY_OPERATION_NAMES[wanted.kind].start]: { taskId } };
  if (options.wait) {
    const over = await waitForTask(context, { kind: wanted.kind, id: taskId }, options.waitTimeout);
    await showOver(context, answer, over);
    return;
  }
  await context.output.result(answer, (_, facts) =>
    existing === undefined ? startedBlocks({ ...wanted, taskId }) : taskBlocks(existing.task, facts),
  );
  adviseNext(context, { kind: wanted.kind, id: taskId, status: existing?.task.status });
}

async function showOver(context: Context, started: object, { answer, task }: ReadTask): Promise<void> {
  const result = { ...started, ...at(withMaskedEmail(task.kind, answer)) };
  await context.output.result(result, (_, facts) => taskBlocks(task, facts));
  const failure = failureOf(task);
  if (failure !== undefined) throw failure;
  if (task.kind === "retrieval") adviseNext(context, task);
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
    context.notices.info(`The same request (${when}, task ${earlier.taskId}) ${fate}: asking again.`);
    return undefined;
  }
  context.notices.warn(
    `The same was asked for ${when}: task ${earlier.taskId} is ${found.task.status}. Nothing was sent; --new asks again.`,
  );
  return found;
}

function adviseNext(context: Context, { kind, id, status }: Pick<PrivacyTask, "kind" | "id" | "status">): void {
  const [command, effect] =
    kind === "deletion"
      ? [`bwp privacy show ${id}`, " tells how it goes."]
      : status === "COMPLETED"
        ? [`bwp privacy download ${id}`, " saves the data."]
        : [`bwp privacy download ${id} --wait`, " saves the data as soon as they are there."];
  context.notices.info(["Next: ", span(command, "code"), effect]);
}
