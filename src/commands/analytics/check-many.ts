import { resolve } from "node:path";
import { RefusedError } from "../../errors.ts";
import { sendSummaryView } from "../../formatters/user-events.ts";
import type { Context } from "../../kernel/context.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { openInput } from "../../kernel/open-input.ts";
import { API_VERSIONS, type ApiVersion, DEFAULT_API_VERSION } from "../../model/versions.ts";
import { readBatches } from "./batches.ts";
import { LISTED_REFUSALS, type Refusal } from "./refusal.ts";
import { openRefusedFile } from "./refused-file.ts";
import type { SendManyOptions } from "./send-many.ts";
import { eventsText, inputName, openTalk } from "./send-talk.ts";

/**
 * Checks the events of an input and sends nothing; needs neither a profile nor the network.
 * @throws {RefusedError} code `events_wrong` if some would be refused
 */
export async function checkMany(context: Context, options: SendManyOptions): Promise<void> {
  const { file, strict } = options;
  const types = await loadInputTypes(versionOf(context));
  const input = await openInput(context, file);
  const refusedFile = await openRefusedFile(
    options.refused === undefined ? undefined : resolve(context.host.cwd, options.refused),
    false,
  );
  const talk = openTalk(context, "Checking");
  const refusals: Refusal[] = [];
  const numbers = { lines: 0, sent: 0, refused: 0 };
  let complete = true;
  try {
    for await (const batch of readBatches(input, { types, size: options.batchSize })) {
      context.signal.throwIfAborted();
      numbers.sent += batch.events.length;
      numbers.refused += batch.refusals.length;
      numbers.lines = batch.range[1];
      refusals.push(...batch.refusals.slice(0, LISTED_REFUSALS - refusals.length));
      await refusedFile.write(batch.refusals);
      talk.update(numbers);
      if (strict && numbers.refused > 0) {
        complete = false;
        break;
      }
    }
  } finally {
    talk.stop();
    await refusedFile.close();
  }
  const summary = {
    input: file,
    complete,
    ...numbers,
    refusals: refusals.map(({ text: _, ...refusal }) => refusal),
    sentAgain: [],
    checkpoint: null,
  };
  await context.output.result(summary, sendSummaryView("checked"));
  if (numbers.refused === 0) return;
  throw new RefusedError(`${eventsText(numbers.refused)} of ${inputName(file)} would be refused; nothing was sent.`, {
    code: "events_wrong",
    suggestion: "Correct the lines named above.",
  });
}

/** Events are the same in all versions, so that none has to be chosen to check them. */
function versionOf({ globals }: Context): ApiVersion {
  return API_VERSIONS.find((version) => version === globals.apiVersion) ?? DEFAULT_API_VERSION;
}
