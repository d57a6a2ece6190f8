import { LONG_POLL_SECONDS, MAX_RECEIVE_COUNT, RETENTION_SECONDS, TARGET_ID } from "../connection-design.ts";
import { STATEMENT_ID } from "../queue-policy.ts";
import { headLines, type NamedDesign, nameDesigns, patternOf, type TemplateInput } from "./parts.ts";

type Resources = Record<string, { readonly Type: string; readonly Properties: object }>;

const ref = (id: string) => ({ Ref: id });
const arn = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });

/** The connections as a CloudFormation template in YAML. */
export async function cloudFormationTemplate(input: TemplateInput): Promise<string> {
  const { stringify } = await import("yaml");
  const named = nameDesigns(input.designs);
  const tags = Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value }));
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Events of Buy with Prime into a queue",
    Resources: Object.assign({}, ...named.map((design) => resourcesOf(design, tags))) as Resources,
    Outputs: Object.fromEntries(
      named.map(({ suffix }) => [
        `QueueUrl${suffix}`,
        { Value: ref(`Queue${suffix}`), Description: "The queue to tail" },
      ]),
    ),
  };
  const head = headLines(input).map((line) => `# ${line}\n`);
  return `${head.join("")}${stringify(template, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function resourcesOf({ design, suffix, routes }: NamedDesign, tags: object): Resources {
  const [queue, deadLetters] = [`Queue${suffix}`, `DeadLetterQueue${suffix}`];
  const base = {
    MessageRetentionPeriod: RETENTION_SECONDS,
    ReceiveMessageWaitTimeSeconds: LONG_POLL_SECONDS,
    Tags: tags,
  };
  const rules = routes.map((each) => `Rule${each.suffix}`);
  const policy = (id: string) => ({
    Type: "AWS::SQS::QueuePolicy",
    Properties: { Queues: [ref(id)], PolicyDocument: policyDocument(id, rules) },
  });
  const resources: Resources = {
    [deadLetters]: {
      Type: "AWS::SQS::Queue",
      Properties: { QueueName: design.names.deadLetterQueue, ...base },
    },
    [queue]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: design.names.queue,
        ...base,
        RedrivePolicy: { deadLetterTargetArn: arn(deadLetters), maxReceiveCount: MAX_RECEIVE_COUNT },
      },
    },
    [`${deadLetters}Policy`]: policy(deadLetters),
    [`${queue}Policy`]: policy(queue),
  };
  for (const { route, suffix: own } of routes) {
    if (route.makesBus) {
      resources[`EventBus${own}`] = {
        Type: "AWS::Events::EventBus",
        Properties: { Name: route.bus, EventSourceName: route.bus, Tags: tags },
      };
    }
    resources[`Rule${own}`] = {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: route.rule,
        Description: route.description,
        EventBusName: route.makesBus ? ref(`EventBus${own}`) : route.bus,
        EventPattern: patternOf(route),
        State: "ENABLED",
        Tags: tags,
        Targets: [{ Id: TARGET_ID, Arn: arn(queue), DeadLetterConfig: { Arn: arn(deadLetters) } }],
      },
    };
  }
  return resources;
}

function policyDocument(queue: string, rules: readonly string[]) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: STATEMENT_ID,
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arn(queue),
        Condition: { ArnEquals: { "aws:SourceArn": rules.map(arn) } },
      },
    ],
  };
}
