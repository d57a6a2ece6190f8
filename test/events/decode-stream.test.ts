import { expect, test } from "vitest";
import { type DecodedEvent, decodeEventStream } from "../../src/events/decode-stream.ts";
import { eventText } from "./messages.ts";
import { fc, test as property } from "./property.ts";

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decode(input: string | Uint8Array, size = 65_536): Promise<DecodedEvent[]> {
  const events: DecodedEvent[] = [];
  for await (const batch of decodeEventStream(chunks(Buffer.from(input), size))) events.push(...batch);
  return events;
}

function ids(events: readonly DecodedEvent[]) {
  return events.map(({ event }) => event.eventId?.slice(-2));
}

const [a, b, c] = [eventText(1), eventText(2), eventText(3)];
const pretty = (text: string) => JSON.stringify(JSON.parse(text), null, 2);

test.each([
  ["a document a line", `${a}\n${b}\n${c}\n`, [1, 2, 3]],
  ["without line feed at the end, with blank lines", `${a}\n\n${b}\r\n${c}`, [1, 3, 4]],
  ["an array on one line", `[${a},${b},${c}]`, [1, 1, 1]],
  [
    "a pretty array",
    JSON.stringify(
      [a, b, c].map((text) => JSON.parse(text)),
      null,
      2,
    ),
    undefined,
  ],
  ["an array with its elements in the first column", `[\n${a},\n${b},\n${c}\n]`, [2, 3, 4]],
  ["pretty documents after each other", `${pretty(a)}\n${pretty(b)}\n${pretty(c)}\n`, undefined],
  ["documents side by side", `${a}${b} ${c}\n`, [1, 1, 1]],
  ["a pretty document, then lines", `${pretty(a)}\n${b}\n${c}`, undefined],
  ["an array, then a line", `[${a},\n${b}]\n${c}`, [1, 2, 3]],
  ["with a byte order mark", `\ufeff${a}\n${b}\n${c}`, [1, 2, 3]],
])("%s", async (_, text, lines) => {
  for (const size of [1, 7, 65_536]) {
    const events = await decode(text, size);
    expect(ids(events)).toEqual(["01", "02", "03"]);
    expect(events.map(({ event }) => event.form)).toEqual(["eventbridge", "eventbridge", "eventbridge"]);
    if (lines) expect(events.map(({ line }) => line)).toEqual(lines);
  }
});

test("a single pretty document", async () => {
  expect(ids(await decode(pretty(a)))).toEqual(["01"]);
});

test("lines that are cut short or no JSON are shown with their number, and spoil nothing", async () => {
  const events = await decode(`${a}\n{"eventDescriptor": "x",\n${b}\nnot json\n${c.slice(0, 100)}\n${c}\n{"open": [`);
  expect(events.map(({ line, event }) => [line, event.form, event.eventId?.slice(-2)])).toEqual([
    [1, "eventbridge", "01"],
    [2, "unknown", undefined],
    [3, "eventbridge", "02"],
    [4, "unknown", undefined],
    [5, "unknown", undefined],
    [6, "eventbridge", "03"],
    [7, "unknown", undefined],
  ]);
  expect(events[3]?.event.raw).toBe("not json");
});

test("a line that is not UTF-8 keeps its bytes", async () => {
  const bad = Buffer.from([0x7b, 0xff, 0x7d]);
  const events = await decode(Buffer.concat([Buffer.from(`${a}\n`), bad, Buffer.from(`\n${b}\n`)]));
  expect(ids(events)).toEqual(["01", undefined, "02"]);
  expect(Buffer.from(events[1]?.event.raw ?? "").equals(bad)).toBe(true);
});

test("an empty stream holds nothing", async () => {
  expect(await decode("\n \n")).toEqual([]);
});

property(
  "documents in any layout and any chunks are all found",
  [
    fc.array(fc.record({ pretty: fc.boolean(), glue: fc.constantFrom("\n", "\n\n", "\r\n") }), {
      minLength: 1,
      maxLength: 6,
    }),
    fc.integer({ min: 1, max: 500 }),
  ],
  async (layout, size) => {
    const text = layout
      .map(({ pretty: wide, glue }, at) => (wide ? pretty(eventText(at)) : eventText(at)) + glue)
      .join("");
    const events = await decode(text, size);
    expect(ids(events)).toEqual(layout.map((_, at) => String(at).padStart(2, "0")));
  },
  60,
);

property(
  "no text is lost: every line with a letter is in some event",
  [fc.array(fc.stringMatching(/^[a-z{}[\]",: ]*$/), { maxLength: 8 })],
  async (lines) => {
    const shown = (await decode(lines.join("\n"))).map(({ event }) => String(event.raw)).join("\n");
    const letters = (text: string) => text.replace(/[^a-z]/g, "");
    expect(letters(shown)).toBe(letters(lines.join("\n")));
  },
);
