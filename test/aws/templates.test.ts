import { parseAst } from "rolldown/parseAst";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { designConnection } from "../../src/aws/connection-design.ts";
import { writeTemplate } from "../../src/aws/templates/template.ts";
import { templateTags } from "../../src/aws/wiring-names.ts";

const BUS = "aws.partner/buywithprime/acme";
const tags = templateTags(["acme"], { profile: "sandbox", owner: "me" });
const one = { designs: [designConnection({ sources: ["acme"], eventTypes: ["ORDER_CONFIRMED"] })], tags };
const shared = { designs: [designConnection({ sources: ["acme", "other"], queueName: "both" })], tags };
const apart = { designs: ["acme", "other"].map((name) => designConnection({ sources: [name] })), tags };
const onBus = { designs: [designConnection({ sources: ["acme"], bus: BUS })], tags };
const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: object }>>;
}

describe("CloudFormation", () => {
  const parsed = async (input: typeof one): Promise<Template> => parse(await writeTemplate("cloudformation", input));

  test("the resources of the user guide, wired to each other", async () => {
    const { Resources, Outputs } = await parsed(one);
    const types = Object.entries(Resources).map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(types)).toEqual({
      DeadLetterQueue: "AWS::SQS::Queue",
      Queue: "AWS::SQS::Queue",
      DeadLetterQueuePolicy: "AWS::SQS::QueuePolicy",
      QueuePolicy: "AWS::SQS::QueuePolicy",
      EventBus: "AWS::Events::EventBus",
      Rule: "AWS::Events::Rule",
    });
    expect(Resources.EventBus?.Properties).toMatchObject({ Name: BUS, EventSourceName: BUS });
    expect(Resources.Rule?.Properties).toMatchObject({
      EventBusName: { Ref: "EventBus" },
      EventPattern: { source: [BUS], "detail-type": ["ORDER_CONFIRMED"] },
      State: "ENABLED",
      Targets: [
        {
          Id: "bwp-queue",
          Arn: { "Fn::GetAtt": ["Queue", "Arn"] },
          DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] } },
        },
      ],
    });
    expect(Resources.Queue?.Properties).toMatchObject({
      QueueName: "bwp-acme",
      MessageRetentionPeriod: 1209600,
      RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetterQueue", "Arn"] }, maxReceiveCount: 100 },
      Tags: [
        { Key: "bwp:profile", Value: "sandbox" },
        { Key: "bwp:source", Value: BUS },
        { Key: "bwp:owner", Value: "me" },
      ],
    });
    for (const id of ["Queue", "DeadLetterQueue"]) {
      expect(Resources[`${id}Policy`]?.Properties).toMatchObject({
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: [
            {
              Principal: { Service: "events.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: { "Fn::GetAtt": [id, "Arn"] },
              Condition: { ArnEquals: { "aws:SourceArn": [{ "Fn::GetAtt": ["Rule", "Arn"] }] } },
            },
          ],
        },
      });
    }
    expect(Outputs.QueueUrl?.Value).toEqual({ Ref: "Queue" });
  });

  test.each([
    ["several sources of one queue", shared, 2, 1],
    ["several queues", apart, 2, 2],
    ["a bus that is there", onBus, 0, 1],
  ])("%s: every reference leads to a resource", async (_, input, buses, pairs) => {
    const { Resources } = parse(await writeTemplate("cloudformation", input));
    const ofType = (type: string) =>
      Object.values(Resources).filter((each) => (each as { Type: string }).Type === type);
    expect(ofType("AWS::Events::EventBus")).toHaveLength(buses);
    expect(ofType("AWS::SQS::Queue")).toHaveLength(pairs * 2);
    const text = JSON.stringify(Resources);
    const ids = [...text.matchAll(/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)].map(([, id]) => id ?? "");
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(Resources).toHaveProperty(id);
    for (const id of Object.keys(Resources)) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  });
});

describe("Terraform", () => {
  test.each([
    ["one", one, 1, 1],
    ["several sources of one queue", shared, 2, 1],
    ["several queues", apart, 2, 2],
    ["a bus that is there", onBus, 0, 1],
  ])("%s: the provider's resources, each once, every reference to one of them", async (_, input, buses, pairs) => {
    const text = await writeTemplate("terraform", input);
    const resources = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{$/gm)].map(([, type, name]) => `${type}.${name}`);
    expect(new Set(resources).size).toBe(resources.length);
    const ofType = (type: string): number => resources.filter((each) => each.startsWith(`${type}.`)).length;
    const rules = Math.max(buses, 1);
    expect(ofType("aws_cloudwatch_event_bus")).toBe(buses);
    expect(ofType("aws_cloudwatch_event_rule")).toBe(rules);
    expect(ofType("aws_cloudwatch_event_target")).toBe(rules);
    expect([ofType("aws_sqs_queue"), ofType("aws_sqs_queue_policy")]).toEqual([pairs * 2, pairs * 2]);
    const references = [...text.matchAll(/\b(aws_\w+\.\w+)\.\w+/g)].map(([, reference]) => reference);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect(resources).toContain(reference);
    for (const [open, close] of [
      [/\{/g, /\}/g],
      [/\(/g, /\)/g],
      [/\[/g, /\]/g],
    ] as const) {
      expect(count(text, open)).toBe(count(text, close));
    }
  });

  test("queues, rule, target and policy as the provider's documentation names their arguments", async () => {
    const text = (await writeTemplate("terraform", one)).replace(/ +/g, " ");
    for (const expected of [
      `event_source_name = "${BUS}"`,
      `source = ["${BUS}"]`,
      '"detail-type" = ["ORDER_CONFIRMED"]',
      "message_retention_seconds = 1209600",
      "deadLetterTargetArn = aws_sqs_queue.dead_letters.arn",
      '"aws:SourceArn" = [aws_cloudwatch_event_rule.rule.arn]',
      "dead_letter_config {\n arn = aws_sqs_queue.dead_letters.arn",
      '"bwp:owner" = "me"',
    ]) {
      expect(text).toContain(expected);
    }
  });

  test("what looks like HCL's own template stays text", async () => {
    const text = await writeTemplate("terraform", { ...one, tags: { a: `$${"{b}"} %{c}` } });
    expect(text).toContain(`a = "$$${"{b}"} %%{c}"`);
  });
});

describe("CDK", () => {
  test.each([
    ["one", one, 1, 1],
    ["several sources of one queue", shared, 2, 1],
    ["several queues", apart, 2, 2],
    ["a bus that is there", onBus, 0, 1],
  ])("%s: TypeScript that parses, with what it names", async (_, input, buses, pairs) => {
    const text = await writeTemplate("cdk", input);
    expect(parseAst(text, { lang: "ts" }).type).toBe("Program");
    const names = [...text.matchAll(/const (\w+) =/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(count(text, /new events\.EventBus\(/g)).toBe(buses);
    expect(count(text, /EventBus\.fromEventBusName\(/g)).toBe(buses === 0 ? 1 : 0);
    expect(count(text, /new sqs\.Queue\(/g)).toBe(pairs * 2);
    const used = [...text.matchAll(/new targets\.SqsQueue\((\w+), \{ deadLetterQueue: (\w+) \}\)/g)];
    expect(used).toHaveLength(Math.max(buses, 1));
    for (const [, queue, deadLetters] of used) expect(names).toEqual(expect.arrayContaining([queue, deadLetters]));
    expect(text).toContain('cdk.Tags.of(this).add("bwp:owner", "me");');
  });
});

test("what another tool makes is not tagged as made by bwp", async () => {
  for (const kind of ["cloudformation", "terraform", "cdk"] as const) {
    expect(await writeTemplate(kind, one)).not.toContain("bwp:managed-by");
  }
});
