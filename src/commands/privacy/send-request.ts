import { randomUUID } from "node:crypto";
import { startedTaskId } from "../../client/dialects/privacy.ts";
import type { BegunRequest, PrivacyLedger, PrivacyRequest } from "../../config/privacy-ledger.ts";
import { BwpError, type ErrorType, UnavailableError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { type Mutation, mutate } from "../../kernel/mutate.ts";
import { openCalls } from "./read-task.ts";

/** What a request says of itself. */
export type RequestWords = Pick<Mutation<unknown, unknown>, "what" | "irreversible" | "retype">;

/** A request, and the client token to send it with; without one, a new one is made. */
interface Sending {
  readonly request: PrivacyRequest;
  readonly clientToken: string | undefined;
  readonly words: RequestWords;
}

/**
 * Sends a request that is in the ledger before it is on its way. What was surely refused is forgotten again; what may have
 * been taken stays, with its token.
 * @returns the task id, or undefined after a dry run.
 */
export async function sendRequest(
  context: Context,
  ledger: PrivacyLedger,
  { request, clientToken = randomUUID(), words }: Sending,
): Promise<string | undefined> {
  const calls = await openCalls(context);
  let begun: BegunRequest | undefined;
  const answer = await mutate(context, {
    ...calls.start(request.kind, { ...request, clientToken }),
    ...words,
    retry: "safe",
    beforeSending: async () => {
      begun = await ledger.begin(request, clientToken);
    },
  }).catch(async (error: unknown) => {
    if (!(error instanceof BwpError) || begun === undefined) throw error;
    if (!isRefusal(error)) throw stillUnclear(error);
    if (begun.isNew) await ledger.forget(begun.entry.id);
    throw error;
  });
  if (answer === undefined || begun === undefined) return undefined;
  const taskId = startedTaskId(request.kind, answer);
  if (taskId === undefined) {
    throw stillUnclear(new UnavailableError("The service gave no task id.", { code: "unexpected_answer" }));
  }
  await ledger.settle(begun.entry.id, { taskId }).catch((error: unknown) => {
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
