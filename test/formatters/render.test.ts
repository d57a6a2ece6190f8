import { describe, expect, test } from "vitest";
import { fields, line, section, span, table } from "../../src/formatters/blocks.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { loadTheme, PLAIN_THEME } from "../../src/formatters/theme.ts";

function render(blocks: Parameters<typeof renderBlocks>[0], width: number, theme = PLAIN_THEME): Promise<string> {
  return renderBlocks(blocks, { theme, width, unicode: true });
}

const PATH = "businessProduct/{businessProductId}/order/{orderId}/delivery/{deliveryId}";

describe("labels and values", () => {
  const rows = fields([
    ["PACKAGE_DELIVERY_IN_TRANSIT", "the package is on its way to the shopper"],
    ["REFUND", "2 USD"],
  ]);

  test("beside each other where there is room", async () => {
    expect(await render([rows], 80)).toBe(
      `PACKAGE_DELIVERY_IN_TRANSIT  the package is on its way to the shopper\nREFUND${" ".repeat(23)}2 USD\n`,
    );
  });

  test("a value that would be squeezed stands below its label, one that fits stays", async () => {
    expect(await render([rows], 40)).toBe(
      `PACKAGE_DELIVERY_IN_TRANSIT\n  the package is on its way to the\n  shopper\nREFUND${" ".repeat(23)}2 USD\n`,
    );
  });

  test.each([40, 48, 60, 80])("no line is longer than %i columns, at any depth", async (width) => {
    const deep = section("A section", [section("within a section", [rows, fields([["Resource", PATH]])])]);
    const text = await render([deep, table(["Name", "Path"], [["x".repeat(30), PATH]])], width);
    for (const row of text.split("\n")) expect(row.length).toBeLessThanOrEqual(width);
    expect(text.replaceAll(/\s/g, "")).toContain(PATH);
  });
});

describe("long words", () => {
  test("break after slashes, and stay whole where they fit", async () => {
    expect(await render([line(PATH)], 40)).toBe(
      "businessProduct/{businessProductId}/\norder/{orderId}/delivery/{deliveryId}\n",
    );
    expect(await render([line(PATH)], 80)).toBe(`${PATH}\n`);
    expect(await render([line("see https://sqs.us-east-1.amazonaws.com/000000000000/my-queue now")], 40)).toBe(
      "see https://sqs.us-east-1.amazonaws.com/\n000000000000/my-queue now\n",
    );
  });

  test("without a slash they break where they must", async () => {
    expect(await render([line("x".repeat(50))], 40)).toBe(`${"x".repeat(40)}\n${"x".repeat(10)}\n`);
  });

  test("in colour as well", async () => {
    const text = await render([line(span(PATH, "warn"))], 40, await loadTheme(1));
    expect(text.replaceAll(/\u001b\[\d+m/g, "")).toBe(
      "businessProduct/{businessProductId}/\norder/{orderId}/delivery/{deliveryId}\n",
    );
  });
});

test("text that goes on stands under the text, not under its mark", async () => {
  expect(await render([line("one two three four five six seven", 2, "→ ")], 30)).toBe(
    "  → one two three four five\n    six seven\n",
  );
  expect(await render([line("one two three four five six seven", 2, "→ ")], Number.POSITIVE_INFINITY)).toBe(
    "  → one two three four five six seven\n",
  );
});
