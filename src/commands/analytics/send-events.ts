import { analyticsCalls, type UserEvent } from "../../client/dialects/analytics.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { mutateEach } from "../../kernel/mutate.ts";
import { openInput } from "../../kernel/open-input.ts";
import { ACCEPTED_STATUS } from "../../model/user-events.ts";
import { readBatches } from "./batches.ts";
import type { SendEvents } from "./deliver.ts";
import { patiently } from "./patience.ts";
import type { SendManyOptions } from "./send-many.ts";
import { inputName } from "./send-talk.ts";

/**
 * Announces and confirms the sending, once for all batches. A first Ctrl-C does not stop a call that is on its way.
 * @param onTalk called when something is said while events are sent
 */
export async function openSend(
  context: Context,
  { file, giveUpAfter }: Pick<SendManyOptions, "file" | "giveUpAfter">,
  onTalk: () => void,
): Promise<SendEvents> {
  const calls = analyticsCalls((await context.profile()).apiVersion);
  const sending = await mutateEach(context, {
    calls: [calls.sendUserEvents([])],
    what: `send the user events of ${inputName(file)}`,
    signal: context.forced,
    onRetry: onTalk,
  });
  if (sending === undefined) throw new Error("A dry run sends nothing.");
  let surprised = false;
  const send = async (events: readonly UserEvent[]): Promise<void> => {
    const answer = await sending(calls.sendUserEvents(events));
    const status = answer.sendUserEvents?.status;
    if (status === ACCEPTED_STATUS || surprised) return;
    surprised = true;
    onTalk();
    context.notices.warn(
      `The service answered with the status ${JSON.stringify(status ?? null)}; only "${ACCEPTED_STATUS}" is documented. It counts as sent.`,
    );
  };
  return patiently(send, {
    host: context.host,
    signal: context.signal,
    giveUpAfterMs: giveUpAfter,
    onPause({ error, pauseMs, givesUpInMs }) {
      onTalk();
      context.notices.warn(
        `The service takes no events now: ${error.message} Going on in ${formatDuration(pauseMs)}; gives up in ${formatDuration(givesUpInMs)}.`,
      );
    },
  });
}

/** The dry run of many events. The requests of a million are no use to anybody: the first shows what they look like. */
export async function describeFirst(context: Context, file: string, batchSize: number): Promise<void> {
  const { apiVersion } = await context.profile();
  const types = await loadInputTypes(apiVersion);
  const batches = readBatches(await openInput(context, file), { types, size: batchSize });
  for await (const { events } of batches) {
    if (events.length === 0) continue;
    const calls = [analyticsCalls(apiVersion).sendUserEvents(events.map(({ event }) => event))];
    await mutateEach(context, { calls, what: "send user events" });
    context.notices.info("This is the first batch; --check looks at all of the input.");
    return;
  }
  context.notices.info("No events.");
}
