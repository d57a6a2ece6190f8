import { countText } from "./event-tail.ts";

/** Numbers of a listener, as its summary shows them. */
export interface ListenNumbers {
  readonly received: number;
  readonly shown: number;
  readonly filtered: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly inHand: number;
  readonly turnedAway: ReadonlyMap<number, number>;
}

/** What a listener did, in one line. */
export function listenSummaryText(numbers: ListenNumbers): string {
  const { received, shown, filtered, refused, duplicates, inHand, turnedAway } = numbers;
  const parts = [
    `${countText(received, "event")} received`,
    `${shown} shown`,
    ...(filtered > 0 ? [`${filtered} not selected`] : []),
    ...(refused > 0 ? [`${refused} not taken`] : []),
    ...(inHand > 0 ? [`${inHand} archived only`] : []),
    ...(duplicates > 0 ? [countText(duplicates, "duplicate")] : []),
  ];
  const away = [...turnedAway.values()].reduce((sum, count) => sum + count, 0);
  const statuses = [...turnedAway.keys()].sort((left, right) => left - right).join(", ");
  return [
    received === 0 ? "No events received." : `${parts.join(", ")}.`,
    ...(away === 0 ? [] : [`${countText(away, "request")} turned away (${statuses}).`]),
  ].join(" ");
}
