import { isOfAccount, type LedgerEntry } from "../../config/privacy-ledger.ts";
import { NotFoundError } from "../../errors.ts";
import { type ListedRequest, requestsBlocks } from "../../formatters/privacy.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { isFinalStatus } from "../../model/privacy.ts";
import { noteStatus, openLedger } from "./own-ledger.ts";
import { readTask } from "./read-task.ts";

export const command = defineCommand({
  name: "privacy list",
  summary: "List the privacy requests that were made here",
  description:
    "The API cannot list tasks, so this is what bwp wrote down on this machine, for a year: task ids, with the shopper's address masked (it is not kept in full). The state is the one that was seen last; --refresh asks for the present one. A request without a task id got no answer: the same command within 8 hours repeats it safely.",
  operations: ["personalDataRetrievalTask", "personalDataDeletionTask"],
  options: {
    refresh: { type: "boolean", summary: "Ask the API how the tasks are that are not over" },
    all: { type: "boolean", summary: "Of every account, not only of the profile's" },
  },
  output: {
    "[].taskId": "id of the task; null if no answer came",
    "[].type": "retrieval or deletion",
    "[].email": "the shopper's address, masked",
    "[].requestedAt": "when it was asked for",
    "[].holdingPeriod": "days, if they were given; else null",
    "[].status": "the state that was seen last; null if none was, CANCELLED and GONE are bwp's own words",
    "[].statusAt": "when it was seen",
    "[].profile": "the profile that asked",
  },
  examples: [
    { command: "bwp privacy list", note: "Newest first" },
    {
      command: "bwp privacy list --refresh --query '[?status==`ON_HOLD`].taskId'",
      note: "What can still be cancelled",
    },
  ],
  async run(context, { options }) {
    if (options.refresh) for (const entry of await chosen(context, false)) await refresh(context, entry);
    const listed = (await chosen(context, options.all)).map(toListed);
    await context.output.result(listed, requestsBlocks);
    if (listed.length > 0 || options.all) return;
    const others = (await chosen(context, true)).length;
    if (others > 0) {
      context.notices.info(`${others} of other accounts: bwp privacy list --all, or another --profile.`);
    }
  },
});

async function chosen(context: Context, all: boolean): Promise<readonly LedgerEntry[]> {
  const entries = await (await openLedger(context)).entries();
  if (all) return entries;
  const profile = await context.profile();
  return entries.filter((entry) => isOfAccount(entry, profile));
}

async function refresh(context: Context, { kind, taskId, seen }: LedgerEntry): Promise<void> {
  if (taskId === undefined || isFinalStatus(seen?.status) || seen?.status === "CANCELLED") return;
  await readTask(context, kind, taskId).catch(async (error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
    await noteStatus(context, taskId, "GONE");
  });
}

function toListed({ taskId, kind, email, requestedAt, holdingPeriod, seen, profile }: LedgerEntry): ListedRequest {
  return {
    taskId: taskId ?? null,
    type: kind,
    email,
    requestedAt,
    holdingPeriod: holdingPeriod ?? null,
    status: seen?.status ?? null,
    statusAt: seen?.at ?? null,
    profile,
  };
}
