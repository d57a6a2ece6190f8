import { expect, test } from "vitest";
import { createCallerCheck } from "../../../src/events/webhook/callers.ts";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

test.each([
  [basic("prime:s3cret: und mehr"), true],
  [basic("prime:s3cret: und mehr").replace("Basic", "bASIC"), true],
  [basic("prime:s3cret"), false],
  [basic("Prime:s3cret: und mehr"), false],
  [basic(""), false],
  ["Basic", false],
  ["Basic %%%", false],
  ["Bearer prime:s3cret: und mehr", false],
  ["", false],
  [undefined, false],
])("basic: %j is %j", (header, accepted) => {
  const check = createCallerCheck({ kind: "basic", username: "prime", password: "s3cret: und mehr" });
  expect(check.accepts(header)).toBe(accepted);
  expect(check.challenge).toBe('Basic realm="bwp"');
});

test("basic: letters beyond ASCII are UTF-8", () => {
  const check = createCallerCheck({ kind: "basic", username: "käufer", password: "größe" });
  expect(check.accepts(basic("käufer:größe"))).toBe(true);
});

test.each([
  ["Bearer t.0-ken", true],
  ["bearer   t.0-ken", true],
  ["Bearer t.0-ke", false],
  ["Bearer t.0-kenn", false],
  ["t.0-ken", false],
  [basic("t.0-ken"), false],
  [undefined, false],
])("bearer: %j is %j", (header, accepted) => {
  expect(createCallerCheck({ kind: "bearer", token: "t.0-ken" }).accepts(header)).toBe(accepted);
});
