import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBatches } from "../../../src/commands/analytics/batches.ts";
import { readLines } from "../../../src/commands/analytics/input-lines.ts";
import { addRange, holdsRange, type LineRange, risingLookup } from "../../../src/commands/analytics/line-ranges.ts";
import { inputTypes } from "../../../src/generated/input-types/2024-11-01.ts";
import { userEvent } from "./user-events.ts";

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))
  .map(([first, more]): LineRange => [first, first + more]);

/** Bytes in pieces of any size. */
async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

describe("ranges of lines", () => {
  test("say of each line whether it was added, in the fewest ranges", () => {
    fc.assert(
      fc.property(fc.array(range), (added) => {
        const ranges = added.reduce<readonly LineRange[]>(addRange, []);
        const isIn = risingLookup(ranges);
        for (let line = 1; line <= 70; line += 1) {
          expect(isIn(line)).toBe(added.some(([first, last]) => first <= line && line <= last));
        }
        for (const [index, [first]] of ranges.entries()) {
          expect(first).toBeGreaterThan((ranges[index - 1]?.[1] ?? -1) + 1);
        }
        for (const each of added) expect(holdsRange(ranges, each)).toBe(true);
      }),
    );
  });
});

describe("lines of an input", () => {
  test("are the same however the bytes arrive", async () => {
    const line = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", ""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.boolean(),
        fc.array(fc.integer({ min: 0, max: 9 })),
        async (texts, ends, sizes) => {
          const bytes = Buffer.from(texts.join("\n") + (ends ? "\n" : ""), "utf8");
          const wanted = bytes.toString("utf8").split("\n");
          if (wanted.at(-1) === "") wanted.pop();
          const found: string[] = [];
          for await (const lines of readLines(inPieces(bytes, sizes))) {
            for (const { number, bytes: content } of lines) {
              found.push(Buffer.from(content).toString("utf8"));
              expect(number).toBe(found.length);
            }
          }
          expect(found).toEqual(wanted);
        },
      ),
    );
  });
});

describe("batches", () => {
  test("hold each line that is not done exactly once, and none that is, whatever was done before", async () => {
    const events = Array.from({ length: 60 }, (_, index) => (index % 7 === 3 ? "broken" : JSON.stringify(userEvent())));
    const input = async function* () {
      yield `${events.join("\n")}\n`;
    };
    const cut = async (earlier?: Parameters<typeof readBatches>[1]["earlier"], size = 10) => {
      const batches = [];
      for await (const batch of readBatches(input(), { types: inputTypes, size, earlier })) batches.push(batch);
      return batches;
    };
    const whole = await cut();
    await fc.assert(
      fc.asyncProperty(fc.array(range), fc.integer({ min: 1, max: 50 }), fc.nat(), async (added, size, seed) => {
        const read = whole[seed % whole.length]?.position;
        if (read === undefined) throw new Error("There are batches.");
        const done = added.filter(([, last]) => last <= read.lines).reduce<readonly LineRange[]>(addRange, []);
        const isDone = risingLookup(done);
        const batches = await cut({ read, done }, size);
        const lines = batches
          .flatMap(({ events: sent, refusals }) => [...sent, ...refusals].map(({ line }) => line))
          .sort((left, right) => left - right);
        expect(lines).toEqual(events.map((_, index) => index + 1).filter((line) => !isDone(line)));
        for (const {
          events: sent,
          range: [first, last],
        } of batches) {
          expect(sent.length).toBeLessThanOrEqual(size);
          expect(done.some(([from, to]) => from <= last && first <= to)).toBe(false);
        }
      }),
    );
  });
});
