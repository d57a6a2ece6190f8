import { type Block, line, span } from "./blocks.ts";

/** A step as the report shows it. */
export interface ShownStep {
  readonly title: string;
  readonly line: number;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  readonly error: {
    readonly message: string;
    readonly findings: readonly string[];
    readonly suggestion: string | null;
  } | null;
}

/** One thing that the report of a run shows, in the order in which it happens. */
export type RunNews =
  | { readonly kind: "scenario"; readonly name: string; readonly description: string | undefined }
  | { readonly kind: "step"; readonly step: ShownStep; readonly file: string }
  | {
      readonly kind: "end";
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
      readonly durationMs: number;
      readonly orderIds: readonly string[];
    };

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const MARKS = {
  passed: ["ok  ", "good"],
  failed: ["FAIL", "bad"],
  skipped: ["skip", "dim"],
} as const;

/** A report as it grows: a heading a scenario, a line a step, what failed below it, and the sum. */
export function runNewsBlocks(news: RunNews): readonly Block[] {
  switch (news.kind) {
    case "scenario":
      return [
        line([span(news.name, "strong")]),
        ...(news.description === undefined ? [] : [line(span(news.description, "dim"))]),
      ];
    case "step": {
      const { step, file } = news;
      const [mark, tone] = MARKS[step.outcome];
      const time = step.outcome === "skipped" ? "" : `  ${duration(step.durationMs)}`;
      const head = line(
        [span(mark, tone), " ", span(step.title, tone === "dim" ? "dim" : "plain"), span(time, "dim")],
        2,
      );
      if (step.error === null) return [head];
      const { message, findings, suggestion } = step.error;
      return [
        head,
        line([span(message, "bad"), span(`  ${file}:${step.line}`, "dim")], 7),
        ...findings.map((finding) => line(finding, 7)),
        ...(suggestion === null ? [] : [line(span(suggestion, "dim"), 7)]),
      ];
    }
    case "end": {
      const { passed, failed, skipped, orderIds } = news;
      const orders = orderIds.length === 0 ? "" : `  order ${orderIds.join(", ")}`;
      return [
        line([
          span(failed > 0 ? "Failed" : "Passed", failed > 0 ? "bad" : "good"),
          `: ${passed} passed, ${failed} failed, ${skipped} skipped in ${duration(news.durationMs)}`,
          span(orders, "dim"),
        ]),
        line(""),
      ];
    }
  }
}
