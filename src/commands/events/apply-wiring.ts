import { applyPlan, changesOf, type Plan } from "../../aws/plan.ts";
import type { AwsSettings } from "../../aws/settings.ts";
import { UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { differenceText, PLAN_ACTION_PAST } from "../../formatters/event-plan.ts";
import type { Context } from "../../kernel/context.ts";

/** A change of an AWS account, as a command wants it done. */
export interface WiringChange {
  readonly plan: Plan;
  /** Where it happens. */
  readonly settings: AwsSettings;
  readonly region: string;
  readonly account: string | undefined;
  /** What happens, in the imperative: "connect … to …". */
  readonly what: string;
  /** The same while it happens, in a word: "Connecting". */
  readonly doing: string;
  /** What cannot be taken back; asks for a confirmation at the emulator as well. */
  readonly irreversible?: string | undefined;
}

const UNCHANGED: ReadonlySet<string> = new Set(["keep", "leave"]);

/** True if the calls go to the emulator: only there the keys are given by `bwp` itself. */
function isEmulator(settings: AwsSettings): boolean {
  return settings.credentials !== undefined;
}

/**
 * Says where and what on stderr, asks where it is no emulator, and does the steps one by one, with progress.
 * @throws {UsageError} code `confirmation_required` where nobody can be asked.
 */
export async function applyWiring(context: Context, change: WiringChange): Promise<void> {
  const { plan, doing } = change;
  announceAws(context, change);
  const total = changesOf(plan);
  if (total === 0) return;
  await confirmChange(context, change);
  const progress = context.notices.progress(doing);
  let done = 0;
  try {
    await applyPlan(plan, (step) => {
      done += 1;
      progress.update(`${doing}: ${step.resource} (${done} of ${total})`);
    });
    progress.done(`${doing}: ${outcomeText(plan)}`);
  } catch (error) {
    progress.stop();
    context.notices.warn(
      `${done} of ${total} steps are done; nothing was undone. Run the same command again to go on.`,
    );
    throw error;
  }
}

/** All that is listed, counted: "7 created, 1 kept". */
function outcomeText({ steps }: Plan): string {
  const actions = [...new Set(steps.map(({ action }) => action))];
  // What was changed is told before what was not.
  actions.sort((a, b) => Number(UNCHANGED.has(a)) - Number(UNCHANGED.has(b)));
  return actions
    .map((of) => `${steps.filter(({ action }) => action === of).length} ${PLAN_ACTION_PAST[of]}`)
    .join(", ");
}

/** Says in which account, region and place something is about to happen. */
export function announceAws(
  context: Context,
  { settings, region, account, what }: Pick<WiringChange, "settings" | "region" | "account" | "what">,
): void {
  const emulator = isEmulator(settings);
  const at = settings.endpoint === undefined ? "" : ` at ${settings.endpoint}`;
  context.notices.info([
    span(emulator ? "emulator" : "AWS", emulator ? "info" : "bad"),
    ` account ${account ?? "unknown"}, ${region}${at}: ${what}`,
  ]);
}

/**
 * Asks before a change of an AWS account, at the emulator only before one that cannot be taken back.
 * @throws {UsageError} code `confirmation_required` where nobody can be asked.
 */
export async function confirmChange(context: Context, change: Omit<WiringChange, "doing">): Promise<void> {
  const { plan, settings, account, region, irreversible, what } = change;
  if (context.globals.yes || (isEmulator(settings) && irreversible === undefined)) return;
  const place = `${isEmulator(settings) ? "the emulator's" : "AWS"} account ${account ?? "unknown"}, ${region}`;
  if (!context.io.canPrompt) {
    throw new UsageError(`Not done: ${what} needs a confirmation, since ${irreversible ?? `it changes ${place}`}.`, {
      code: "confirmation_required",
      suggestion: "Add --yes to confirm, or --dry-run to see the plan.",
    });
  }
  for (const { action, resource, name, run, differences = [] } of plan.steps) {
    if (run === undefined) continue;
    context.notices.info(`  ${action} ${resource} ${name}`);
    for (const difference of differences) context.notices.info(`    ${differenceText(difference)}`);
  }
  const reason = irreversible === undefined ? "" : `${irreversible.charAt(0).toUpperCase()}${irreversible.slice(1)}. `;
  const agreed = await context.prompt.confirm(`${reason}Change ${place}?`, false);
  if (!agreed) {
    throw new UsageError("Not done: you did not confirm.", { code: "not_confirmed" });
  }
}
