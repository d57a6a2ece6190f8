import { numberText } from "../../formatters/number.ts";
import type { Context } from "../../kernel/context.ts";
import type { Progress } from "../../kernel/notices.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { rangesText } from "./line-ranges.ts";

/** What is said on stderr while events are sent. */
export interface SendTalk {
  /** A batch is done. */
  update(numbers: { readonly sent: number; readonly refused: number; readonly lines: number }): void;
  /** Something else was said, which ends what is redrawn; the next update begins anew. */
  interrupted(): void;
  stop(): void;
}

/** The input as people call it. */
export function inputName(file: string): string {
  return file === "-" ? "stdin" : file;
}

/** `1 event`, `2,000 events`. */
export function eventsText(count: number): string {
  return `${numberText(count)} ${count === 1 ? "event" : "events"}`;
}

/** Events a second, for people. */
export function rateText(events: number, ms: number): string {
  return `${numberText(Math.round((events * 1000) / Math.max(1, ms)))}/s`;
}

/** How often a log without a terminal gets a line. */
const LINE_EVERY_MS = 30_000;

/** Opens the progress of a run; `doing` is "Sending" or "Checking". */
export function openTalk({ host, io, notices }: Context, doing: string): SendTalk {
  const start = host.now();
  let lineAt = start + LINE_EVERY_MS;
  let progress: Progress | undefined = notices.progress(doing);
  return {
    update({ sent, refused, lines }) {
      const faults = refused === 0 ? "" : `, ${numberText(refused)} refused`;
      const now = host.now();
      const text = `${doing}: ${eventsText(sent)} (${rateText(sent, now - start)})${faults}, line ${numberText(lines)}`;
      if (io.stderr.isTTY) {
        progress ??= notices.progress(text);
        progress.update(text);
      } else if (now >= lineAt) {
        lineAt = now + LINE_EVERY_MS;
        notices.info(text);
      }
    },
    interrupted() {
      progress = undefined;
    },
    stop: () => progress?.stop(),
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
