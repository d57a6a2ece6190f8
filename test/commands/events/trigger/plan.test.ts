import { describe, expect, test } from "vitest";
import { requireEventType } from "../../../../src/commands/events/find-type.ts";
import { planTrigger, type TriggerRequest } from "../../../../src/commands/events/trigger/plan.ts";
import { BwpError } from "../../../../src/errors.ts";

const ON_SANDBOX = {
  order: undefined,
  overrides: {},
  version: "2024-11-01",
  isEmulator: false,
  force: false,
  unique: "0a1b2c3d",
} as const;

const kinds = (type: string, more: Partial<TriggerRequest> = {}): readonly string[] =>
  planTrigger({ ...ON_SANDBOX, type: requireEventType(type), ...more }).map(({ kind }) => kind);

function refusalOf(type: string, more: Partial<TriggerRequest> = {}): BwpError {
  try {
    kinds(type, more);
  } catch (error) {
    if (error instanceof BwpError) return error;
  }
  throw new Error(`${type} can be triggered`);
}

describe("on a sandbox of the service", () => {
  test.each([
    ["ORDER_CONFIRMED", ["create"]],
    ["PACKAGE_DELIVERED", ["create", "advance", "advance"]],
    ["REFUND_REQUESTED", ["create", "advance"]],
    ["REFUND_COMPLETED", ["create", "advance", "refund"]],
    ["BUYABILITY_CHANGED", ["product"]],
    ["PERSONAL_DATA_RETRIEVAL_TASK_FAILED", ["task"]],
    ["PERSONAL_DATA_DELETION_TASK_FAILED", ["create", "task"]],
  ])("%s is caused by documented calls alone", (type, expected) => {
    expect(kinds(type)).toEqual(expected);
  });

  test.each(["RETURN_STARTED", "RETURN_PACKAGE_IN_TRANSIT", "RETURN_DELIVERY_FAILED", "RETURN_COMPLETED"])(
    "%s needs a shopper who opens the return, even with --force",
    (type) => {
      const { code, findings, suggestion } = refusalOf(type, { force: true });
      expect(code).toBe("emulator_only");
      expect(findings.join()).toContain("no operation of the API opens a Buy with Prime return in a sandbox");
      expect(suggestion).toContain("--order");
    },
  );

  test("a milestone is a guess of its input, sent with --force only", () => {
    expect(refusalOf("PACKAGE_TRACKER_MILESTONE_CHANGED").suggestion).toContain("--force");
    expect(kinds("PACKAGE_TRACKER_MILESTONE_CHANGED", { force: true })).toEqual(["create", "advance", "tracker"]);
  });
});

describe("versions", () => {
  test("2024-01-01 moves the return itself, and has neither gradings nor trackers", () => {
    const january = { version: "2024-01-01", isEmulator: true } as const;
    expect(kinds("RETURN_DELIVERY_COMPLETED", january)).toEqual([
      "create",
      "advance",
      "advance",
      "openReturn",
      "returnPackage",
    ]);
    for (const type of ["RETURN_ITEM_GRADED", "RETURN_DELIVERY_FAILED", "PACKAGE_TRACKER_MILESTONE_CHANGED"]) {
      expect(refusalOf(type, january).code).toBe("not_in_version");
    }
  });

  test("2024-04-01 documents no sandbox, but orders can be created", () => {
    const april = { version: "2024-04-01" } as const;
    expect(kinds("ORDER_CONFIRMED", april)).toEqual(["create"]);
    expect(refusalOf("PACKAGE_DELIVERED", april)).toMatchObject({ code: "not_in_version" });
  });
});
