import { resolve } from "node:path";
import { analyticsCalls, type UserEvent } from "../../client/dialects/analytics.ts";
import { withLock } from "../../config/file-lock.ts";
import { amendError, BwpError, InterruptedError, RefusedError } from "../../errors.ts";
import { type SendSummary, sendSummaryView } from "../../formatters/user-events.ts";
import type { Context } from "../../kernel/context.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { mutateEach } from "../../kernel/mutate.ts";
import { openInput } from "../../kernel/open-input.ts";
import { ACCEPTED_STATUS } from "../../model/user-events.ts";
import { readBatches } from "./batches.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import type { SendEvents } from "./deliver.ts";
import { type LineRange, rangesText } from "./line-ranges.ts";
import { openRefusedFile } from "./refused-file.ts";
import { type SendingEnd, sendBatches } from "./send-batches.ts";
import { eventsText, openTalk, rateText, tellResume } from "./send-talk.ts";

/** How the events of a file or of stdin are sent. */
export interface SendManyOptions {
  /** A path, or `-` for stdin. */
  readonly file: string;
  readonly checkpoint: string | undefined;
  /** Where every refused event is written. */
  readonly refused: string | undefined;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly strict: boolean;
}

/** Two runs must not share a checkpoint; whoever is second is told at once. */
const LOCK = { waitMs: 500, staleMs: Number.POSITIVE_INFINITY };

/**
 * Sends the events of an input in batches and puts out a summary.
 * @throws RefusedError code `events_refused` if some were; what stopped the run, or InterruptedError, with how to go on
 */
export async function sendMany(context: Context, options: SendManyOptions): Promise<void> {
  if (context.globals.dryRun) return describeFirst(context, options);
  const checkpointFile = options.checkpoint === undefined ? undefined : resolve(context.host.cwd, options.checkpoint);
  const run = (): Promise<void> => sendWith(context, options, checkpointFile);
  return checkpointFile === undefined ? run() : withLock(`${checkpointFile}.lock`, LOCK, run);
}

async function sendWith(context: Context, options: SendManyOptions, checkpointFile: string | undefined): Promise<void> {
  const { file } = options;
  const { apiVersion, targetId } = await context.profile();
  const checkpoint = await openCheckpoint(checkpointFile, targetId);
  const types = await loadInputTypes(apiVersion);
  const input = await openInput(context, file);
  const send = await openSend(context, `send the user events of ${file === "-" ? "stdin" : file}`);
  const refusedFile = await openRefusedFile(
    options.refused === undefined ? undefined : resolve(context.host.cwd, options.refused),
    checkpoint.earlier !== undefined,
  );
  tellResume(context, checkpoint);
  const before = checkpoint.state.sent;
  const start = context.host.now();
  const talk = openTalk(context, "Sending");
  let sent = 0;
  const end = await sendBatches({
    batches: readBatches(input, { types, size: options.batchSize, earlier: checkpoint.earlier }),
    checkpoint,
    send,
    concurrency: options.concurrency,
    signal: context.signal,
    strict: options.strict,
    async onDone(_batch, outcome) {
      sent += outcome.sent;
      await refusedFile.write(outcome.refusals);
      talk.update({
        sent,
        refused: checkpoint.state.refused + outcome.refusals.length,
        lines: checkpoint.state.read.lines,
      });
    },
  }).finally(async () => {
    talk.stop();
    await refusedFile.close();
  });
  const elapsed = context.host.now() - start;
  context.notices.info(
    `${eventsText(sent)} sent in ${(elapsed / 1000).toFixed(1)} s (${rateText(sent, elapsed)})${before > 0 ? `, ${eventsText(before)} before` : ""}.`,
  );
  const summary = summaryOf(options, checkpoint, end);
  await context.output.result(summary, sendSummaryView("sent"));
  throwOutcome(context, options, checkpoint, end);
}

async function openSend(context: Context, what: string): Promise<SendEvents> {
  const calls = analyticsCalls((await context.profile()).apiVersion);
  const sending = await mutateEach(context, { calls: [calls.sendUserEvents([])], what, signal: context.forced });
  if (sending === undefined) throw new Error("A dry run sends nothing.");
  let surprised = false;
  return async (events: readonly UserEvent[]) => {
    const answer = await sending(calls.sendUserEvents(events));
    const status = answer.sendUserEvents?.status;
    if (status === ACCEPTED_STATUS || surprised) return;
    surprised = true;
    context.notices.warn(
      `The service answered with the status ${JSON.stringify(status ?? null)}; only "${ACCEPTED_STATUS}" is documented. It counts as sent.`,
    );
  };
}

/** The requests of a million events are no use to anybody: the first one shows what they look like. */
async function describeFirst(context: Context, options: SendManyOptions): Promise<void> {
  const { apiVersion } = await context.profile();
  const types = await loadInputTypes(apiVersion);
  const batches = readBatches(await openInput(context, options.file), { types, size: options.batchSize });
  for await (const { events } of batches) {
    if (events.length === 0) continue;
    const calls = [analyticsCalls(apiVersion).sendUserEvents(events.map(({ event }) => event))];
    await mutateEach(context, { calls, what: "send user events" });
    context.notices.info("This is the first batch; --check looks at all of the input.");
    return;
  }
  context.notices.info("No events.");
}

function summaryOf(options: SendManyOptions, { state, inDoubt }: Checkpoint, end: SendingEnd): SendSummary {
  return {
    input: options.file,
    complete: end.complete,
    lines: state.read.lines,
    sent: state.sent,
    refused: state.refused,
    refusals: state.refusals.map(({ line, eventId, by, problems }) => ({ line, eventId, by, problems })),
    sentAgain: inDoubt,
    checkpoint: options.checkpoint ?? null,
  };
}

function throwOutcome(context: Context, options: SendManyOptions, { state }: Checkpoint, end: SendingEnd): void {
  const suggestion = howToGoOn(options, state.done);
  if (end.failure !== undefined) {
    const { suggestion: cure } = end.failure;
    throw amendError(end.failure, { suggestion: cure === undefined ? suggestion : `${cure} ${suggestion}` });
  }
  if (context.signal.aborted && !end.complete) {
    const { reason } = context.signal;
    const type = reason instanceof BwpError ? reason.type : new InterruptedError().type;
    const message = `Interrupted after ${eventsText(state.sent)}; what was on its way was finished.`;
    throw new BwpError(type, message, { code: type, suggestion });
  }
  if (state.refused > 0) {
    throw new RefusedError(
      `${eventsText(state.refused)} of ${options.file === "-" ? "stdin" : options.file} ${state.refused === 1 ? "was" : "were"} refused.`,
      {
        code: "events_refused",
        suggestion: end.complete
          ? "Correct the lines named above and send them again; all others are sent."
          : `Stopped at the first one. ${suggestion}`,
      },
    );
  }
}

function howToGoOn({ file, checkpoint }: SendManyOptions, done: readonly LineRange[]): string {
  if (checkpoint !== undefined) {
    return file === "-"
      ? "Pipe the same input into the same command to go on: what is done is skipped."
      : "Run the same command again to go on: what is done is skipped.";
  }
  const remember = "With --checkpoint FILE bwp remembers it.";
  const [head, ...others] = done;
  if (head === undefined) return `No line is done yet. ${remember}`;
  if (head[0] !== 1) return `Lines ${rangesText(done)} are done. ${remember}`;
  const later = others.length === 0 ? "" : ` (without lines ${rangesText(others)}, which are done as well)`;
  return `Lines 1 to ${head[1]} are done: send the rest with tail -n +${head[1] + 1}${later}. ${remember}`;
}
