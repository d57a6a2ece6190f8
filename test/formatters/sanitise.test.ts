import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { line, span, table } from "../../src/formatters/blocks.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { sanitiseJson, sanitiseLine, sanitiseText } from "../../src/formatters/sanitise.ts";
import { PLAIN_THEME } from "../../src/formatters/theme.ts";

const DANGEROUS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

describe("sanitiser", () => {
  it.each([
    ["\u001b]52;c;ZXZpbA==\u0007", "\\u001b]52;c;ZXZpbA==\\u0007"],
    ["\u009d0;title\u009c", "\\u009d0;title\\u009c"],
    ["user\u202egpj.exe", "user\\u202egpj.exe"],
    ["a\u200bb\ufeff", "a\\u200bb\\ufeff"],
    ["\u{e0041}", "\\u{e0041}"],
    ["x\ny\tz\r", "x\\ny\\tz\\r"],
    ["plain – ü 漢 ❤️", "plain – ü 漢 ❤️"],
  ])("makes %j visible", (text, expected) => {
    expect(sanitiseLine(text)).toBe(expected);
  });

  it("keeps line feeds and tabs in text of several lines", () => {
    expect(sanitiseText("a\n\tb\u001b[2J")).toBe("a\n\tb\\u001b[2J");
  });

  it("lets no dangerous character through, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(DANGEROUS.test(sanitiseLine(text))).toBe(false);
        expect(DANGEROUS.test(sanitiseText(text))).toBe(false);
      }),
    );
  });

  it("keeps the value of JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-composite" }), fc.string({ unit: "binary" }), (left, right) => {
        const json = JSON.stringify({ left, right });
        expect(JSON.parse(sanitiseJson(json))).toEqual(JSON.parse(json));
        expect(DANGEROUS.test(sanitiseJson(json))).toBe(false);
      }),
    );
  });
});

describe("renderer", () => {
  const layout = { theme: PLAIN_THEME, width: 80, unicode: true };

  it("makes every text safe: lines, spans, cells and column titles", async () => {
    const evil = "\u001b[31mred";
    const text = await renderBlocks([line([evil, span(evil, "bad")]), table(["A"], [[evil]])], layout);
    expect(text).not.toContain("\u001b");
    expect(text).toContain("\\u001b[31mred");
  });

  it("shows a table that is too wide as cards, and loses nothing", async () => {
    const wide = "x".repeat(60);
    const text = await renderBlocks(
      [
        table(
          ["First", "Second"],
          [
            [wide, wide],
            ["1", null],
          ],
        ),
      ],
      layout,
    );
    expect(text.split("\n").every((row) => row.length <= 80)).toBe(true);
    expect(text).toContain(`First   ${wide}`);
    expect(text).toContain("Second  –");
  });
});
