import fc from "fast-check";
import { expect, test } from "vitest";
import { type JunitCase, toJunit } from "../../src/formatters/junit.ts";
import { parseXml } from "../support/xml.ts";

const CASE: JunitCase = {
  name: "1. create",
  className: "Delivered",
  file: "delivered.yaml",
  line: 5,
  durationMs: 12,
  outcome: "passed",
};
const suite = (cases: readonly JunitCase[]) => ({
  name: "Delivered",
  timestamp: "2026-11-23T08:00:00.123Z",
  durationMs: 1500,
  properties: [["apiVersion", "2024-11-01"] as const],
  cases,
});

test("a report counts its cases in every element", () => {
  const cases: readonly JunitCase[] = [
    CASE,
    { ...CASE, outcome: "failure", type: "assertion_failed", message: "expected 1, but it is 2", text: "details" },
    { ...CASE, outcome: "error", type: "timed_out", message: "Timed out" },
    { ...CASE, outcome: "skipped" },
  ];
  const root = parseXml(toJunit("bwp", [suite(cases), suite([CASE])]));
  expect(root.attributes).toEqual({
    name: "bwp",
    tests: "5",
    failures: "1",
    errors: "1",
    skipped: "1",
    time: "3.000",
  });
  const [first] = root.children;
  expect(first?.attributes).toEqual({
    name: "Delivered",
    tests: "4",
    failures: "1",
    errors: "1",
    skipped: "1",
    time: "1.500",
    timestamp: "2026-11-23T08:00:00",
  });
  expect(first?.children.map(({ name }) => name)).toEqual([
    "properties",
    "testcase",
    "testcase",
    "testcase",
    "testcase",
  ]);
  expect(first?.children.map(({ children }) => children.map(({ name }) => name))).toEqual([
    ["property"],
    [],
    ["failure"],
    ["error"],
    ["skipped"],
  ]);
  expect(first?.children[2]?.children[0]).toMatchObject({
    attributes: { type: "assertion_failed", message: "expected 1, but it is 2" },
    text: "details",
  });
});

test("whatever a name or message holds, the report is XML and gives the text back", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (name, message) => {
      const failed = { ...CASE, name, outcome: "failure" as const, message, text: message };
      const [read] =
        parseXml(toJunit("bwp", [suite([failed])]))
          .children.at(0)
          ?.children.slice(1) ?? [];
      const kept = (value: string): string =>
        value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
      expect(read?.attributes.name).toBe(kept(name));
      expect(read?.children[0]?.attributes.message).toBe(kept(message));
      expect(read?.children[0]?.text).toBe(kept(message));
    }),
  );
});
