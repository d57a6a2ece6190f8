import type { ListenState, ListenSummary } from "../../events/webhook/listen-types.ts";
import { type Refusal, statusText } from "../../events/webhook/refusal.ts";
import { type Inline, span } from "../../formatters/blocks.ts";
import { listenSummaryText } from "../../formatters/event-listen.ts";
import { countText, tailStatusText } from "../../formatters/event-tail.ts";
import type { Context } from "../../kernel/context.ts";
import { createStatusLine, type StatusLine } from "./status-line.ts";
import { TailMeter } from "./tail-meter.ts";

/** What a listener tells the user on stderr. */
export interface ListenTalk extends Pick<StatusLine, "aside"> {
  /** Posts are taken: the head, and what to do next. */
  ready(head: readonly (readonly [word: string, text: Inline])[], next: Inline): void;
  state(state: ListenState): void;
  refusal(refusal: Refusal): void;
  archiveTrouble(error: unknown): void;
  warn(message: string): void;
  success(message: string): void;
  /** A line of the command that is run for an event. */
  child(line: string): void;
  /** The last line. `why` says what ended the listener. */
  end(why: string, state?: ListenState): void;
}

/** The same refusal is said again after so long, with how often it came meanwhile. */
const SAID_AGAIN_MS = 10_000;

/** Opens the talk. */
export function openListenTalk(context: Context, archive: string): ListenTalk {
  const { notices, host } = context;
  const meter = new TailMeter(host);
  const said = new Map<string, { at: number; unsaid: number }>();
  let last: ListenState | undefined;
  const status = createStatusLine(context, (width) =>
    last === undefined
      ? undefined
      : tailStatusText(
          { ...last, backlog: last.inHand },
          { ...meter.read(), queues: [] },
          width,
          (count) => `${count} in hand`,
        ),
  );
  const { aloud } = status;
  return {
    ready(head, next) {
      const width = Math.max(...head.map(([word]) => word.length)) + 2;
      for (const [word, text] of head) notices.info(text, span(word.padEnd(width), "dim"));
      status.begin();
      aloud(() => {
        notices.success(["Ready", span(", waiting for posts", "dim")]);
        notices.info(next);
      });
    },
    state(state) {
      last = state;
      meter.note(state);
      status.show();
    },
    refusal(refusal) {
      const key = `${refusal.status} ${refusal.reason}`;
      const before = said.get(key);
      if (before !== undefined && host.steady() - before.at < SAID_AGAIN_MS) {
        before.unsaid += 1;
        return;
      }
      said.set(key, { at: host.steady(), unsaid: 0 });
      const more = before === undefined || before.unsaid === 0 ? "" : ` (and ${before.unsaid} times before)`;
      aloud(() => notices.warn(`Answered ${statusText(refusal.status)}: ${refusal.reason}${more}`));
    },
    archiveTrouble(error) {
      const message = error instanceof Error ? error.message : String(error);
      aloud(() => notices.warn(`${message} Posts are answered with 503 until the archive can be written.`));
    },
    warn: (message) => aloud(() => notices.warn(message)),
    success: (message) => aloud(() => notices.success(message)),
    child: (text) => aloud(() => notices.info(text, span("exec │ ", "dim"))),
    aside: status.aside,
    end(why, state = last) {
      status.end();
      if (state === undefined) return;
      notices.info([why === "" ? "" : `${why} `, listenSummaryText(state)]);
      if (state.received > 0) notices.info(archive, span("Archived in ", "dim"));
    },
  };
}

/** What Ctrl-C did, in a sentence. */
export function interruptionText({ end, inHand }: ListenSummary): string {
  if (end !== "aborted") return "Interrupted. What was in hand was finished.";
  return inHand === 0
    ? "Interrupted twice."
    : `Interrupted twice. ${countText(inHand, "event")} ${inHand === 1 ? "is" : "are"} in the archive only.`;
}
