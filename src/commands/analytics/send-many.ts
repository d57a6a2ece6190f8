import { resolve } from "node:path";
import { withLock } from "../../config/file-lock.ts";
import { sendSummaryView } from "../../formatters/user-events.ts";
import type { Context } from "../../kernel/context.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { openInput } from "../../kernel/open-input.ts";
import { readBatches } from "./batches.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { openRefusedFile } from "./refused-file.ts";
import { sendBatches } from "./send-batches.ts";
import { describeFirst, openSend } from "./send-events.ts";
import { summaryOf, throwOutcome } from "./send-outcome.ts";
import { eventsText, openTalk, rateText, type SendTalk, tellResume } from "./send-talk.ts";

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
  /** How long to bear with a service that takes nothing, in milliseconds. */
  readonly giveUpAfter: number;
}

/** Two runs must not share a checkpoint; whoever is second is told at once. */
const LOCK = { waitMs: 500, staleMs: Number.POSITIVE_INFINITY };

/**
 * Sends the events of an input in batches and puts out a summary.
 * @throws RefusedError code `events_refused` if some were; what stopped the run, or InterruptedError, with how to go on
 */
export async function sendMany(context: Context, options: SendManyOptions): Promise<void> {
  if (context.globals.dryRun) return describeFirst(context, options.file, options.batchSize);
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
  let talk: SendTalk | undefined;
  const send = await openSend(context, options, () => talk?.interrupted());
  const refusedFile = await openRefusedFile(
    options.refused === undefined ? undefined : resolve(context.host.cwd, options.refused),
    checkpoint.earlier !== undefined,
  );
  tellResume(context, checkpoint);
  const before = checkpoint.state.sent;
  const start = context.host.now();
  talk = openTalk(context, "Sending");
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
      talk?.update({
        sent,
        refused: checkpoint.state.refused + outcome.refusals.length,
        lines: checkpoint.state.read.lines,
      });
    },
  }).finally(async () => {
    talk?.stop();
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
