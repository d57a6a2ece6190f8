import { NotFoundError, RefusedError } from "../../errors.ts";
import { cancelledBlocks } from "../../formatters/privacy.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { isFinalStatus } from "../../model/privacy.ts";
import { chooseTask, TASK_ARGUMENT } from "./choose-task.ts";
import { findRequest, noteStatus } from "./own-ledger.ts";
import { openCalls } from "./read-task.ts";

export const command = defineCommand({
  name: "privacy cancel",
  summary: "Cancel a deletion while it is held",
  description:
    "Works only while the deletion is ON_HOLD. A retrieval cannot be cancelled. What the API answers for a cancelled task is not documented; bwp privacy list remembers that it was cancelled.",
  operations: ["cancelPersonalDataDeletionTask"],
  mutates: true,
  arguments: { taskId: TASK_ARGUMENT },
  output: { "cancelPersonalDataDeletionTask.taskId": "id of the task" },
  errors: {
    CannotCancelPersonalDataDeletionTask: "the holding period is over (exit 5)",
    not_cancellable: "it is a retrieval (exit 5)",
    ResourceNotFoundError: "no such deletion, or it was cancelled before (exit 4)",
  },
  examples: [{ command: "bwp privacy cancel 4b0e6a52-1f0c-4b57-9d0c-3a8d5c0a7e21", note: "Keep the data after all" }],
  async run(context, { args }) {
    const taskId = await chooseTask(
      context,
      args.taskId,
      ({ kind, seen }) => kind === "deletion" && !isFinalStatus(seen?.status) && seen?.status !== "CANCELLED",
    );
    const request = await findRequest(context, taskId);
    if (request?.kind === "retrieval") {
      throw new RefusedError(`The task ${taskId} is a retrieval, which cannot be cancelled.`, {
        code: "not_cancellable",
        operation: "cancelPersonalDataDeletionTask",
      });
    }
    const calls = await openCalls(context);
    const whose = request === undefined ? "" : ` of ${request.email}`;
    const answer = await mutate(context, {
      ...calls.cancelDeletion(taskId),
      what: `cancel the deletion ${taskId}${whose}`,
    }).catch((error: unknown) => {
      if (!(error instanceof NotFoundError) || request?.seen?.status !== "CANCELLED") throw error;
      throw new NotFoundError(`The task ${taskId} was cancelled before.`, { code: error.code, cause: error });
    });
    if (answer === undefined) return;
    await noteStatus(context, taskId, "CANCELLED");
    await context.output.result(answer, () => cancelledBlocks(taskId));
  },
});
