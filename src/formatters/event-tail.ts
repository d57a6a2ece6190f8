/** Numbers of a tail so far, as its summary and status line show them. */
export interface TailNumbers {
  readonly received: number;
  readonly shown: number;
  readonly filtered: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly redelivered: number;
  readonly acknowledged: number;
  readonly returned: number;
  readonly undeleted: number;
  readonly backlog: number | undefined;
}

/** What a status line tells beside the numbers. */
export interface TailPace {
  /** Events a second of late. */
  readonly rate: number;
  /** How old the last event was when it came, as text. */
  readonly lag: string | undefined;
  readonly lastType: string | undefined;
  /** Events that are being handed to a receiver. */
  readonly inHand?: number | undefined;
  /** True after the first Ctrl-C. */
  readonly isEnding?: boolean;
  /** The queues by name, if there are several. */
  readonly queues: readonly { readonly name: string; readonly shown: number; readonly backlog: number | undefined }[];
}

/** `1 event`, `2 events`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** What a tail did, in one line. */
export function tailSummaryText(numbers: TailNumbers): string {
  const { received, shown, filtered, refused, duplicates, redelivered, acknowledged, returned, undeleted } = numbers;
  const parts = [
    `${countText(received, "event")} received`,
    `${shown} shown`,
    ...(filtered > 0 ? [`${filtered} not selected`] : []),
    ...(refused > 0 ? [`${refused} not taken`] : []),
    ...(acknowledged > 0 ? [`${acknowledged} deleted from the queue`] : []),
    ...(returned > 0 ? [`${returned} given back to the queue`] : []),
    ...(duplicates > 0 ? [countText(duplicates, "duplicate")] : []),
    ...(redelivered > 0 ? [`${redelivered} received before`] : []),
    ...(undeleted > 0 ? [`${undeleted} not deleted: they will come again, marked as redelivered`] : []),
  ];
  return received === 0 ? "No events received." : `${parts.join(", ")}.`;
}

/**
 * What a tail is doing, in one line of a terminal that is so wide; what matters less is left out where it does not fit.
 * @param backlogText says how much waits.
 */
export function tailStatusText(
  numbers: Pick<TailNumbers, "shown" | "backlog" | "duplicates" | "refused">,
  pace: TailPace,
  width: number,
  backlogText = (count: number): string => `about ${count} in the queue`,
): string {
  const { shown, backlog, duplicates, refused } = numbers;
  const { rate, lag, lastType, queues, inHand = 0, isEnding = false } = pace;
  const parts = [
    ...(queues.length > 1 ? queues.map(queueText) : [`${shown} shown`]),
    ...(inHand > 0 ? [`${inHand} in hand`] : []),
    ...(backlog !== undefined && backlog > 0 && queues.length <= 1 ? [backlogText(backlog)] : []),
    ...(refused > 0 ? [`${refused} not taken`] : []),
    ...(rate >= 0.1 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`] : []),
    ...(duplicates > 0 ? [countText(duplicates, "duplicate")] : []),
    ...(lag === undefined ? [] : [`lag ${lag}`]),
    ...(lastType === undefined ? [] : [`last ${lastType}`]),
  ];
  const [doing, keys] = isEnding ? ["Finishing", "Ctrl-C again gives back"] : ["Waiting for events", "Ctrl-C ends"];
  const lineOf = (count: number): string => `${doing} (${parts.slice(0, count).join(", ")}; ${keys})`;
  // A spinner and a blank stand before it.
  const fitting = parts.findLastIndex((_, index) => lineOf(index + 1).length <= width - 3);
  return lineOf(Math.max(fitting + 1, 1));
}

function queueText({ name, shown, backlog }: TailPace["queues"][number]): string {
  return `${name} ${shown}${backlog === undefined || backlog === 0 ? "" : ` and ${backlog} waiting`}`;
}
