import { dataLinkIn, shopperEmailIn, withMaskedEmail } from "../../client/dialects/privacy.ts";
import { taskBlocks } from "../../formatters/privacy.ts";
import { defineCommand } from "../../kernel/command.ts";
import { PRIVACY_TASK_KINDS } from "../../model/privacy.ts";
import { chooseTask, TASK_ARGUMENT } from "./choose-task.ts";
import { failureOf, findTask, readTask, waitForTask } from "./read-task.ts";
import { SHOW_EMAIL_OPTION, WAIT_OPTIONS } from "./task-flags.ts";

export const command = defineCommand({
  name: "privacy show",
  summary: "Show a retrieval or deletion of a shopper's personal data",
  description:
    "The kind of the task is taken from the requests that were made here; for another one give --type, else both are tried. The exit code is 5 if the task failed. The download link is a secret that lives for 60 seconds, so it is neither asked for nor shown without --show-link; bwp privacy download uses one by itself.",
  operations: ["personalDataRetrievalTask", "personalDataDeletionTask"],
  arguments: { taskId: TASK_ARGUMENT },
  options: {
    type: { type: "string", value: "KIND", choices: PRIVACY_TASK_KINDS, summary: "retrieval or deletion" },
    showEmail: SHOW_EMAIL_OPTION,
    showLink: { type: "boolean", summary: "Make and show a download link" },
    ...WAIT_OPTIONS,
  },
  output: {
    "personalDataRetrievalTask.status": "IN_PROGRESS, COMPLETED or FAILED",
    "personalDataDeletionTask.status": "ON_HOLD, IN_PROGRESS, COMPLETED or FAILED",
    "*.errors[]": "code and message, if it failed",
    "*.dataSubject.email": "the shopper's address, masked without --show-email",
  },
  errors: {
    DATA_SUBJECT_NOT_FOUND: "the task failed: nobody with that address is known (exit 5)",
    ORDERS_NOT_CLOSED: "the task failed: the shopper has open orders (exit 5)",
    not_found: "no task of that id, or it was cancelled (exit 4)",
    timed_out: "with --wait: the task is not over in time (exit 7)",
  },
  examples: [
    { command: "bwp privacy show 4b0e6a52-1f0c-4b57-9d0c-3a8d5c0a7e21", note: "Once" },
    { command: "bwp privacy show 4b0e6a52-1f0c-4b57-9d0c-3a8d5c0a7e21 --wait --wait-timeout 30d", note: "To the end" },
  ],
  async run(context, { args, options }) {
    const taskId = await chooseTask(context, args.taskId);
    const first = await findTask(context, taskId, { type: options.type });
    const { kind } = first.task;
    const over = options.wait ? await waitForTask(context, first.task, options.waitTimeout) : first;
    const linked = options.showLink && kind === "retrieval";
    const { answer, task } = linked ? await readTask(context, kind, taskId, true) : over;
    if (linked) context.notices.warn("The link opens the shopper's data to whoever has it, for 60 seconds.");
    const shown = options.showEmail ? answer : withMaskedEmail(kind, answer);
    await context.output.result(shown, (_, facts) =>
      taskBlocks(task, facts, {
        email: options.showEmail ? shopperEmailIn(kind, answer) : task.email,
        link: dataLinkIn(answer),
      }),
    );
    const failure = failureOf(task);
    if (failure !== undefined) throw failure;
  },
});
