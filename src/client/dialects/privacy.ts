import type { StartPersonalDataDeletionTaskInput } from "../../generated/operations/2024-11-01.ts";
import { maskEmail, PRIVACY_OPERATION_NAMES, type PrivacyTask, type PrivacyTaskKind } from "../../model/privacy.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { makeCall } from "./call.ts";
import type { Call } from "./dialect.ts";
import { at, idOf, type Json, listOf, textOf } from "./reading.ts";

/** Whose data a task is about, and how a deletion is held. */
export interface TaskRequest {
  readonly email: string;
  readonly clientToken: string;
  /** Of a deletion only: days, the service's own default if left out. */
  readonly holdingPeriod?: number | undefined;
  /** Of a deletion only. */
  readonly reason?: string | undefined;
}

/** The calls of the Privacy interface, which are the same in every version. */
export interface PrivacyCalls {
  start(kind: PrivacyTaskKind, request: TaskRequest): Call;
  cancelDeletion(taskId: string): Call;
  /** @param withLink a retrieval's download link as well: a secret that lives for a minute. */
  task(kind: PrivacyTaskKind, taskId: string, withLink?: boolean): Call;
}

type PrivacyOperations = typeof import("./privacy/2024-11-01.ts");

const OPERATIONS: Readonly<Record<ApiVersion, () => Promise<PrivacyOperations>>> = {
  "2024-01-01": () => import("./privacy/2024-01-01.ts"),
  "2024-04-01": () => import("./privacy/2024-04-01.ts"),
  "2024-11-01": () => import("./privacy/2024-11-01.ts"),
};

/** The calls in the documents of a version. */
export async function privacyCalls(version: ApiVersion): Promise<PrivacyCalls> {
  const operations = await OPERATIONS[version]();
  return {
    start(kind, request) {
      if (kind === "deletion") {
        return makeCall(operations.startPersonalDataDeletionTaskOperation, { input: deletionInput(request) });
      }
      const { clientToken, dataSubject } = deletionInput(request);
      return makeCall(operations.startPersonalDataRetrievalTaskOperation, { input: { clientToken, dataSubject } });
    },
    cancelDeletion: (taskId) => makeCall(operations.cancelPersonalDataDeletionTaskOperation, { taskId }),
    task(kind, taskId, withLink = false) {
      return kind === "retrieval"
        ? makeCall(operations.personalDataRetrievalTaskOperation, { taskId, withLink })
        : makeCall(operations.personalDataDeletionTaskOperation, { taskId });
    },
  };
}

function deletionInput({ email, clientToken, holdingPeriod, reason }: TaskRequest) {
  return {
    clientToken: { token: clientToken },
    dataSubject: { type: "SHOPPER", email },
    ...(holdingPeriod === undefined ? {} : { holdingPeriod }),
    ...(reason === undefined ? {} : { reason }),
  } satisfies StartPersonalDataDeletionTaskInput;
}

/** The id in the answer to a start; undefined if there is none. */
export function startedTaskId(kind: PrivacyTaskKind, data: unknown): string | undefined {
  const id = idOf(at(data, PRIVACY_OPERATION_NAMES[kind].start).taskId);
  return id === "" ? undefined : id;
}

/** The task in the answer to its query; undefined if it is null. */
export function readPrivacyTask(kind: PrivacyTaskKind, data: unknown): PrivacyTask | undefined {
  const task = taskIn(kind, data);
  const id = idOf(task.taskId);
  if (id === "") return undefined;
  const email = shopperEmailIn(kind, data);
  return {
    kind,
    id,
    status: textOf(task.status),
    submittedAt: textOf(task.submissionDate),
    updatedAt: textOf(task.lastUpdatedDate),
    holdingPeriod: typeof task.holdingPeriod === "number" ? task.holdingPeriod : undefined,
    email: email === undefined ? undefined : maskEmail(email),
    errors: listOf(task.errors).map(({ code, message }) => ({ code: textOf(code), message: textOf(message) ?? "" })),
  };
}

/** The download link in the answer to a retrieval's query. */
export function dataLinkIn(data: unknown): string | undefined {
  return textOf(taskIn("retrieval", data).dataRetrievalLink);
}

/** The shopper's whole address in the answer to a task's query. */
export function shopperEmailIn(kind: PrivacyTaskKind, data: unknown): string | undefined {
  return textOf(at(taskIn(kind, data).dataSubject).email);
}

/** The same answer with the shopper's address masked. */
export function withMaskedEmail(kind: PrivacyTaskKind, data: unknown): unknown {
  const task = taskIn(kind, data);
  const email = shopperEmailIn(kind, data);
  if (email === undefined) return data;
  const masked = { ...task, dataSubject: { ...at(task.dataSubject), email: maskEmail(email) } };
  return { ...at(data), [PRIVACY_OPERATION_NAMES[kind].query]: masked };
}

function taskIn(kind: PrivacyTaskKind, data: unknown): Json {
  return at(data, PRIVACY_OPERATION_NAMES[kind].query);
}
