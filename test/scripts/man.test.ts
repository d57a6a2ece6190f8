import { expect, it } from "vitest";
import { manPages } from "../../scripts/man/pages.ts";
import { roffText } from "../../scripts/man/roff.ts";
import { reference } from "../../src/generated/reference.ts";

const pages = manPages("1.2.3");

it("has a page for every command, and one for all", () => {
  const wanted = Object.keys(reference()).map((name) => `bwp-${name.replaceAll(" ", "-")}.1`);
  expect([...pages.keys()].sort()).toEqual(["bwp.1", ...wanted].sort());
});

it("holds no line that a text made a request of the formatter", () => {
  const requests = /^\.(TH|SH|PP|TP|nf|fi|RS|RE)\b/;
  for (const [name, text] of pages) {
    const odd = text.split("\n").filter((line) => /^[.']/.test(line) && !requests.test(line));
    expect(odd, name).toEqual([]);
    expect(text.replace(/\\(?:[e&-]|f[BR])/g, ""), name).not.toContain("\\");
  }
});

it("keeps texts as they are written", () => {
  expect(roffText(".SH is text\n'so is this\\n --flag")).toBe("\\&.SH is text\n\\&'so is this\\en \\-\\-flag");
});

it("says what help says", () => {
  const text = pages.get("bwp-order-show.1") ?? "";
  expect(text).toContain(".SH NAME\nbwp\\-order\\-show \\- ");
  expect(text).toContain("\\fB\\-\\-view <");
  expect(text).toContain(".SH EXAMPLES");
});
