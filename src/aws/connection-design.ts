import { fullSourceName, type WiringNames, wiringNames } from "./wiring-names.ts";

/** What leads events of one bus to the queue: a rule and its target. */
export interface Route {
  readonly bus: string;
  /** True if the bus is the one of a partner event source and may be made; false for a bus that must be there. */
  readonly makesBus: boolean;
  readonly rule: string;
  /** Full names of the partner event sources whose events the rule selects. */
  readonly sources: readonly string[];
  /** Event pattern of the rule, as JSON. */
  readonly pattern: string;
  readonly description: string;
}

/** All that a connection consists of, before anything is looked up: what is planned is measured by it, and so are templates. */
export interface ConnectionDesign {
  readonly names: WiringNames;
  readonly routes: readonly Route[];
  readonly eventTypes: readonly string[];
}

/** What a design is made of. */
export interface DesignRequest {
  /** Partner event sources that end in the same queue, with or without `aws.partner/buywithprime/`; at least one. */
  readonly sources: readonly string[];
  /** Another queue name than the one derived from the first source. */
  readonly queueName?: string | undefined;
  /** A bus that is there already, instead of the buses of the sources. */
  readonly bus?: string | undefined;
  /** Only these event types; all if absent or empty. */
  readonly eventTypes?: readonly string[] | undefined;
}

/** Id of the target that `bwp` sets on its rule. */
export const TARGET_ID = "bwp-queue";

/**
 * A tail deletes what it has shown, so only a message that fails again and again comes to the dead-letter queue; being
 * returned by Ctrl-C or a peek raises the count as well, hence so many.
 */
export const MAX_RECEIVE_COUNT = 100;
/** 14 days, the longest that SQS keeps messages. */
export const RETENTION_SECONDS = 14 * 24 * 60 * 60;
/** The longest that a receive may wait. */
export const LONG_POLL_SECONDS = 20;

/** Derives names, rules and patterns. A bus of a source takes its events only; a given bus gets one rule for all sources. */
export function designConnection(request: DesignRequest): ConnectionDesign {
  const sources = [...new Set(request.sources.map(fullSourceName))];
  const names = wiringNames(sources[0] ?? "", request.queueName);
  const eventTypes = request.eventTypes ?? [];
  const route = (bus: string, of: readonly string[]): Route => ({
    bus,
    makesBus: request.bus === undefined,
    rule: names.rule,
    sources: of,
    pattern: JSON.stringify({ source: of, ...(eventTypes.length === 0 ? undefined : { "detail-type": eventTypes }) }),
    description: `Events of ${shortList(of)} to the queue ${names.queue}, made by bwp`,
  });
  const routes =
    request.bus === undefined ? sources.map((source) => route(source, [source])) : [route(request.bus, sources)];
  return { names, routes, eventTypes };
}

/** A rule's description may have 512 characters. */
function shortList([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
