import { LONG_POLL_SECONDS, MAX_RECEIVE_COUNT, RETENTION_SECONDS } from "../connection-design.ts";
import { headLines, type NamedDesign, nameDesigns, patternOf, type TemplateInput } from "./parts.ts";

const DAY_SECONDS = 24 * 60 * 60;

/**
 * The connections as a stack of the CDK (v2, TypeScript). The construct of the target writes the policies of both queues,
 * with the rule's ARN as their condition.
 */
export function cdkTemplate(input: TemplateInput): string {
  const named = nameDesigns(input.designs);
  const body = [
    ...named.flatMap(linesOf),
    ...Object.entries(input.tags).map(
      ([name, value]) => `cdk.Tags.of(this).add(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    ),
  ];
  return [
    ...headLines(input).map((line) => `// ${line}`),
    'import * as cdk from "aws-cdk-lib";',
    'import * as events from "aws-cdk-lib/aws-events";',
    'import * as targets from "aws-cdk-lib/aws-events-targets";',
    'import * as sqs from "aws-cdk-lib/aws-sqs";',
    'import type { Construct } from "constructs";',
    "",
    "export class BuyWithPrimeEventsStack extends cdk.Stack {",
    "  constructor(scope: Construct, id: string, props?: cdk.StackProps) {",
    "    super(scope, id, props);",
    "",
    ...body.map((line) => (line === "" ? "" : `    ${line}`)),
    "  }",
    "}",
    "",
  ].join("\n");
}

function linesOf({ design, suffix, routes }: NamedDesign): readonly string[] {
  const { names } = design;
  return [
    `const deadLetterQueue${suffix} = new sqs.Queue(this, "DeadLetterQueue${suffix}", {`,
    ...queueLines(names.deadLetterQueue),
    "});",
    `const queue${suffix} = new sqs.Queue(this, "Queue${suffix}", {`,
    ...queueLines(names.queue),
    `  deadLetterQueue: { queue: deadLetterQueue${suffix}, maxReceiveCount: ${MAX_RECEIVE_COUNT} },`,
    "});",
    ...routes.flatMap((each) => routeLines(each, suffix)),
    `new cdk.CfnOutput(this, "QueueUrl${suffix}", { value: queue${suffix}.queueUrl, description: "The queue to tail" });`,
    "",
  ];
}

function queueLines(name: string): readonly string[] {
  return [
    `  queueName: ${JSON.stringify(name)},`,
    `  retentionPeriod: cdk.Duration.days(${RETENTION_SECONDS / DAY_SECONDS}),`,
    `  receiveMessageWaitTime: cdk.Duration.seconds(${LONG_POLL_SECONDS}),`,
  ];
}

function routeLines({ route, suffix }: NamedDesign["routes"][number], queue: string): readonly string[] {
  const { source, "detail-type": detailType } = patternOf(route);
  const bus = JSON.stringify(route.bus);
  const types = detailType === undefined ? "" : `, detailType: ${JSON.stringify(detailType)}`;
  return [
    route.makesBus
      ? `const eventBus${suffix} = new events.EventBus(this, "EventBus${suffix}", { eventSourceName: ${bus} });`
      : `const eventBus${suffix} = events.EventBus.fromEventBusName(this, "EventBus${suffix}", ${bus});`,
    `new events.Rule(this, "Rule${suffix}", {`,
    `  ruleName: ${JSON.stringify(route.rule)},`,
    `  description: ${JSON.stringify(route.description)},`,
    `  eventBus: eventBus${suffix},`,
    `  eventPattern: { source: ${JSON.stringify(source)}${types} },`,
    `  targets: [new targets.SqsQueue(queue${queue}, { deadLetterQueue: deadLetterQueue${queue} })],`,
    "});",
  ];
}
