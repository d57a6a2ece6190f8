import { createEventBridge } from "../../aws/eventbridge.ts";
import { createQueueAdmin } from "../../aws/queue-admin.ts";
import type { AwsSettings } from "../../aws/settings.ts";
import type { Wiring } from "../../aws/wiring.ts";
import { NotFoundError, UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { SOURCE_NAME_PATTERN, SOURCE_PREFIX } from "../../model/event-source.ts";
import type { Prompter } from "../../prompts/prompter.ts";

/** The option that names the partner event source, for `connect` and `disconnect`. */
export const SOURCE_OPTION = {
  type: "string",
  value: "NAME",
  summary: "Partner event source, as named in `bwp subscribe create --source-name`",
} as const;

/** The option that names the queue, for `connect` and `disconnect`. */
export const QUEUE_OPTION = {
  type: "string",
  value: "NAME",
  summary: "Name of the queue (default: bwp- and the name of the source)",
} as const;

const QUEUE_NAME_PATTERN = /^[\w-]{1,76}$/;

/** Opens the two services that wiring goes through; they are closed with the call. */
export async function openWiring(context: Context, settings: AwsSettings): Promise<Wiring> {
  const [events, queues] = await Promise.all([createEventBridge(settings), createQueueAdmin(settings)]);
  context.onClose(() => {
    events.close();
    queues.close();
  });
  return { events, queues };
}

/**
 * Checks the names of source and queue before anything is asked of AWS.
 * @throws {UsageError}
 */
export function checkWiringNames({ source, queue }: { source?: string | undefined; queue?: string | undefined }): void {
  const name = source?.startsWith(SOURCE_PREFIX) ? source.slice(SOURCE_PREFIX.length) : source;
  if (name !== undefined && !SOURCE_NAME_PATTERN.test(name)) {
    throw new UsageError("--source takes the name of a partner event source: letters, digits, '.', '-' and '_'.");
  }
  if (queue !== undefined && !QUEUE_NAME_PATTERN.test(queue)) {
    throw new UsageError("--queue takes a name of at most 76 letters, digits, '-' and '_'.");
  }
}

/** How to ask for a source: by picking one of the account's. */
export function wantSource(wiring: Wiring, given: string | undefined) {
  return {
    given,
    flag: "--source <NAME>",
    async ask(prompt: Prompter): Promise<string> {
      const sources = await wiring.events.sources(SOURCE_PREFIX);
      if (sources.length === 0) {
        throw new NotFoundError(
          `Region ${await wiring.events.region()} of this AWS account has no partner event source of Buy with Prime.`,
          { code: "event_source_not_found", suggestion: "It appears after the first: bwp subscribe create" },
        );
      }
      return prompt.select(
        "Which partner event source",
        sources.map(({ name, state }) => ({
          value: name,
          label: name.slice(SOURCE_PREFIX.length),
          hint: state === "ACTIVE" ? "has a bus" : state === "PENDING" ? "has no bus yet" : "deleted by Buy with Prime",
        })),
      );
    },
  };
}
