import type { LedgerEntry } from "../../config/privacy-ledger.ts";
import { NotFoundError } from "../../errors.ts";
import { requestLabel } from "../../formatters/privacy.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import type { Choice, Prompter } from "../../prompts/prompter.ts";
import { ownRequests } from "./own-ledger.ts";

/** The argument that names a task. */
export const TASK_ARGUMENT = { value: "TASK_ID", summary: "Task id, as bwp privacy list shows it" } as const;

/** The task that the user means; on a terminal one of the requests that were made here. */
export async function chooseTask(
  context: Context,
  given: string | undefined,
  fits: (entry: LedgerEntry) => boolean = () => true,
): Promise<string> {
  const wanted = {
    taskId: {
      given,
      flag: "TASK_ID",
      ask: async (prompt: Prompter) => prompt.select("Which task?", await taskChoices(context, fits)),
    },
  };
  const suggestion = "bwp privacy list shows the tasks that were started here.";
  return (await complete(context, wanted, suggestion)).taskId;
}

async function taskChoices(
  context: Context,
  fits: (entry: LedgerEntry) => boolean,
): Promise<readonly Choice<string>[]> {
  const facts = { now: context.host.now() };
  const choices = (await ownRequests(context)).filter(fits).flatMap((entry) => {
    const { taskId } = entry;
    return taskId === undefined ? [] : [{ value: taskId, label: requestLabel(entry, facts), hint: taskId }];
  });
  if (choices.length > 0) return choices;
  throw new NotFoundError("No task to choose from was started here, by this account.", {
    suggestion: "The API cannot list tasks: give the id.",
  });
}
