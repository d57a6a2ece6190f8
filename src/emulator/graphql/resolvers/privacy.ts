import type { PrivacyTaskInput } from "../../domain/privacy/privacy-tasks.ts";
import { cancelTask, findTask, startTask } from "../../domain/privacy/privacy-tasks.ts";
import { operation } from "../operations.ts";

interface TaskArgument {
  readonly taskId: string;
}

/** Queries and mutations of the Privacy interface, the same in every version. */
export const PRIVACY_OPERATIONS = [
  operation("personalDataRetrievalTask", "shopperPrivacy", (domain, caller, { taskId }: TaskArgument) =>
    findTask(domain.store, caller, "retrieval", taskId),
  ),
  operation("personalDataDeletionTask", "shopperPrivacy", (domain, caller, { taskId }: TaskArgument) =>
    findTask(domain.store, caller, "deletion", taskId),
  ),
  operation(
    "startPersonalDataRetrievalTask",
    "shopperPrivacy",
    (domain, caller, { input }: { input: PrivacyTaskInput }) => startTask(domain, caller, "retrieval", input),
  ),
  operation(
    "startPersonalDataDeletionTask",
    "shopperPrivacy",
    (domain, caller, { input }: { input: PrivacyTaskInput }) => startTask(domain, caller, "deletion", input),
  ),
  operation("cancelPersonalDataDeletionTask", "shopperPrivacy", (domain, caller, { taskId }: TaskArgument) =>
    cancelTask(domain, caller, taskId),
  ),
];
