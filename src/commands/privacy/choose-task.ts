import type { LedgerEntry } from "../../config/privacy-ledger.ts";
import { NotFoundError } from "../../errors.ts";
import { requestLabel } from "../../formatters/privacy.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { ownRequests } from "./own-ledger.ts";

/** The argument that names a task. */
export const TASK_ARGUMENT = { value: "TASK_ID", summary: "Task id, as bwp privacy list shows it" } as const;

/** The task that the user means; on a terminal one of the requests that were made here. */
export async function chooseTask(
  context: Context,
  given: string | undefined,
  fits: (entry: LedgerEntry) => boolean = () => true,
): Promise<string> {
  const { taskId } = await complete(context, {
    taskId: {
      given,
      flag: "TASK_ID",
      ask: async (prompt) => {
        const choices = (await ownRequests(context))
          .filter(fits)
          .flatMap((entry) =>
            entry.taskId === undefined
              ? []
              : [{ value: entry.taskId, label: requestLabel(entry, { now: context.host.now() }), hint: entry.taskId }],
          );
        if (choices.length === 0) {
          throw new NotFoundError("No task to choose from was started here, by this account.", {
            suggestion: "The API cannot list tasks: give the id.",
          });
        }
        return prompt.select("Which task?", choices);
      },
    },
  });
  return taskId;
}
