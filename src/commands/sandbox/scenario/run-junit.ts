import { type JunitCase, toJunit } from "../../../formatters/junit.ts";
import type { ScenarioReport, StepReport } from "./run-scenario.ts";

/** The report of a run for JUnit: a suite a scenario, a case a step. */
export function runJunit(reports: readonly ScenarioReport[]): string {
  return toJunit(
    "bwp sandbox run",
    reports.map((report) => ({
      name: report.name,
      timestamp: report.startedAt,
      durationMs: report.durationMs,
      properties: [
        ["file", report.file],
        ["apiVersion", report.apiVersion],
        ...report.orderIds.map((id): [string, string] => ["orderId", id]),
      ],
      cases: report.steps.map((step, index) => caseOf(report, step, index)),
    })),
  );
}

/** Names of cases must differ: their number in the scenario goes first. */
function caseOf(report: ScenarioReport, step: StepReport, index: number): JunitCase {
  const { error } = step;
  return {
    name: `${index + 1}. ${step.title}`,
    className: report.name,
    file: report.file,
    line: step.line,
    durationMs: step.durationMs,
    outcome: step.outcome === "failed" ? (error?.code === "assertion_failed" ? "failure" : "error") : step.outcome,
    type: error?.code,
    message: error?.message,
    text: error === null ? undefined : [error.message, ...error.findings, error.suggestion ?? ""].join("\n").trimEnd(),
  };
}
