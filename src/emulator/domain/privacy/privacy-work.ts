import { PROCESSING_MS } from "../../../model/privacy.ts";
import type { Reader, Transaction } from "../../store/store.ts";
import type { Domain } from "../domain.ts";
import type { PrivacyStep } from "../work.ts";
import type { PrivacyTaskEntity } from "./privacy-entities.ts";
import { PRIVACY_TASKS } from "./privacy-entities.ts";
import { dataFileKey, eraseShopper, hasOpenOrders, isKnownShopper, keepDataFile } from "./shopper-data.ts";

/** Timer of a task. */
export function taskTimer(taskId: string): string {
  return `privacy/${taskId}`;
}

/** Sets the timer of a task's next step. */
export function scheduleWork(domain: Domain, tx: Transaction, taskId: string, step: PrivacyStep, dueAt: number): void {
  domain.timers.set(tx, taskTimer(taskId), { dueAt, work: { kind: "privacy", taskId, step } });
}

/** Takes a task one step further: its work begins (after the holding period, if there is one), or its result is there. */
export function workOnTask(domain: Domain, tx: Transaction, task: PrivacyTaskEntity, step: PrivacyStep): void {
  if (step === "begin") begin(domain, tx, task);
  else finish(domain, tx, task);
}

function begin(domain: Domain, tx: Transaction, task: PrivacyTaskEntity): void {
  const error = obstacle(tx, task);
  if (error !== undefined) {
    settle(domain, tx, { ...task, status: "FAILED", errors: [error] });
    return;
  }
  if (task.status !== "IN_PROGRESS") save(domain, tx, { ...task, status: "IN_PROGRESS" });
  scheduleWork(domain, tx, task.id, "finish", domain.clock.now() + domain.clock.wait(PROCESSING_MS));
}

/** Why the work on a task cannot begin; undefined if it can. */
function obstacle(reader: Reader, task: PrivacyTaskEntity): PrivacyTaskEntity["errors"][number] | undefined {
  if (!isKnownShopper(reader, task)) {
    const message = `The shopper email for request ${task.id} does not exist`;
    return { code: "DATA_SUBJECT_NOT_FOUND", message };
  }
  if (task.kind === "deletion" && hasOpenOrders(reader, task)) {
    const message = `The shopper of request ${task.id} has orders that are not closed`;
    return { code: "ORDERS_NOT_CLOSED", message };
  }
  return undefined;
}

function finish(domain: Domain, tx: Transaction, task: PrivacyTaskEntity): void {
  if (task.kind === "retrieval") {
    keepDataFile(domain, tx, task);
  } else {
    eraseShopper(domain, tx, task);
    for (const [, other] of tx.list(PRIVACY_TASKS)) {
      const same = other.targetId === task.targetId && other.email.toLowerCase() === task.email.toLowerCase();
      // What was collected before must not outlive what it was collected from, not even if the emulator dies here.
      if (other.kind === "retrieval" && same) domain.storage.objects.delete(dataFileKey(other));
    }
  }
  settle(domain, tx, { ...task, status: "COMPLETED" });
}

/** Writes a task that came to its end, and publishes it. */
function settle(domain: Domain, tx: Transaction, task: PrivacyTaskEntity): void {
  save(domain, tx, task);
  const outcome = task.status === "FAILED" ? "FAILED" : "COMPLETED";
  const type =
    task.kind === "retrieval"
      ? (`PERSONAL_DATA_RETRIEVAL_TASK_${outcome}` as const)
      : (`PERSONAL_DATA_DELETION_TASK_${outcome}` as const);
  domain.publisher.publish(tx, { type, targetId: task.targetId, ids: { taskId: task.id } });
}

function save(domain: Domain, tx: Transaction, task: PrivacyTaskEntity): void {
  tx.put(PRIVACY_TASKS, task.id, { ...task, updatedAt: domain.clock.iso() });
}
