import type { QueueClient, QueueNumbers } from "../../aws/queue-client.ts";
import { NotFoundError } from "../../errors.ts";
import type { RetryNotice, TailState } from "../../events/tail-types.ts";
import { type Inline, span } from "../../formatters/blocks.ts";
import { tailStatusText, tailSummaryText } from "../../formatters/event-tail.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import type { Progress } from "../../kernel/notices.ts";

/** What a tail tells the user on stderr. */
export interface TailTalk {
  ready(numbers: QueueNumbers | undefined): void;
  retry(notice: RetryNotice): void;
  /** The queue can be read again. */
  recovery(): void;
  state(state: TailState): void;
  warn(message: string): void;
  inform(message: string): void;
  /** Keeps the status line off the screen while events are written there. */
  aside(write: () => Promise<void>): Promise<void>;
  /** The last line. `why` says what ended the tail. */
  end(why: string, state?: TailState): void;
}

/** Says what is going to be tailed and how, and opens the talk. */
export function openTailTalk(
  context: Context,
  {
    queue,
    mode,
    archive,
  }: { queue: Pick<QueueClient, "url" | "endpoint">; mode: "consume" | "peek"; archive: string | undefined },
): TailTalk {
  const { notices } = context;
  const how =
    mode === "consume"
      ? "consume: an event is deleted from the queue once it is shown"
      : "peek: everything stays there";
  const head: readonly (readonly [string, Inline])[] = [
    ["Queue", span(queue.url, "strong")],
    // An endpoint that was asked for is used for any queue: the URL may well name another place.
    ...(queue.url.startsWith(`${queue.endpoint}/`) ? [] : [["Endpoint", span(queue.endpoint, "warn")] as const]),
    ["Mode", how],
    ["Archive", archive ?? "none"],
  ];
  const width = Math.max(...head.map(([word]) => word.length)) + 2;
  for (const [word, text] of head) notices.info(text, span(word.padEnd(width), "dim"));
  const isLive = context.io.stderr.isTTY && !context.globals.quiet;
  let last: TailState | undefined;
  let status: Progress | undefined;
  let isQuiet = true;
  const hush = (): void => {
    status?.stop();
    status = undefined;
  };
  const showStatus = (): void => {
    if (!isLive || isQuiet || last === undefined) return;
    status ??= notices.progress(tailStatusText(last));
    status.update(tailStatusText(last));
  };
  return {
    ready(numbers) {
      isQuiet = false;
      notices.success(["Ready", span(backlogText(numbers), "dim")]);
      showStatus();
    },
    retry({ operation, error, delayMs, attempt, givesUpInMs }) {
      hush();
      const what = operation === "receive" ? "The queue could not be read" : "Shown events could not be deleted";
      const why = error instanceof Error ? error.message : String(error);
      const trouble = error instanceof NotFoundError ? goneText(attempt) : `${what}: ${why}`;
      const next = `Try ${attempt + 1} in ${formatDuration(delayMs)}; gives up in ${formatDuration(givesUpInMs)}.`;
      notices.warn(`${trouble} ${next}`);
    },
    recovery() {
      hush();
      notices.success("The queue can be read again.");
      showStatus();
    },
    state(state) {
      last = state;
      showStatus();
    },
    warn(message) {
      hush();
      notices.warn(message);
    },
    inform(message) {
      hush();
      notices.info(message);
    },
    async aside(write) {
      hush();
      isQuiet = true;
      await write();
      isQuiet = false;
      showStatus();
    },
    end(why, state = last) {
      hush();
      isQuiet = true;
      if (state === undefined) return;
      notices.info([why === "" ? "" : `${why} `, tailSummaryText(state)]);
      if (archive !== undefined && state.received > 0) notices.info(archive, span("Archived in ", "dim"));
    },
  };
}

/** How to get the queue back stands with the first try only. */
function goneText(attempt: number): string {
  if (attempt > 1) return "The queue is still gone.";
  return "The queue is gone: it was deleted, or the emulator was reset. bwp events connect makes it again (after a reset, bwp subscribe create first).";
}

function backlogText(numbers: QueueNumbers | undefined): string {
  if (numbers === undefined) return ", waiting for events";
  const { visible, inFlight, delayed } = numbers;
  return `: about ${visible} waiting, ${inFlight} in flight, ${delayed} delayed`;
}
