import { expect, test } from "vitest";
import { type TailNumbers, tailStatusText, tailSummaryText } from "../../src/formatters/event-tail.ts";

const NUMBERS: TailNumbers = {
  received: 20,
  shown: 12,
  filtered: 0,
  refused: 0,
  duplicates: 0,
  redelivered: 0,
  acknowledged: 0,
  returned: 0,
  undeleted: 0,
  backlog: undefined,
};
const PACE = { rate: 0, lag: undefined, lastType: undefined, queues: [] };

test("the status line tells what there is to tell", () => {
  expect(tailStatusText(NUMBERS, PACE, 80)).toBe("Waiting for events (12 shown; Ctrl-C ends)");
  const busy = { ...NUMBERS, backlog: 40, duplicates: 1, refused: 2 };
  const pace = { rate: 3.44, lag: "2s", lastType: "PACKAGE_DELIVERED", queues: [] };
  expect(tailStatusText(busy, pace, 200)).toBe(
    "Waiting for events (12 shown, about 40 in the queue, 2 not taken, 3.4/s, 1 duplicate, lag 2s, last PACKAGE_DELIVERED; Ctrl-C ends)",
  );
});

test("in a narrow terminal what matters less is left out, and the line never wraps", () => {
  const busy = { ...NUMBERS, backlog: 40, duplicates: 1, refused: 2 };
  const pace = { rate: 3.44, lag: "2s", lastType: "PACKAGE_DELIVERED", queues: [] };
  expect(tailStatusText(busy, pace, 80)).toBe("Waiting for events (12 shown, about 40 in the queue; Ctrl-C ends)");
  for (let width = 46; width < 140; width += 1) {
    expect(tailStatusText(busy, pace, width).length).toBeLessThanOrEqual(width - 3);
  }
});

test("with a receiver it tells what is in hand, and after Ctrl-C that this is being finished", () => {
  expect(tailStatusText({ ...NUMBERS, backlog: 24 }, { ...PACE, inHand: 8 }, 80)).toBe(
    "Waiting for events (12 shown, 8 in hand, about 24 in the queue; Ctrl-C ends)",
  );
  expect(tailStatusText(NUMBERS, { ...PACE, inHand: 8, isEnding: true }, 80)).toBe(
    "Finishing (12 shown, 8 in hand; Ctrl-C again gives back)",
  );
});

test("several queues have their numbers each", () => {
  const queues = [
    { name: "a", shown: 10, backlog: 3 },
    { name: "b", shown: 2, backlog: 0 },
  ];
  expect(tailStatusText({ ...NUMBERS, backlog: 3 }, { ...PACE, queues }, 80)).toBe(
    "Waiting for events (a 10 and 3 waiting, b 2; Ctrl-C ends)",
  );
});

test("the summary names only what happened", () => {
  expect(tailSummaryText({ ...NUMBERS, received: 0 })).toBe("No events received.");
  expect(tailSummaryText({ ...NUMBERS, filtered: 5, refused: 3, acknowledged: 14, returned: 6, duplicates: 2 })).toBe(
    "20 events received, 12 shown, 5 not selected, 3 not taken, 14 deleted from the queue, 6 given back to the queue, 2 duplicates.",
  );
});
