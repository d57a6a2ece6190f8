import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { NotFoundError, RefusedError } from "../errors.ts";
import { parseArn } from "./arn.ts";
import { clientConfig } from "./client-config.ts";
import { toAwsError } from "./errors.ts";
import { allPages } from "./pages.ts";
import type { AwsSettings } from "./settings.ts";
import type { Tags } from "./tags.ts";

type Sdk = typeof import("@aws-sdk/client-eventbridge");

/** State of a partner event source. Page: EventBridge API reference, EventSource. */
export type SourceState = "PENDING" | "ACTIVE" | "DELETED";

/** A rule as it stands. */
export interface RuleFacts {
  readonly arn: string;
  readonly pattern: string | undefined;
  readonly enabled: boolean;
}

/** The target of a rule that `bwp` sets. */
export interface TargetFacts {
  readonly id: string;
  readonly arn: string;
  readonly deadLetterArn: string | undefined;
  /** What makes another document of the event before it is sent: Input, InputPath or InputTransformer. */
  readonly input?: string | undefined;
}

/** An event that is put on a bus; EventBridge adds id, account and region. */
export interface OwnEvent {
  readonly source: string;
  readonly detailType: string;
  /** JSON. */
  readonly detail: string;
  readonly resources: readonly string[];
  readonly time: Date;
}

const PAGE = 100;

function isNotFound(error: unknown): boolean {
  return error instanceof NotFoundError;
}

/** The calls to EventBridge that wiring needs, in typed words. All reject with the errors of `toAwsError`. */
export class EventBridge {
  private readonly sdk: Sdk;
  private readonly client: EventBridgeClient;
  private readonly settings: AwsSettings;

  constructor(sdk: Sdk, client: EventBridgeClient, settings: AwsSettings) {
    this.sdk = sdk;
    this.client = client;
    this.settings = settings;
  }

  /** Region of the client, by the settings or the SDK's own search. */
  async region(): Promise<string> {
    return this.call("events:DescribeEventBus", "the region", async () => {
      const region: unknown = await this.client.config.region();
      return String(region);
    });
  }

  /** Account of the credentials, read off the default bus; undefined if that may not be looked at. */
  async account(): Promise<string | undefined> {
    try {
      const { Arn = "" } = await this.client.send(new this.sdk.DescribeEventBusCommand({}));
      return parseArn(Arn)?.account;
    } catch {
      return undefined;
    }
  }

  /** Partner event sources whose names begin so, with their states. */
  async sources(prefix: string): Promise<readonly { readonly name: string; readonly state: SourceState }[]> {
    const pages = await allPages((start) =>
      this.call("events:ListEventSources", "the partner event sources", () =>
        this.client.send(new this.sdk.ListEventSourcesCommand({ NamePrefix: prefix, Limit: PAGE, ...start })),
      ),
    );
    return pages
      .flatMap(({ EventSources = [] }) => EventSources)
      .flatMap(({ Name, State }) => (Name === undefined ? [] : { name: Name, state: State ?? "PENDING" }));
  }

  async sourceState(name: string): Promise<SourceState | undefined> {
    const answer = await this.find("events:DescribeEventSource", `the partner event source ${name}`, () =>
      this.client.send(new this.sdk.DescribeEventSourceCommand({ Name: name })),
    );
    return answer === undefined ? undefined : (answer.State ?? "PENDING");
  }

  /** Names and ARNs of all buses of the region. */
  async buses(): Promise<readonly { readonly name: string; readonly arn: string }[]> {
    const pages = await allPages((start) =>
      this.call("events:ListEventBuses", "the event buses", () =>
        this.client.send(new this.sdk.ListEventBusesCommand({ Limit: PAGE, ...start })),
      ),
    );
    return pages
      .flatMap(({ EventBuses = [] }) => EventBuses)
      .map(({ Name = "", Arn = "" }) => ({ name: Name, arn: Arn }));
  }

  /** ARN of a bus, or undefined if there is none. */
  async bus(name: string): Promise<string | undefined> {
    const answer = await this.find("events:DescribeEventBus", `the event bus ${name}`, () =>
      this.client.send(new this.sdk.DescribeEventBusCommand({ Name: name })),
    );
    return answer?.Arn;
  }

  async createPartnerBus(source: string, tags: Tags): Promise<void> {
    await this.call("events:CreateEventBus", `the event bus ${source}`, () =>
      this.client.send(
        new this.sdk.CreateEventBusCommand({ Name: source, EventSourceName: source, Tags: tagList(tags) }),
      ),
    );
  }

  async deleteBus(name: string): Promise<void> {
    await this.call("events:DeleteEventBus", `the event bus ${name}`, () =>
      this.client.send(new this.sdk.DeleteEventBusCommand({ Name: name })),
    );
  }

  async ruleNames(bus: string): Promise<readonly string[]> {
    const pages = await allPages((start) =>
      this.call("events:ListRules", `the event bus ${bus}`, () =>
        this.client.send(new this.sdk.ListRulesCommand({ EventBusName: bus, Limit: PAGE, ...start })),
      ),
    );
    return pages.flatMap(({ Rules = [] }) => Rules).flatMap(({ Name }) => Name ?? []);
  }

  async rule(bus: string, name: string): Promise<RuleFacts | undefined> {
    const answer = await this.find("events:DescribeRule", `the rule ${name}`, () =>
      this.client.send(new this.sdk.DescribeRuleCommand({ Name: name, EventBusName: bus })),
    );
    if (answer?.Arn === undefined) return undefined;
    return { arn: answer.Arn, pattern: answer.EventPattern, enabled: answer.State !== "DISABLED" };
  }

  /** Makes or changes a rule; answers its ARN. Tags count for a new rule only. */
  async putRule(bus: string, name: string, pattern: string, description: string, tags: Tags): Promise<string> {
    const { RuleArn = "" } = await this.call("events:PutRule", `the rule ${name}`, () =>
      this.client.send(
        new this.sdk.PutRuleCommand({
          Name: name,
          EventBusName: bus,
          EventPattern: pattern,
          State: "ENABLED",
          Description: description,
          Tags: tagList(tags),
        }),
      ),
    );
    return RuleArn;
  }

  async deleteRule(bus: string, name: string): Promise<void> {
    await this.call("events:DeleteRule", `the rule ${name}`, () =>
      this.client.send(new this.sdk.DeleteRuleCommand({ Name: name, EventBusName: bus })),
    );
  }

  async targets(bus: string, rule: string): Promise<readonly TargetFacts[]> {
    const pages = await allPages((start) =>
      this.call("events:ListTargetsByRule", `the rule ${rule}`, () =>
        this.client.send(new this.sdk.ListTargetsByRuleCommand({ Rule: rule, EventBusName: bus, ...start })),
      ),
    );
    return pages
      .flatMap(({ Targets = [] }) => Targets)
      .map((target) => ({
        id: target.Id ?? "",
        arn: target.Arn ?? "",
        deadLetterArn: target.DeadLetterConfig?.Arn,
        input: (["Input", "InputPath", "InputTransformer"] as const).find((name) => target[name] !== undefined),
      }));
  }

  async putTarget(bus: string, rule: string, { id, arn, deadLetterArn }: TargetFacts): Promise<void> {
    const answer = await this.call("events:PutTargets", `the rule ${rule}`, () =>
      this.client.send(
        new this.sdk.PutTargetsCommand({
          Rule: rule,
          EventBusName: bus,
          Targets: [
            {
              Id: id,
              Arn: arn,
              ...(deadLetterArn === undefined ? undefined : { DeadLetterConfig: { Arn: deadLetterArn } }),
            },
          ],
        }),
      ),
    );
    refuseFailedEntry("events:PutTargets", answer.FailedEntries);
  }

  async removeTarget(bus: string, rule: string, id: string): Promise<void> {
    const answer = await this.call("events:RemoveTargets", `the rule ${rule}`, () =>
      this.client.send(new this.sdk.RemoveTargetsCommand({ Rule: rule, EventBusName: bus, Ids: [id] })),
    );
    refuseFailedEntry("events:RemoveTargets", answer.FailedEntries);
  }

  /** Puts an event of one's own on a bus. AWS refuses a source that begins with `aws.`. */
  async putEvent(bus: string, event: OwnEvent): Promise<void> {
    const answer = await this.call("events:PutEvents", `the event bus ${bus}`, () =>
      this.client.send(
        new this.sdk.PutEventsCommand({
          Entries: [
            {
              EventBusName: bus,
              Source: event.source,
              DetailType: event.detailType,
              Detail: event.detail,
              Resources: [...event.resources],
              Time: event.time,
            },
          ],
        }),
      ),
    );
    refuseFailedEntry(
      "events:PutEvents",
      answer.Entries?.filter(({ ErrorCode }) => ErrorCode !== undefined),
    );
  }

  /** Tags of a bus or rule. */
  async tags(arn: string): Promise<Tags> {
    const answer = await this.call("events:ListTagsForResource", arn, () =>
      this.client.send(new this.sdk.ListTagsForResourceCommand({ ResourceARN: arn })),
    );
    return Object.fromEntries((answer.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""]));
  }

  close(): void {
    this.client.destroy();
  }

  private async find<Answer>(
    action: string,
    resource: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    try {
      return await this.call(action, resource, ask);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async call<Answer>(action: string, resource: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw toAwsError(error, { action, resource }, this.settings);
    }
  }
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function refuseFailedEntry(
  operation: string,
  entries: readonly { ErrorCode?: string | undefined; ErrorMessage?: string | undefined }[] | undefined,
): void {
  const failed = entries?.[0];
  if (failed === undefined) return;
  throw new RefusedError(`AWS refuses ${operation}: ${failed.ErrorMessage ?? failed.ErrorCode ?? "no reason given"}.`, {
    operation,
    code: failed.ErrorCode ?? "refused",
  });
}

/** Makes the EventBridge client; the SDK is loaded only now. */
export async function createEventBridge(settings: AwsSettings): Promise<EventBridge> {
  const sdk = await import("@aws-sdk/client-eventbridge");
  const client = new sdk.EventBridgeClient(clientConfig(settings));
  return new EventBridge(sdk, client, settings);
}
