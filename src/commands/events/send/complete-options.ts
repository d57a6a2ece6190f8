import { UsageError } from "../../../errors.ts";
import { complete } from "../../../kernel/complete.ts";
import type { Context } from "../../../kernel/context.ts";
import { askEventType } from "../../../prompts/event-types.ts";
import { requireEventType } from "../find-type.ts";
import { type Receiver, wantReceiver } from "../want-receiver.ts";

const WAYS = ["forwardTo", "queue", "bus"] as const;

type Choice = Receiver<(typeof WAYS)[number]> & { readonly type?: string | undefined };

/**
 * Completes what to send, a file or a type, and where to; a dry run needs no receiver.
 * @throws {UsageError} if something is missing and nobody can be asked, or two things are given for one.
 */
export async function completeOptions<O extends Choice>(
  context: Context,
  file: string | undefined,
  options: O,
): Promise<O> {
  if (WAYS.filter((way) => options[way] !== undefined).length > 1) {
    throw new UsageError("--forward-to, --queue and --bus do not go together.");
  }
  if (file !== undefined && options.type !== undefined) {
    throw new UsageError("FILE and --type do not go together; --set type=TYPE changes the type of a file.");
  }
  if (options.type !== undefined) requireEventType(options.type);
  const wanted = wantReceiver(options, WAYS);
  const { type, receiver } = await complete(
    context,
    {
      type: {
        given: file ?? options.type,
        flag: "FILE (or --type <TYPE>)",
        ask: askEventType,
      },
      receiver: { ...wanted, given: context.globals.dryRun ? options : wanted.given },
    },
    "--dry-run prints the event without sending it.",
  );
  return { ...options, ...receiver, ...(file === undefined ? { type } : {}) };
}
