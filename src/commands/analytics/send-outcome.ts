import { amendError, BwpError, InterruptedError, RefusedError } from "../../errors.ts";
import type { SendSummary } from "../../formatters/user-events.ts";
import type { Context } from "../../kernel/context.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type LineRange, rangesText } from "./line-ranges.ts";
import type { SendingEnd } from "./send-batches.ts";
import type { SendManyOptions } from "./send-many.ts";
import { eventsText, inputName } from "./send-talk.ts";

/** What is put out at the end, also at one that came too early. */
export function summaryOf(options: SendManyOptions, { state, inDoubt }: Checkpoint, end: SendingEnd): SendSummary {
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

/**
 * Ends a run that is not all well.
 * @throws what stopped it with how to go on, or {@link RefusedError} code `events_refused`
 */
export function throwOutcome(context: Context, options: SendManyOptions, { state }: Checkpoint, end: SendingEnd): void {
  const suggestion = howToGoOn(options, state.done);
  if (context.signal.aborted && !end.complete) {
    const { reason } = context.signal;
    const type = reason instanceof BwpError ? reason.type : new InterruptedError().type;
    const message = `Interrupted after ${eventsText(state.sent)}; what was on its way was finished.`;
    throw new BwpError(type, message, { code: type, suggestion });
  }
  if (end.failure !== undefined) {
    const { suggestion: cure } = end.failure;
    throw amendError(end.failure, { suggestion: cure === undefined ? suggestion : `${cure} ${suggestion}` });
  }
  if (state.refused > 0) {
    throw new RefusedError(
      `${eventsText(state.refused)} of ${inputName(options.file)} ${state.refused === 1 ? "was" : "were"} refused.`,
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
