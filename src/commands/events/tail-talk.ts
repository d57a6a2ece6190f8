import type { QueueClient, QueueNumbers } from "../../aws/queue-client.ts";
import { NotFoundError } from "../../errors.ts";
import type { TailedQueue } from "../../events/tail-all.ts";
import type { RetryNotice, TailState } from "../../events/tail-types.ts";
import { type Inline, span } from "../../formatters/blocks.ts";
import { tailStatusText, tailSummaryText } from "../../formatters/event-tail.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { createStatusLine } from "./status-line.ts";
import { TailMeter } from "./tail-meter.ts";

/** What a tail tells the user on stderr. */
export interface TailTalk {
  ready(queue: QueueClient, numbers: QueueNumbers | undefined): void;
  retry(queue: QueueClient, notice: RetryNotice): void;
  /** The queue can be read again. */
  recovery(queue: QueueClient): void;
  state(total: TailState, each: readonly TailState[]): void;
  warn(queue: QueueClient, message: string): void;
  inform(queue: QueueClient, message: string): void;
  /** A queue cannot be tailed any longer; the others go on. */
  failure(queue: QueueClient, error: unknown): void;
  /** Keeps the status line off the screen while events are written there. */
  aside(write: () => Promise<void>): Promise<void>;
  /** A line of the command that is run for an event. */
  child(line: string): void;
  /** The last line. `why` says what ended the tail. */
  end(why: string, state?: TailState): void;
}

/** What is going to be tailed, and how. */
export interface TailTalkOptions {
  readonly queues: readonly (Omit<TailedQueue, "queue"> & { readonly queue: Pick<QueueClient, "url" | "endpoint"> })[];
  readonly archive: string | undefined;
  /** What is selected, in words; undefined if everything is. */
  readonly filter?: readonly string[] | undefined;
  /** What stands before that; "Only" unless told otherwise. */
  readonly filterLabel?: string;
  /** The receiver that events are handed to. */
  readonly target?: string | undefined;
}

/** An end that takes longer than that after Ctrl-C is explained. */
const SLOW_END_MS = 500;

/** A tail that was killed leaves such messages behind. */
const IN_FLIGHT_TEXT = "What is in flight comes back when its visibility timeout ends, unless it is deleted before.";

/** Says what is going to be tailed and how, and opens the talk. */
export function openTailTalk(context: Context, options: TailTalkOptions): TailTalk {
  const { notices, host } = context;
  const { queues, archive, target } = options;
  const head = headOf(options);
  const width = Math.max(...head.map(([word]) => word.length)) + 2;
  for (const [word, text] of head) notices.info(text, span(word.padEnd(width), "dim"));
  const isOne = queues.length === 1;
  const about = (queue: QueueClient, text: string): string => (isOne ? text : `${queue.name}: ${text}`);
  const names = queues.map(({ queue }) => queue.url.slice(queue.url.lastIndexOf("/") + 1));
  const meter = new TailMeter(host);
  let last: TailState | undefined;
  let each: readonly TailState[] = [];
  const status = createStatusLine(context, (width) => {
    if (last === undefined) return undefined;
    const byQueue = each.map(({ shown, backlog }, index) => ({ name: names[index] ?? "", shown, backlog }));
    const inHand = target === undefined ? undefined : last.inHand;
    const isEnding = context.signal.aborted;
    return tailStatusText(last, { ...meter.read(), queues: byQueue, inHand, isEnding }, width);
  });
  const { aloud } = status;
  const over = new AbortController();
  context.signal.addEventListener("abort", () => {
    const soon = host.sleep(SLOW_END_MS, AbortSignal.any([over.signal, context.forced]));
    const sayIt = (): void =>
      aloud(() => notices.info("Finishing what is in hand; Ctrl-C again gives it back at once."));
    void soon.then(sayIt, () => undefined);
  });
  return {
    ready(queue, numbers) {
      status.begin();
      aloud(() => notices.success([isOne ? "Ready" : `${queue.name} ready`, span(backlogText(numbers), "dim")]));
      if (numbers !== undefined && numbers.visible === 0 && numbers.inFlight > 0)
        aloud(() => notices.info(about(queue, IN_FLIGHT_TEXT)));
    },
    retry(queue, { operation, error, delayMs, attempt, givesUpInMs }) {
      status.hush();
      const what = operation === "receive" ? "The queue could not be read" : "Shown events could not be deleted";
      const trouble = error instanceof NotFoundError ? goneText(attempt) : `${what}: ${messageOf(error)}`;
      const next = `Try ${attempt + 1} in ${formatDuration(delayMs)}; gives up in ${formatDuration(givesUpInMs)}.`;
      notices.warn(about(queue, `${trouble} ${next}`));
    },
    recovery: (queue) => aloud(() => notices.success(about(queue, "The queue can be read again."))),
    state(total, parts) {
      last = total;
      each = parts;
      meter.note(total);
      status.show();
    },
    warn: (queue, message) => aloud(() => notices.warn(about(queue, message))),
    inform: (queue, message) => aloud(() => notices.info(about(queue, message))),
    failure: (queue, error) =>
      aloud(() => notices.warn(`${queue.name}: ${messageOf(error)} This queue is given up; others go on.`)),
    aside: status.aside,
    child: (text) => aloud(() => notices.info(text, span("exec │ ", "dim"))),
    end(why, state = last) {
      over.abort();
      status.end();
      if (state === undefined) return;
      notices.info([why === "" ? "" : `${why} `, tailSummaryText(state)]);
      if (!isOne)
        for (const [index, part] of each.entries()) notices.info(tailSummaryText(part), `  ${names[index]}: `);
      if (archive !== undefined && state.received > 0) notices.info(archive, span("Archived in ", "dim"));
    },
  };
}

function headOf({
  queues,
  archive,
  filter,
  filterLabel = "Only",
  target,
}: TailTalkOptions): readonly (readonly [string, Inline])[] {
  const leaves = queues.filter(({ mode, unselected }) => mode === "consume" && unselected === "leave").length;
  const consumes = queues.filter(({ mode }) => mode === "consume").length;
  const others =
    leaves === 0
      ? "archived and deleted as well"
      : `left: held until the end, then back in the queue${leaves < consumes ? " (where it is not yours)" : ""}`;
  return [
    ...queues.flatMap(({ queue: { url, endpoint }, mode }): (readonly [string, Inline])[] => [
      ["Queue", span(url, "strong")],
      // An endpoint that was asked for is used for any queue: the URL may well name another place.
      ...(url.startsWith(`${endpoint}/`) ? [] : [["Endpoint", span(endpoint, "warn")] as const]),
      ["Mode", mode === "peek" ? "peek: everything stays there" : consumeText(target)],
    ]),
    ["Archive", archive ?? "none"],
    ...(target === undefined ? [] : [["Receiver", target] as const]),
    ...(filter === undefined ? [] : [[filterLabel, filter.join("; ")] as const]),
    ...(filter === undefined || consumes === 0 ? [] : [["Others", others] as const]),
  ];
}

function consumeText(target: string | undefined): string {
  return `consume: an event is deleted from the queue once it is ${target === undefined ? "shown" : "taken"}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** How to get the queue back stands with the first try only. */
function goneText(attempt: number): string {
  if (attempt > 1) return "The queue is still gone.";
  return "The queue is gone: it was deleted, or the emulator was reset. bwp events connect makes it again.";
}

function backlogText(numbers: QueueNumbers | undefined): string {
  if (numbers === undefined) return ", waiting for events";
  const { visible, inFlight, delayed } = numbers;
  return `: about ${visible} waiting, ${inFlight} in flight, ${delayed} delayed`;
}
