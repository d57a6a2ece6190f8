import { isOfAccount, type LedgerEntry, openPrivacyLedger, type PrivacyLedger } from "../../config/privacy-ledger.ts";
import { BwpError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

/** The ledger of this user's privacy requests. */
export async function openLedger(context: Context): Promise<PrivacyLedger> {
  const { paths } = await context.config();
  return openPrivacyLedger(paths.privacyLedgerFile, () => context.host.now());
}

/** The requests of the profile's account, the newest first. */
export async function ownRequests(context: Context): Promise<readonly LedgerEntry[]> {
  const [ledger, profile] = await Promise.all([openLedger(context), context.profile()]);
  return (await ledger.entries()).filter((entry) => isOfAccount(entry, profile));
}

/** The request behind a task, if it was made here. A broken ledger must not keep anybody from a task whose id is at hand. */
export async function findRequest(context: Context, taskId: string): Promise<LedgerEntry | undefined> {
  try {
    return (await ownRequests(context)).find((entry) => entry.taskId === taskId);
  } catch (error) {
    if (!(error instanceof BwpError)) throw error;
    context.notices.warn(error.message);
    return undefined;
  }
}

/** Writes down the last state that was seen of a task. That is a convenience: a ledger that cannot be used fails nothing. */
export async function noteStatus(context: Context, taskId: string, status: string | undefined): Promise<void> {
  if (status === undefined) return;
  try {
    const entry = (await ownRequests(context)).find((each) => each.taskId === taskId);
    if (entry === undefined || entry.seen?.status === status) return;
    const seen = { status, at: new Date(context.host.now()).toISOString() };
    await (await openLedger(context)).settle(entry.id, { seen });
  } catch (error) {
    if (!(error instanceof BwpError)) throw error;
  }
}
