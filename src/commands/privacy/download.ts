import { resolve } from "node:path";
import { dataLinkIn } from "../../client/dialects/privacy.ts";
import { checkPrivateTarget, openPrivateTarget } from "../../config/private-target.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { savedBlocks } from "../../formatters/privacy.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import type { PrivacyTask } from "../../model/privacy.ts";
import { chooseTask, TASK_ARGUMENT } from "./choose-task.ts";
import { failureOf, findTask, readTask, waitForTask } from "./read-task.ts";
import { saveDownload } from "./save-download.ts";
import { WAIT_OPTIONS } from "./task-flags.ts";

export const command = defineCommand({
  name: "privacy download",
  summary: "Save the personal data that a retrieval collected, as a ZIP archive",
  description:
    "Asks for a link and uses it in one step, since links live for 60 seconds; it is shown and logged nowhere. When the transfer breaks or the link has expired, it goes on with a new one. The file is readable by you only (0600) and gets its name when it is whole: an interruption leaves nothing behind.",
  operations: ["personalDataRetrievalTask"],
  arguments: { taskId: TASK_ARGUMENT },
  options: {
    to: { type: "string", value: "FILE", summary: "Where to (default: data_retrieval-TASK_ID.zip in this folder)" },
    force: { type: "boolean", summary: "Replace a file that is there" },
    ...WAIT_OPTIONS,
  },
  output: { taskId: "the retrieval", file: "absolute path of the archive", bytes: "its size" },
  errors: {
    file_exists: "there is a file of that name: name another one, or --force (exit 2)",
    not_ready: "the data are not there yet: --wait (exit 5)",
    not_a_retrieval: "a deletion has no data to save (exit 5)",
    DATA_SUBJECT_NOT_FOUND: "the retrieval failed (exit 5)",
    link_refused: "no link was taken, or the transfer broke again and again (exit 6)",
  },
  examples: [
    { command: "bwp privacy download b9a1c1de-53b3-4d0b-a6cf-7c22f6a0d9e4 --to sam.zip", note: "What is there" },
    { command: "bwp privacy download b9a1c1de-53b3-4d0b-a6cf-7c22f6a0d9e4 --wait", note: "As soon as it is there" },
  ],
  async run(context, { args, options }) {
    if (options.to === "-") throw notToStdout();
    const taskId = await chooseTask(context, args.taskId, ({ kind }) => kind === "retrieval");
    const file = resolve(context.host.cwd, options.to ?? `data_retrieval-${taskId.replace(/[^\w-]/g, "_")}.zip`);
    await checkPrivateTarget(file, options.force);
    const first = (await findTask(context, taskId)).task;
    if (first.kind === "deletion") throw notARetrieval(first);
    requireReady(options.wait ? (await waitForTask(context, first, options.waitTimeout)).task : first);
    const target = await openPrivateTarget(file, options.force);
    try {
      const bytes = await saveDownload(context, target, () => freshLink(context, taskId));
      await target.commit();
      await context.output.result({ taskId, file, bytes }, savedBlocks);
    } finally {
      await target.discard();
    }
  },
});

async function freshLink(context: Context, taskId: string): Promise<string> {
  const { answer, task } = await readTask(context, "retrieval", taskId, true);
  requireReady(task);
  const link = dataLinkIn(answer);
  if (link !== undefined) return link;
  throw new RefusedError(`The retrieval ${taskId} is COMPLETED, but the service gives no link.`, {
    code: "no_link",
    operation: "personalDataRetrievalTask",
    suggestion: "How long results are kept is not documented; ask for the data again: bwp privacy retrieve --new.",
  });
}

function requireReady(task: PrivacyTask): void {
  const failure = failureOf(task);
  if (failure !== undefined) throw failure;
  if (task.status === "COMPLETED") return;
  throw new RefusedError(`The data of the retrieval ${task.id} are not there yet: it is ${task.status ?? "?"}.`, {
    code: "not_ready",
    operation: "personalDataRetrievalTask",
    suggestion: "Add --wait, or try again later; it may take up to 30 days.",
  });
}

/** A pipe would not keep the archive for its owner only, and stdout is the result's. */
function notToStdout(): UsageError {
  return new UsageError("--to takes a file, not stdout: personal data are saved for you only.", {
    code: "not_a_file",
    suggestion: "Name a file with --to FILE.",
  });
}

function notARetrieval({ id }: PrivacyTask): RefusedError {
  return new RefusedError(`The task ${id} is a deletion; only a retrieval has data to save.`, {
    code: "not_a_retrieval",
  });
}
