import { TEMPLATE_KINDS } from "../../aws/templates/template.ts";
import { isManaged, wiringNames } from "../../aws/wiring-names.ts";
import { UsageError } from "../../errors.ts";
import { connectionBlocks } from "../../formatters/event-plan.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { AWS_ACCOUNT_PATTERN } from "../../model/event-source.ts";
import { expandEventTypes } from "../subscribe/choose-event-types.ts";
import { announceAws, applyWiring } from "./apply-wiring.ts";
import { type Connections, connectionsTemplate, planConnections, refuseDrift } from "./plan-connections.ts";
import { STEP_OUTPUT, toStepRecord } from "./plan-steps.ts";
import { TYPE_OPTION } from "./type-globs.ts";
import { checkWiringNames, chooseSources, openWiring, WIRING_OPTIONS } from "./wiring-source.ts";

export const command = defineCommand({
  name: "events connect",
  summary: "Lead the events of partner event sources into queues of yours",
  description:
    "Makes on AWS what is missing between a partner event source and a queue: the event bus, a rule, the queue with its policy, and a dead-letter queue. Everything is tagged, so that `bwp events disconnect` takes away exactly that. A queue that bwp did not make is used only if --queue names it: one statement is added to its policy, and nothing else of it is changed. A bus named by --bus must be there; the events must come to it by a rule of yours, unless it is the source's own.\n\nIt can be repeated: what is right is kept, what differs is shown and set right, and after a failure it goes on where it stopped. --dry-run shows the plan; --check does too, and fails if there is anything to do. --template prints the same as a template for another tool, and makes nothing. The same code runs against AWS, with its standard credentials, and against the emulator.",
  mutates: true,
  operations: ["eventSubscription"],
  options: {
    ...WIRING_OPTIONS,
    type: {
      ...TYPE_OPTION,
      multiple: true,
      summary: "Only these event types, * and ? as wildcards (without deprecated types): 'RETURN_*'",
    },
    check: { type: "boolean", summary: "Change nothing; exit 5 if anything is missing or differs" },
    template: {
      type: "string",
      value: "KIND",
      choices: TEMPLATE_KINDS,
      summary: "Print a template instead: cloudformation, terraform or cdk",
    },
    account: { type: "string", value: "ACCOUNT", summary: "Refuse unless the AWS credentials are of this account" },
    ...AWS_OPTIONS,
  },
  output: {
    applied: "false after a dry run or a check",
    "sources[]": "full names of the partner event sources",
    "account, region": "where",
    "queues[].name, queues[].url, queues[].arn": "the queues to tail; url and arn are null before a queue exists",
    ...STEP_OUTPUT,
  },
  errors: {
    event_source_not_found: "there is no such source in this account and region: subscribe first (exit 4)",
    event_bus_not_found: "there is no bus of the name that --bus gives (exit 4)",
    not_managed: "a queue or rule of that name exists, and bwp did not make it (exit 5)",
    drift: "with --check: something is missing or differs; each is named (exit 5)",
    no_aws_credentials: "the standard credential chain found nothing (exit 3)",
  },
  examples: [
    { command: "bwp events connect --source my-shop --dry-run", note: "What would be made" },
    { command: "bwp events connect --source my-shop", note: "Make it" },
    { command: "bwp events connect --source my-shop --check", note: "In CI: is it still as it was made?" },
    {
      command: "bwp events connect --source my-shop --queue my-shop-returns --type 'RETURN_*'",
      note: "A second queue, for some event types only",
    },
    {
      command: "bwp events connect --source my-shop --template terraform > events.tf",
      note: "For those whose infrastructure is code",
    },
  ],
  async run(context, { options }) {
    checkWiringNames(options);
    if (options.account !== undefined && !AWS_ACCOUNT_PATTERN.test(options.account)) {
      throw new UsageError("--account must be an AWS account id of 12 digits.");
    }
    if (options.check && options.template !== undefined) throw new UsageError("--check does not go with --template.");
    const eventTypes = expandEventTypes(options.type);
    const settings = await awsSettings(context, options);
    const wiring = await openWiring(context, settings);
    const sources = await chooseSources(context, wiring, options);
    const choice = { ...options, sources, eventTypes };
    if (options.template !== undefined) {
      await context.output.raw(await connectionsTemplate(context, options.template, choice));
      return;
    }
    const connections = await planConnections(context, wiring, choice);
    const change = {
      plan: connections,
      settings,
      region: connections.region,
      account: connections.account,
      what: whatHappens(connections),
      doing: "Connecting",
    };
    const applied = !context.globals.dryRun && !options.check;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    await context.output.result(toResult(connections, applied), (result) =>
      connectionBlocks(result, { isCheck: options.check, next: nextCommand(connections) }),
    );
    if (options.check) refuseDrift(connections);
  },
});

function whatHappens({ plans }: Connections): string {
  const parts = plans.map(({ names, sources }) => `connect ${sources.join(", ")} to the queue ${names.queue}`);
  return parts.join("; ");
}

/** How to tail the queues: another's only by a word that its events may be taken out. */
function nextCommand({ plans }: Connections): string {
  const tail = ["bwp events tail", ...plans.map(({ names }) => names.queue)].join(" ");
  if (plans.some((plan) => !isManaged(plan.queue()?.tags ?? {}))) return `${tail} --consume`;
  const [first, ...others] = plans;
  // A tail finds the usual queue without its name.
  const isUsual = others.length === 0 && first?.names.queue === wiringNames(first?.names.source ?? "").queue;
  return isUsual ? "bwp events tail" : tail;
}

function toResult({ plans, region, account, steps }: Connections, applied: boolean) {
  return {
    applied,
    sources: plans.flatMap(({ sources }) => sources),
    account: account ?? null,
    region,
    queues: plans.map((plan) => {
      const facts = plan.queue();
      return { name: plan.names.queue, url: facts?.url ?? null, arn: facts?.arn ?? null };
    }),
    steps: steps.map(toStepRecord).map((step) => {
      const isSource = applied && step.resource === "partner event source";
      return isSource ? { ...step, detail: "active: it has its bus" } : step;
    }),
  };
}
