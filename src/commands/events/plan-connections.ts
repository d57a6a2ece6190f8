import { type ConnectionDesign, designConnection } from "../../aws/connection-design.ts";
import { changesOf } from "../../aws/plan.ts";
import { type TemplateKind, writeTemplate } from "../../aws/templates/template.ts";
import { type ConnectionPlan, planConnection, type Wiring } from "../../aws/wiring.ts";
import { templateTags } from "../../aws/wiring-names.ts";
import { RefusedError } from "../../errors.ts";
import { differenceText } from "../../formatters/event-plan.ts";
import { countText } from "../../formatters/event-tail.ts";
import type { Context } from "../../kernel/context.ts";

/** What to connect, as the user says it. */
export interface ConnectionChoice {
  readonly sources: readonly string[];
  readonly queue: string | undefined;
  readonly bus: string | undefined;
  readonly eventTypes: readonly string[];
  readonly account: string | undefined;
}

/** The plans of one call: one for each queue, and all their steps in order. */
export interface Connections extends Pick<ConnectionPlan, "region" | "account" | "steps"> {
  readonly plans: readonly ConnectionPlan[];
}

interface Tagging {
  readonly profile: string;
  readonly owner: string | undefined;
}

/** Sources that end in the same queue: all of them where it is named, else each in its own. */
export function groupSources(sources: readonly string[], queue: string | undefined): readonly (readonly string[])[] {
  return queue === undefined ? sources.map((source) => [source]) : [sources];
}

/** Plans all connections before any is made, so that what cannot be is known first. */
export async function planConnections(
  context: Context,
  wiring: Wiring,
  choice: ConnectionChoice,
): Promise<Connections> {
  const { sources, queue: queueName, bus, eventTypes, account } = choice;
  const tagging = await taggingOf(context);
  const plans: ConnectionPlan[] = [];
  for (const group of groupSources(sources, queueName)) {
    const request = { sources: group, queueName, bus, eventTypes, expected: { account }, ...tagging };
    plans.push(await planConnection(wiring, { ...request, now: context.host.now() }));
  }
  const [{ region = "", account: used } = {}] = plans;
  return { plans, region, account: used, steps: plans.flatMap(({ steps }) => steps) };
}

/** Writes the same connections as a template. */
export async function connectionsTemplate(
  context: Context,
  kind: TemplateKind,
  { sources, queue: queueName, bus, eventTypes }: ConnectionChoice,
): Promise<string> {
  const designs = groupSources(sources, queueName).map(
    (group): ConnectionDesign => designConnection({ sources: group, queueName, bus, eventTypes }),
  );
  return writeTemplate(kind, { designs, tags: templateTags(sources, await taggingOf(context)) });
}

/** @throws {RefusedError} code `drift` if anything is not as these connections would make it, naming each. */
export function refuseDrift(connections: Connections): void {
  const changes = changesOf(connections);
  if (changes === 0) return;
  const findings = connections.steps.flatMap(({ run, action, resource, name, differences = [] }) => {
    if (run === undefined) return [];
    const what = differences.map(differenceText).join("; ");
    return [`${resource} ${name}: ${action === "create" ? "missing" : what || "differs"}`];
  });
  throw new RefusedError(`${countText(changes, "part")} of the wiring ${changes === 1 ? "is" : "are"} not as wanted.`, {
    code: "drift",
    findings,
    suggestion: "The same command without --check sets it right.",
  });
}

async function taggingOf(context: Context): Promise<Tagging> {
  // A queue can be wired without any profile.
  const profile = await context.profile().catch(() => undefined);
  const { USER, USERNAME } = context.host.env;
  return { profile: profile?.name ?? "none", owner: USER ?? USERNAME };
}
