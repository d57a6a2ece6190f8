import { compileEventPattern, EventPatternError } from "../../../model/event-pattern.ts";
import type { Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import type { RuleEntity } from "./entities.ts";
import { DEFAULT_BUS, findBus, findRule, RULES, ruleArn, ruleKey, rulesOf } from "./entities.ts";
import { optionalText, paginate, parseObject, readTags, requiredText, validation } from "./input.ts";

/** Pattern of a rule's name. Page: EventBridge API reference, PutRule. */
export const RULE_NAME = /^[.\-_A-Za-z0-9]+$/;

const MAX_RULES = 300;
const MAX_PATTERN_LENGTH = 4096;
const TEST_EVENT_FIELDS = ["id", "account", "source", "time", "region", "resources", "detail-type"];

/** The EventBridge operations on rules. */
export function ruleOperations(store: Store, account: string): Map<string, Operation> {
  const show = (rule: RuleEntity): JsonObject => ({
    Arn: ruleArn(account, rule),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    EventBusName: rule.bus,
    ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
    Name: rule.name,
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
    State: rule.enabled ? "ENABLED" : "DISABLED",
  });

  const setEnabled =
    (enabled: boolean): Operation =>
    (input, { region }) => {
      const bus = findBus(store, input.EventBusName, region);
      const rule = findRule(store, requiredText(input, "Name", RULE_NAME, 64), bus, region);
      store.transaction((tx) => tx.put(RULES, ruleKey(region, bus, rule.name), { ...rule, enabled }));
      return {};
    };

  const putRule: Operation = (input, { region }) => {
    const name = requiredText(input, "Name", RULE_NAME, 64);
    const bus = findBus(store, input.EventBusName, region);
    const key = ruleKey(region, bus, name);
    const existing = store.get(RULES, key);
    const asked = readRule(input, bus);
    if (existing === undefined && rulesOf(store, region, bus).length >= MAX_RULES) {
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }
    const { tags, targets } = existing ?? { tags: readTags(input.Tags), targets: [] };
    const rule: RuleEntity = { name, bus, region, ...asked, tags, targets };
    store.transaction((tx) => tx.put(RULES, key, rule));
    return { RuleArn: ruleArn(account, rule) };
  };

  return new Map<string, Operation>([
    ["PutRule", putRule],
    ["EnableRule", setEnabled(true)],
    ["DisableRule", setEnabled(false)],
    [
      "DescribeRule",
      (input, { region }) => {
        const bus = findBus(store, input.EventBusName, region);
        const rule = findRule(store, requiredText(input, "Name", RULE_NAME, 64), bus, region);
        return { ...show(rule), CreatedBy: account };
      },
    ],
    [
      "ListRules",
      (input, { region }) => {
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const rules = rulesOf(store, region, findBus(store, input.EventBusName, region));
        const { items, next } = paginate(
          rules.filter((rule) => rule.name.startsWith(prefix)),
          input,
          (rule) => rule.name,
        );
        return { Rules: items.map(show), ...next };
      },
    ],
    [
      "DeleteRule",
      (input, { region }) => {
        const name = requiredText(input, "Name", RULE_NAME, 64);
        const key = ruleKey(region, findBus(store, input.EventBusName, region), name);
        if ((store.get(RULES, key)?.targets.length ?? 0) > 0) {
          throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
        }
        store.transaction((tx) => tx.delete(RULES, key));
        return {};
      },
    ],
    ["TestEventPattern", testEventPattern],
  ]);
}

function readRule(
  input: JsonObject,
  bus: string,
): Pick<RuleEntity, "pattern" | "schedule" | "enabled" | "description" | "roleArn"> {
  const pattern = optionalText(input, "EventPattern");
  const schedule = optionalText(input, "ScheduleExpression");
  const description = optionalText(input, "Description");
  const roleArn = optionalText(input, "RoleArn");
  const state = input.State ?? "ENABLED";
  if (state !== "ENABLED" && state !== "DISABLED" && state !== "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") {
    throw validation(
      "state",
      state,
      "Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
    );
  }
  if (pattern === undefined && schedule === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (schedule !== undefined && bus !== DEFAULT_BUS) {
    throw new AwsError("ValidationException", "ScheduleExpression is supported only on the default event bus.");
  }
  if (pattern !== undefined) compilePattern(pattern);
  return {
    enabled: state !== "DISABLED",
    ...(pattern === undefined ? {} : { pattern }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

/** Compiles a rule's pattern. Throws InvalidEventPatternException. */
export function compilePattern(pattern: string): (event: unknown) => boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw validation("eventPattern", pattern, `Member must have length less than or equal to ${MAX_PATTERN_LENGTH}`);
  }
  try {
    return compileEventPattern(pattern).matches;
  } catch (error) {
    if (error instanceof EventPatternError) throw new AwsError("InvalidEventPatternException", error.message);
    throw error;
  }
}

const testEventPattern: Operation = (input) => {
  const matches = compilePattern(requiredText(input, "EventPattern", /^.*$/s, MAX_PATTERN_LENGTH));
  const event = parseObject(requiredText(input, "Event", /^.*$/s, Number.MAX_SAFE_INTEGER));
  if (event === undefined) {
    throw new AwsError("ValidationException", "Parameter Event is not valid. Reason: It must be a JSON object.");
  }
  const missing = TEST_EVENT_FIELDS.filter((field) => !Object.hasOwn(event, field));
  if (missing.length > 0) {
    throw new AwsError(
      "ValidationException",
      `Parameter Event is not valid. Reason: It must have the fields ${missing.join(", ")}.`,
    );
  }
  return { Result: matches(event) };
};
