import { numberText } from "../../formatters/number.ts";
import type { Context } from "../../kernel/context.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { rangesText } from "./line-ranges.ts";

/** What is said on stderr while events are sent. */
export interface SendTalk {
  /** A batch is done. */
  update(numbers: { readonly sent: number; readonly refused: number; readonly lines: number }): void;
  stop(): void;
}

/** `1 event`, `2,000 events`. */
export function eventsText(count: number): string {
  return `${numberText(count)} ${count === 1 ? "event" : "events"}`;
}

/** Events a second, for people. */
export function rateText(events: number, ms: number): string {
  return `${numberText(Math.round((events * 1000) / Math.max(1, ms)))}/s`;
}

/** Opens the progress of a run; `doing` is "Sending" or "Checking". */
export function openTalk(context: Context, doing: string): SendTalk {
  const start = context.host.now();
  const progress = context.notices.progress(doing);
  return {
    update({ sent, refused, lines }) {
      const faults = refused === 0 ? "" : `, ${numberText(refused)} refused`;
      const rate = rateText(sent, context.host.now() - start);
      progress.update(`${doing}: ${eventsText(sent)} (${rate})${faults}, line ${numberText(lines)}`);
    },
    stop: () => progress.stop(),
  };
}

/** Says what an earlier run left: what is done, and what may now be sent a second time. */
export function tellResume({ notices }: Context, { earlier, inDoubt, state }: Checkpoint): void {
  if (earlier === undefined) return;
  const done = state.done.length === 0 ? "nothing was done" : `lines ${rangesText(state.done)} are done`;
  notices.info(`Going on from the checkpoint: ${done}, ${eventsText(state.sent)} sent.`);
  if (inDoubt.length === 0) return;
  notices.warn(
    `Lines ${rangesText(inDoubt)} were on their way when the run before ended. They are sent again, so the service may have their events twice.`,
  );
}
