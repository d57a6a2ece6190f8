import type { BwpError } from "../../../errors.ts";
import { asBwpError } from "../../../kernel/report.ts";
import { AssertionFailedError } from "./assertions.ts";
import { coerceValues } from "./coerce.ts";
import { advance, cancel, create, refund, start, tracker } from "./order-steps.ts";
import { resolveReferences } from "./references.ts";
import { grade, openReturn, returnPackage } from "./return-steps.ts";
import { type Scenario, type ScenarioStep, STEPS, type StepKind } from "./scenario.ts";
import type { Memory, StepCall, Values } from "./step-values.ts";
import { assert, wait } from "./watch-steps.ts";
import type { ScenarioWorld } from "./world.ts";

/** What one step came to. */
export interface StepReport {
  readonly id: string;
  readonly kind: StepKind;
  readonly title: string;
  /** Line in the scenario's file. */
  readonly line: number;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  /** Why it failed. */
  readonly error: StepError | null;
}

/** A failure in the report. */
export interface StepError {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly findings: readonly string[];
  readonly suggestion: string | null;
}

/** What a scenario came to. */
export interface ScenarioReport {
  readonly name: string;
  readonly file: string;
  readonly apiVersion: string;
  readonly ok: boolean;
  /** Ids of the orders that it created. */
  readonly orderIds: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly steps: readonly StepReport[];
}

/** A report, and the error to end with. */
export interface ScenarioEnd {
  readonly report: ScenarioReport;
  readonly failure: BwpError | undefined;
}

/** What each kind of step does; it answers what references can name. */
export const STEP_ACTIONS: Readonly<Record<StepKind, (call: StepCall) => Promise<object>>> = {
  create,
  start,
  advance,
  tracker,
  openReturn,
  returnPackage,
  grade,
  refund,
  cancel,
  wait,
  assert,
};

/** What a step is called in reports. */
export function titleOf({ kind, title, values }: ScenarioStep): string {
  if (title !== undefined) return title;
  const what = values.to ?? values.event ?? values.condition;
  return what === undefined ? kind : `${kind} ${String(what)}`;
}

/**
 * Runs the steps one after the other until one fails; the others are skipped. Does not reject because of a step.
 * @param onStep called with each step as soon as it is done.
 */
export async function runScenario(
  scenario: Scenario,
  set: Values,
  world: ScenarioWorld,
  onStep: (report: StepReport) => Promise<void>,
): Promise<ScenarioEnd> {
  const startedAt = world.now();
  const memory: Memory = { orderId: undefined };
  const known: Record<string, unknown> = { set, run: { id: world.newId() } };
  const orderIds: string[] = [];
  const steps: StepReport[] = [];
  let failure: BwpError | undefined;
  for (const step of scenario.steps) {
    const stepStart = world.now();
    const base = { id: step.id, kind: step.kind, title: titleOf(step), line: step.line };
    let report: StepReport = { ...base, outcome: "skipped", durationMs: 0, error: null };
    if (failure === undefined) {
      try {
        const result = await runStep(step, world, memory, known);
        known[step.id] = result;
        if (step.kind === "create" && memory.orderId !== undefined) orderIds.push(memory.orderId);
        report = { ...base, outcome: "passed", durationMs: elapsed(world, stepStart), error: null };
      } catch (thrown) {
        failure = asBwpError(thrown);
        report = { ...base, outcome: "failed", durationMs: elapsed(world, stepStart), error: describe(failure) };
      }
    }
    steps.push(report);
    await onStep(report);
  }
  const report: ScenarioReport = {
    name: scenario.name,
    file: scenario.file,
    apiVersion: world.dialect.version,
    ok: failure === undefined,
    orderIds,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: elapsed(world, startedAt),
    steps,
  };
  return { report, failure };
}

function elapsed(world: ScenarioWorld, since: number): number {
  return Math.round(world.now() - since);
}

async function runStep(
  step: ScenarioStep,
  world: ScenarioWorld,
  memory: Memory,
  known: Readonly<Record<string, unknown>>,
): Promise<object> {
  const values = coerceValues(resolveReferences(step.values, known) as Values, STEPS[step.kind].fields);
  const call: StepCall = { world, values, memory };
  if (step.fails === undefined) return STEP_ACTIONS[step.kind](call);
  const query = "the step";
  const expected = `an error with the code ${step.fails}`;
  const error = await STEP_ACTIONS[step.kind](call).then(
    () => undefined,
    (thrown: unknown) => asBwpError(thrown),
  );
  if (error === undefined) throw new AssertionFailedError({ query, expected, actual: "done without an error" });
  if (error.code !== step.fails && error.type !== step.fails) {
    throw new AssertionFailedError({ query, expected, actual: `${error.code}: ${error.message}` });
  }
  return { error: describe(error) };
}

function describe(error: BwpError): StepError {
  const { code, type, message, findings, suggestion } = error;
  return { code, type, message, findings, suggestion: suggestion ?? null };
}
