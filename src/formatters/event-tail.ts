/** Numbers of a tail so far, as its summary and status line show them. */
export interface TailNumbers {
  readonly received: number;
  readonly shown: number;
  readonly duplicates: number;
  readonly redelivered: number;
  readonly acknowledged: number;
  readonly returned: number;
  readonly undeleted: number;
  readonly backlog: number | undefined;
}

/** `1 event`, `2 events`. */
export function countText(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** What a tail did, in one line. */
export function tailSummaryText(numbers: TailNumbers): string {
  const { received, shown, duplicates, redelivered, acknowledged, returned, undeleted } = numbers;
  const parts = [
    `${countText(received, "event")} received`,
    `${shown} shown`,
    ...(acknowledged > 0 ? [`${acknowledged} deleted from the queue`] : []),
    ...(returned > 0 ? [`${returned} given back to the queue`] : []),
    ...(duplicates > 0 ? [countText(duplicates, "duplicate")] : []),
    ...(redelivered > 0 ? [`${redelivered} received before`] : []),
    ...(undeleted > 0 ? [`${undeleted} not deleted: they will come again, marked as redelivered`] : []),
  ];
  return received === 0 ? "No events received." : `${parts.join(", ")}.`;
}

/** What a tail is doing while nothing arrives. */
export function tailStatusText({ shown, backlog }: TailNumbers): string {
  const waiting = backlog === undefined || backlog === 0 ? "" : `, about ${backlog} in the queue`;
  return `Waiting for events (${shown} shown${waiting}; Ctrl-C ends)`;
}
