import { NotFoundError, RefusedError, UsageError } from "../errors.ts";
import type { EventBridge } from "./eventbridge.ts";
import type { PlannedStep } from "./plan.ts";

/** Account and region of a subscription's destination. */
export interface ExpectedDestination {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** Where AWS is used. */
export interface Place {
  readonly region: string;
  /** Undefined if the credentials do not show it. */
  readonly account: string | undefined;
}

/**
 * Learns where AWS is used.
 * @throws UsageError or RefusedError if that is another region or account than is expected
 */
export async function checkPlace(events: EventBridge, expected: ExpectedDestination | undefined): Promise<Place> {
  const region = await events.region();
  if (expected?.region !== undefined && expected.region !== region) {
    throw new UsageError(`The subscription sends to region ${expected.region}, but AWS is used in ${region}.`, {
      code: "wrong_region",
      suggestion: `Repeat the command with --region ${expected.region}.`,
    });
  }
  const account = await events.account();
  if (expected?.account !== undefined && account !== undefined && expected.account !== account) {
    throw new RefusedError(
      `The subscription sends to AWS account ${expected.account}, but the credentials are of account ${account}.`,
      { code: "wrong_account", suggestion: `Use credentials of account ${expected.account} (AWS_PROFILE).` },
    );
  }
  return { region, account };
}

function noSuchSource(source: string, { region, account }: Place): NotFoundError {
  const where = `region ${region}${account === undefined ? "" : ` of account ${account}`}`;
  return new NotFoundError(`There is no partner event source ${source} in ${where}.`, {
    code: "event_source_not_found",
    suggestion:
      "It appears after the first `bwp subscribe create` for this account, region and source name; `bwp subscribe list` shows them.",
  });
}

/**
 * Looks if there is any of some partner event sources (full names), in whatever state.
 * @throws NotFoundError naming the first if there is none
 */
export async function checkAnySource(events: EventBridge, sources: readonly string[], place: Place): Promise<void> {
  const states = await Promise.all(sources.map((source) => events.sourceState(source)));
  const [first] = sources;
  if (first !== undefined && states.every((state) => state === undefined)) throw noSuchSource(first, place);
}

/**
 * Looks if a partner event source (full name) can be connected.
 * @throws NotFoundError if there is no such source, RefusedError if it was deleted
 */
export async function checkSource(events: EventBridge, source: string, place: Place): Promise<PlannedStep> {
  const state = await events.sourceState(source);
  if (state === undefined) throw noSuchSource(source, place);
  if (state === "DELETED") {
    throw new RefusedError(`Buy with Prime has deleted the partner event source ${source}.`, {
      code: "event_source_deleted",
      suggestion: "Subscribe again with another source name, then connect that one.",
    });
  }
  const detail = state === "ACTIVE" ? "active" : "pending: events are dropped until its bus exists";
  return { action: "keep", resource: "partner event source", name: source, detail };
}
