import { LONG_POLL_SECONDS, MAX_RECEIVE_COUNT, RETENTION_SECONDS, TARGET_ID } from "../connection-design.ts";
import { STATEMENT_ID } from "../queue-policy.ts";
import { type Block, Expression, hclBlock, jsonEncode, type Value } from "./hcl.ts";
import { headLines, type NamedDesign, nameDesigns, patternOf, type TemplateInput } from "./parts.ts";

const expression = (text: string) => new Expression(text);
const resource = (
  type: string,
  name: string,
  pairs: Readonly<Record<string, Value>>,
  blocks?: readonly Block[],
): Block => ({
  head: `resource "${type}" "${name}"`,
  arguments: pairs,
  ...(blocks === undefined ? {} : { blocks }),
});

/** The connections as Terraform configuration, for the provider `hashicorp/aws`. */
export function terraformTemplate(input: TemplateInput): string {
  const named = nameDesigns(input.designs);
  const blocks: Block[] = [
    {
      head: "terraform",
      arguments: {},
      blocks: [{ head: "required_providers", arguments: { aws: { source: "hashicorp/aws" } } }],
    },
    { head: "locals", arguments: { bwp_tags: { ...input.tags } } },
    ...named.flatMap(blocksOf),
    ...named.map(({ suffix }) => ({
      head: `output "queue_url${suffix}"`,
      arguments: { value: expression(`aws_sqs_queue.events${suffix}.url`), description: "The queue to tail" },
    })),
  ];
  const head = headLines(input).map((line) => `# ${line}\n`);
  return `${head.join("")}\n${blocks.map((block) => hclBlock(block)).join("\n")}`;
}

function blocksOf({ design, suffix, routes }: NamedDesign): readonly Block[] {
  const [queue, deadLetters] = [`events${suffix}`, `dead_letters${suffix}`];
  const tags = expression("local.bwp_tags");
  const base = { message_retention_seconds: RETENTION_SECONDS, receive_wait_time_seconds: LONG_POLL_SECONDS };
  const redrive = {
    deadLetterTargetArn: expression(`aws_sqs_queue.${deadLetters}.arn`),
    maxReceiveCount: MAX_RECEIVE_COUNT,
  };
  const rules = routes.map((each) => expression(`aws_cloudwatch_event_rule.rule${each.suffix}.arn`));
  return [
    resource("aws_sqs_queue", deadLetters, { name: design.names.deadLetterQueue, ...base, tags }),
    resource("aws_sqs_queue", queue, {
      name: design.names.queue,
      ...base,
      redrive_policy: jsonEncode(redrive),
      tags,
    }),
    ...routes.flatMap(({ route, suffix: own }) => {
      const bus = route.makesBus ? expression(`aws_cloudwatch_event_bus.source${own}.name`) : route.bus;
      return [
        ...(route.makesBus
          ? [
              resource("aws_cloudwatch_event_bus", `source${own}`, {
                name: route.bus,
                event_source_name: route.bus,
                tags,
              }),
            ]
          : []),
        resource("aws_cloudwatch_event_rule", `rule${own}`, {
          name: route.rule,
          description: route.description,
          event_bus_name: bus,
          event_pattern: jsonEncode(patternOf(route)),
          tags,
        }),
        resource(
          "aws_cloudwatch_event_target",
          `target${own}`,
          {
            rule: expression(`aws_cloudwatch_event_rule.rule${own}.name`),
            event_bus_name: bus,
            target_id: TARGET_ID,
            arn: expression(`aws_sqs_queue.${queue}.arn`),
          },
          [{ head: "dead_letter_config", arguments: { arn: expression(`aws_sqs_queue.${deadLetters}.arn`) } }],
        ),
      ];
    }),
    policyOf(deadLetters, rules),
    policyOf(queue, rules),
  ];
}

function policyOf(queue: string, rules: readonly Expression[]): Block {
  const statement = {
    Sid: STATEMENT_ID,
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: expression(`aws_sqs_queue.${queue}.arn`),
    Condition: { ArnEquals: { "aws:SourceArn": rules } },
  };
  return resource("aws_sqs_queue_policy", queue, {
    queue_url: expression(`aws_sqs_queue.${queue}.url`),
    policy: jsonEncode({ Version: "2012-10-17", Statement: [statement] }),
  });
}
