import type { PrivacyTaskKind } from "../../../model/privacy.ts";
import {
  CLIENT_TOKEN,
  DAY_MS,
  HOLDING_PERIOD,
  PRIVACY_OPERATION_NAMES,
  SHOPPER_EMAIL_PATTERN,
} from "../../../model/privacy.ts";
import type { LogReport } from "../../log.ts";
import type { Reader, Transaction } from "../../store/store.ts";
import { ApiError, invalidRequest, notFound } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { newId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import type { PrivacyTaskEntity } from "./privacy-entities.ts";
import { clientTokenKey, PRIVACY_CLIENT_TOKENS, PRIVACY_TASKS } from "./privacy-entities.ts";
import { scheduleWork, taskTimer } from "./privacy-work.ts";

/** Input of startPersonalDataRetrievalTask, and of startPersonalDataDeletionTask, which has the last two members as well. */
export interface PrivacyTaskInput {
  readonly clientToken?: { readonly token?: string | null } | null;
  readonly dataSubject: { readonly email?: string | null };
  readonly holdingPeriod?: number | null;
  readonly reason?: string | null;
}

/**
 * Starts a task, or answers the one that was started with the same client token in the last 8 hours. An unknown shopper is
 * no reason to refuse: that task fails. Pages: startpersonaldataretrievaltask, startpersonaldatadeletiontask.
 */
export function startTask(
  domain: Domain,
  caller: Caller,
  kind: PrivacyTaskKind,
  input: PrivacyTaskInput,
): { readonly taskId: string } {
  const email = requireValid(kind, input);
  return domain.store.transaction((tx) => {
    const token = input.clientToken?.token;
    const key = token == null ? undefined : clientTokenKey(caller.targetId, kind, token);
    const now = domain.clock.now();
    const earlier = key === undefined ? undefined : tx.get(PRIVACY_CLIENT_TOKENS, key);
    if (earlier !== undefined && now < earlier.startedAt + CLIENT_TOKEN.lifeMs) {
      if (asksForMore(tx, earlier.taskId, email, input))
        tx.afterCommit(() => domain.report(repeatedToken(kind, earlier)));
      return { taskId: earlier.taskId };
    }
    const task = newTask(domain, caller.targetId, kind, email, input);
    tx.put(PRIVACY_TASKS, task.id, task);
    if (key !== undefined) tx.put(PRIVACY_CLIENT_TOKENS, key, { taskId: task.id, startedAt: now });
    scheduleWork(domain, tx, task.id, "begin", now + holdingTime(domain, task.holdingPeriod ?? 0));
    return { taskId: task.id };
  });
}

/** True if a repeated client token comes with another input than the task that it started; a cancelled one is not known any more. */
function asksForMore(reader: Reader, taskId: string, email: string, input: PrivacyTaskInput): boolean {
  const task = reader.get(PRIVACY_TASKS, taskId);
  if (task === undefined) return false;
  const holdingPeriod = task.kind === "retrieval" ? null : (input.holdingPeriod ?? HOLDING_PERIOD.default);
  return task.email !== email || task.holdingPeriod !== holdingPeriod || task.reason !== (input.reason ?? null);
}

function repeatedToken(kind: PrivacyTaskKind, { taskId }: { readonly taskId: string }): LogReport {
  return {
    kind: "operation",
    message: `${PRIVACY_OPERATION_NAMES[kind].start}: the client token of task ${taskId} came with another input; the input was ignored.`,
    details: { taskId },
  };
}

/** One task of the caller. An unknown id is inferred to answer as it does when it is cancelled. */
export function findTask(reader: Reader, caller: Caller, kind: PrivacyTaskKind, taskId: string): PrivacyTaskEntity {
  const task = reader.get(PRIVACY_TASKS, taskId);
  if (task === undefined || task.targetId !== caller.targetId || task.kind !== kind) {
    throw notFound(`there is no ${kind} task ${taskId}`);
  }
  return task;
}

/** Stops a deletion while it is held; from then on it is unknown. Page: cancelpersonaldatadeletiontask. */
export function cancelTask(domain: Domain, caller: Caller, taskId: string): { readonly taskId: string } {
  return domain.store.transaction((tx) => {
    const task = findTask(tx, caller, "deletion", taskId);
    if (task.status !== "ON_HOLD") throw tooLate(task);
    forget(domain, tx, task);
    return { taskId };
  });
}

function requireValid(kind: PrivacyTaskKind, { clientToken, dataSubject, holdingPeriod }: PrivacyTaskInput): string {
  const issues = new Issues(`/${PRIVACY_OPERATION_NAMES[kind].start}/input`);
  const { email } = dataSubject;
  if (email == null || email === "") throw emailMissing();
  issues.at("dataSubject", "email").match(email, SHOPPER_EMAIL_PATTERN);
  issues.at("clientToken", "token").size(clientToken?.token, CLIENT_TOKEN.shortest, CLIENT_TOKEN.longest);
  const days = holdingPeriod ?? HOLDING_PERIOD.default;
  const at = issues.at("holdingPeriod");
  at.check(days <= HOLDING_PERIOD.max, `must be less than or equal to ${HOLDING_PERIOD.max}`);
  at.check(days >= HOLDING_PERIOD.min, `must be greater than or equal to ${HOLDING_PERIOD.min}`);
  if (issues.found.length > 0) throw invalidRequest(issues.found, "message");
  return email;
}

/** Only the beginning of the message is documented: "The dataSubject m". */
function emailMissing(): ApiError {
  const message = "The dataSubject must have an email.";
  return new ApiError("ValidationError", message, { code: "UnspecifiedError", details: { message } });
}

function tooLate({ status }: PrivacyTaskEntity): ApiError {
  const message = `The personalDataDeletionTask cannot be cancelled with a status of ${status}.`;
  return new ApiError("ValidationError", message, {
    code: "CannotCancelPersonalDataDeletionTask",
    details: { message },
    form: "short",
  });
}

function newTask(
  domain: Domain,
  targetId: string,
  kind: PrivacyTaskKind,
  email: string,
  input: PrivacyTaskInput,
): PrivacyTaskEntity {
  const at = domain.clock.iso();
  const holdingPeriod = kind === "retrieval" ? null : (input.holdingPeriod ?? HOLDING_PERIOD.default);
  return {
    id: newId(),
    kind,
    targetId,
    email,
    status: holdingPeriod === null || holdingPeriod === 0 ? "IN_PROGRESS" : "ON_HOLD",
    holdingPeriod,
    reason: input.reason ?? null,
    submittedAt: at,
    updatedAt: at,
    errors: [],
  };
}

/**
 * How long a deletion is held, on the emulator's clock. At the speed `instant` the days stay days: nobody could cancel a
 * deletion that is over at once, so there only `bwp emulator clock advance` ends a holding period.
 */
function holdingTime({ clock }: Domain, days: number): number {
  return clock.speed === "instant" ? days * DAY_MS : clock.wait(days * DAY_MS);
}

function forget(domain: Domain, tx: Transaction, task: PrivacyTaskEntity): void {
  domain.timers.cancel(tx, taskTimer(task.id));
  tx.delete(PRIVACY_TASKS, task.id);
}
