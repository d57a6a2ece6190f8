import { expect, test } from "vitest";
import { FIDELITY } from "../../src/emulator/fidelity.ts";

test("each decision has an id of its own and says where it comes from", () => {
  expect(new Set(FIDELITY.map((entry) => entry.id)).size).toBe(FIDELITY.length);
  for (const { behaviour, source } of FIDELITY) {
    expect(behaviour).toMatch(/\.$/);
    expect(source).not.toBe("");
  }
});
