import { describe, expect, it } from "vitest";
import { didYouMean, suggest } from "../../src/kernel/suggest.ts";
import { EVENT_TYPES } from "../../src/model/event-types.ts";

const names = EVENT_TYPES.map((type) => type.name);

describe("suggest", () => {
  it("finds slips of the finger, whatever the case", () => {
    expect(suggest("REFUND_REQESTED", names)[0]).toBe("REFUND_REQUESTED");
    expect(suggest("package_delivered", names)[0]).toBe("PACKAGE_DELIVERED");
    expect(didYouMean("shwo", ["show", "create"])).toBe("Did you mean show?");
  });

  it("stays silent when nothing is near", () => {
    expect(didYouMean("XYZZY_PLUGH", names)).toBeUndefined();
  });
});
