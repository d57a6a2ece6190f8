import { partnerEventSourceArn, SOURCE_PREFIX } from "../../../model/event-source.ts";
import type { Reader } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { AwsError } from "../protocol.ts";
import type { InputTransformer } from "./input-transformer.ts";

/** A partner event source. Its state is PENDING or ACTIVE by whether its bus exists, unless it was deleted. */
export interface SourceEntity {
  readonly account: string;
  readonly region: string;
  /** Full name: `aws.partner/buywithprime/<name>`. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly deleted?: true;
}

/** An event bus other than `default`, which always exists. */
export interface BusEntity {
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A rule with its targets. */
export interface RuleEntity {
  readonly name: string;
  readonly bus: string;
  readonly region: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly enabled: boolean;
  readonly description?: string;
  readonly roleArn?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly TargetEntity[];
}

/** A target of a rule; what else the client sent is kept to be shown again. */
export interface TargetEntity {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: InputTransformer;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly [other: string]: unknown;
}

/** All partner event sources, by {@link sourceKey}. */
export const SOURCES = collection<SourceEntity>("aws.events.sources");

/** All event buses but `default`, by {@link busKey}. */
export const BUSES = collection<BusEntity>("aws.events.buses");

/** All rules, by {@link ruleKey}. */
export const RULES = collection<RuleEntity>("aws.events.rules");

/** The bus that every account has in every region. */
export const DEFAULT_BUS = "default";

/** Tags of the default bus, by region: the one thing of it that can be changed. */
export const DEFAULT_BUS_TAGS = collection<Pick<BusEntity, "region" | "tags">>("aws.events.defaultBusTags");

/** Key of a source in the store. */
export function sourceKey(account: string, region: string, name: string): string {
  return `${region}|${account}|${name}`;
}

/** Key of a bus in the store; names cannot hold the separator. */
export function busKey(region: string, name: string): string {
  return `${region}|${name}`;
}

/** Key of a rule in the store. */
export function ruleKey(region: string, bus: string, name: string): string {
  return `${region}|${bus}|${name}`;
}

/** ARN of a partner event source; it has no account in it. */
export function sourceArn(source: SourceEntity): string {
  return partnerEventSourceArn(source.region, source.name.slice(SOURCE_PREFIX.length));
}

/** ARN of an event bus. */
export function busArn(account: string, bus: { readonly region: string; readonly name: string }): string {
  return `arn:aws:events:${bus.region}:${account}:event-bus/${bus.name}`;
}

/** ARN of a rule; a rule of the default bus does not name the bus. */
export function ruleArn(account: string, rule: Pick<RuleEntity, "region" | "bus" | "name">): string {
  const path = rule.bus === DEFAULT_BUS ? rule.name : `${rule.bus}/${rule.name}`;
  return `arn:aws:events:${rule.region}:${account}:rule/${path}`;
}

/** PENDING until a bus of the same name exists in the source's own account. */
export function sourceState(store: Reader, source: SourceEntity, account: string): "PENDING" | "ACTIVE" | "DELETED" {
  if (source.deleted) return "DELETED";
  const bus = source.account === account && store.get(BUSES, busKey(source.region, source.name)) !== undefined;
  return bus ? "ACTIVE" : "PENDING";
}

/** Name of the bus that a request means, by name or ARN; `default` if it names none. Throws if there is no such bus. */
export function findBus(store: Reader, nameOrArn: unknown, region: string): string {
  const text = typeof nameOrArn === "string" && nameOrArn !== "" ? nameOrArn : DEFAULT_BUS;
  const name = text.replace(/^arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:event-bus\//, "");
  if (name !== DEFAULT_BUS && store.get(BUSES, busKey(region, name)) === undefined) {
    throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
  }
  return name;
}

/** The rule that a request means. Throws ResourceNotFoundException. */
export function findRule(store: Reader, name: string, bus: string, region: string): RuleEntity {
  const rule = store.get(RULES, ruleKey(region, bus, name));
  if (rule === undefined) {
    throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
  }
  return rule;
}

/** All rules of a bus, sorted by name. */
export function rulesOf(store: Reader, region: string, bus: string): RuleEntity[] {
  const rules = Array.from(store.list(RULES), ([, rule]) => rule);
  const own = rules.filter((rule) => rule.region === region && rule.bus === bus);
  return own.sort((a, b) => (a.name < b.name ? -1 : 1));
}
