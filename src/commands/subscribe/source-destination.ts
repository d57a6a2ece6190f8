import { UsageError } from "../../errors.ts";
import { together, type Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import {
  AWS_ACCOUNT_PATTERN,
  partnerEventSourceArn,
  partnerEventSourceName,
  REGION_PATTERN,
  SOURCE_NAME_PATTERN,
} from "../../model/event-source.ts";
import type { Prompter } from "../../prompts/prompter.ts";
import type { Destination } from "./destination.ts";

/** AWS limits the whole name of a source, prefix included. */
const LONGEST_SOURCE = 256;
/** What the emulator calls its AWS account and region. */
const EMULATOR = { account: "000000000000", region: "us-east-1" } as const;

/** A partner event source, as flags say it. */
export interface SourceFlags {
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly sourceName: string | undefined;
}

/** What is wrong with a region, in words for the pattern that the service itself prints. */
function regionFault(text: string): string | undefined {
  return REGION_PATTERN.test(text)
    ? undefined
    : "must be an AWS region, for example us-east-1; Buy with Prime takes those that begin with us, us-gov, ap, ca, cn, eu, sa or af.";
}

function accountFault(text: string): string | undefined {
  return AWS_ACCOUNT_PATTERN.test(text) ? undefined : "must be an AWS account id of 12 digits.";
}

function sourceNameFault(text: string): string | undefined {
  if (!SOURCE_NAME_PATTERN.test(text)) return "may hold letters, digits, '.', '-' and '_'.";
  if (partnerEventSourceName(text).length <= LONGEST_SOURCE) return undefined;
  return `is too long: with its prefix at most ${LONGEST_SOURCE} characters.`;
}

/**
 * Checks an EventBridge destination and says how to ask for what is missing; the emulator has a default account and region.
 * Page: createeventsubscription.
 * @throws {UsageError} naming everything that is malformed at once.
 */
export async function wantSource(context: Context, flags: SourceFlags): Promise<Wanted<Destination>> {
  const profile = await context.profile();
  const emulator = profile.kind === "emulator" ? EMULATOR : undefined;
  const { env } = context.host;
  const preset = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  checkGiven(flags);
  const parts = {
    region: {
      given: flags.region ?? (emulator ? (profile.region ?? emulator.region) : undefined),
      flag: "--region <REGION>",
      ask: (prompt: Prompter) =>
        prompt.input("AWS region of the event source", {
          check: regionFault,
          ...(preset === undefined ? {} : { preset }),
        }),
    },
    account: {
      given: flags.account ?? emulator?.account,
      flag: "--account <ACCOUNT>",
      ask: (prompt: Prompter) => prompt.input("AWS account id that shall receive the events", { check: accountFault }),
    },
    name: {
      given: flags.sourceName,
      flag: "--source-name <NAME>",
      ask: (prompt: Prompter) =>
        prompt.input("Name of the partner event source (globally unique)", { check: sourceNameFault }),
    },
  };
  return together(parts, ({ region, account, name }) => ({
    input: { eventBridge: { region, partnerEventSource: { account, name } } },
    shown: { arn: partnerEventSourceArn(region, name) },
  }));
}

function checkGiven({ region, account, sourceName }: SourceFlags): void {
  const findings = [
    ["--region", region, regionFault],
    ["--account", account, accountFault],
    ["--source-name", sourceName, sourceNameFault],
  ] as const;
  const faults = findings.flatMap(([flag, value, fault]) => {
    const found = value === undefined ? undefined : fault(value);
    return found === undefined ? [] : [`${flag} ${found}`];
  });
  if (faults.length === 0) return;
  throw new UsageError(faults.length === 1 ? (faults[0] ?? "") : "The destination is malformed.", {
    code: "invalid_destination",
    findings: faults.length === 1 ? [] : faults,
  });
}
