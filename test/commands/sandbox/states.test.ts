import { describe, expect, test } from "vitest";
import { drawMachine } from "../../../src/formatters/state-machine.ts";
import { runBwp } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";

interface Machine {
  readonly name: string;
  readonly terminal: readonly string[];
  readonly transitions: readonly {
    from: string;
    to: string;
    events: string[];
    reasons: string[];
    waitMs: number | null;
  }[];
}

const states = async (...words: string[]): Promise<readonly Machine[]> =>
  JSON.parse((await runBwp(["sandbox", "states", ...words])).stdout) as Machine[];

describe("sandbox states", () => {
  test("packages move as the documentation's table says", async () => {
    const [machine] = await states("package");
    expect(machine?.terminal).toEqual(["DELIVERED", "CANCELLED"]);
    expect(
      machine?.transitions.map(({ from, to, events, reasons, waitMs }) => [from, to, events, reasons, waitMs]),
    ).toEqual([
      ["PENDING", "IN_TRANSIT", ["PACKAGE_DELIVERY_IN_TRANSIT"], [], 480_000],
      [
        "PENDING",
        "CANCELLED",
        ["PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED"],
        ["UNFULFILLABLE", "CUSTOMER_REQUESTED"],
        480_000,
      ],
      ["IN_TRANSIT", "DELIVERED", ["PACKAGE_DELIVERED"], [], 120_000],
      ["IN_TRANSIT", "CANCELLED", ["PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED"], ["UNDELIVERABLE"], 120_000],
    ]);
  });

  test("return packages, returns, refunds and those of 2024-01-01 have their ends", async () => {
    const ends = Object.fromEntries((await states()).map(({ name, terminal }) => [name, terminal]));
    expect(ends).toEqual({
      package: ["DELIVERED", "CANCELLED"],
      "return-package": ["DELIVERED", "FAILED"],
      return: ["COMPLETED", "CANCELLED"],
      refund: ["SUCCESS", "REJECTED"],
      delivery: ["DELIVERED", "CANCELLED"],
      "return-2024-01-01": ["COMPLETED"],
    });
  });

  test("an unknown one is refused with a hint", async () => {
    const result = await runBwp(["sandbox", "states", "refnd"]);
    expect(result.code).toBe(2);
    expect(errorOf(result).suggestion).toContain("refund");
  });

  test("the drawing fits its terminal: with Unicode and without", async () => {
    const wide = await runBwp(["sandbox", "states", "package", "-o", "table"]);
    expect(wide.stdout).toContain(
      "  PENDING ─┬▶ IN_TRANSIT ─┬▶ DELIVERED\n           │              └▶ CANCELLED\n           └▶ CANCELLED\n",
    );
    const plain = await runBwp(["sandbox", "states", "-o", "table"], { env: { LANG: "C" } });
    expect(plain.stdout).toContain("PENDING -+> IN_TRANSIT -+> DELIVERED");
    expect(/[^\n -~×]/.exec(plain.stdout)?.[0]).toBeUndefined();
  });
});

test("a drawing ends even where states lead back, and shows states that nothing leads to", () => {
  const step = (from: string, to: string) => ({
    ...{ from, to, reasons: [], reasonOptional: false, events: [], waitMs: null, only: null },
    eventsAre: "documented" as const,
  });
  const drawing = drawMachine(
    { initial: "A", states: ["A", "B", "C"], transitions: [step("A", "A"), step("A", "B"), step("B", "A")] },
    { unicode: true },
  );
  expect(drawing).toBe("A ↺ ──▶ B ──▶ A ↺ …\nC");
});

describe("sandbox tokens", () => {
  test("each token is base64 of what it is said to be; one is marked as concluded, with the reason", async () => {
    const { stdout } = await runBwp(["sandbox", "tokens"]);
    const tokens = JSON.parse(stdout) as {
      token: string;
      decodesTo: string;
      documented: boolean;
      note: string | null;
    }[];
    expect(tokens.map(({ token }) => Buffer.from(token, "base64").toString())).toEqual(
      tokens.map(({ decodesTo }) => decodesTo),
    );
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(4);
    const concluded = tokens.filter(({ documented }) => !documented);
    expect(concluded).toHaveLength(1);
    expect(concluded[0]?.decodesTo).toContain("non-prime-shopper-access-token");
    expect(concluded[0]?.note).toContain("by mistake");
  });
});
