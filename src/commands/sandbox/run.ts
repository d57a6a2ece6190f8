import { BwpError, UsageError } from "../../errors.ts";
import { fields, line, section, span } from "../../formatters/blocks.ts";
import { type RunNews, runNewsBlocks } from "../../formatters/scenario.ts";
import { shippedScenarios } from "../../generated/scenarios.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { type Context, createContext } from "../../kernel/context.ts";
import { readText } from "../../kernel/input-file.ts";
import { announce } from "../../kernel/mutate.ts";
import { checkOutputFile, writeOutputFile } from "../../kernel/output-file.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { readSpeed, SPEED_OPTION } from "../emulator-speed.ts";
import { startOwnEmulator } from "../own-emulator.ts";
import { requireSandbox } from "./sandbox-only.ts";
import { inVersion, readSet } from "./scenario/check-scenario.ts";
import { openWorld } from "./scenario/open-world.ts";
import { readScenario } from "./scenario/read-scenario.ts";
import { runJunit } from "./scenario/run-junit.ts";
import { runScenario, type ScenarioReport, titleOf } from "./scenario/run-scenario.ts";
import type { Scenario } from "./scenario/scenario.ts";
import type { Values } from "./scenario/step-values.ts";

const NAMES = Object.keys(shippedScenarios);

export const command = defineCommand({
  name: "sandbox run",
  summary: "Run scenarios: steps and assertions on an order, from YAML, with a report",
  description:
    "A scenario creates an order and leads it through packages, returns and refunds, waits for events, and asserts what the order must look like. It works on a sandbox, or on the emulator; --emulator starts one for the run. It stops at the first step that fails.\n\nSix scenarios come with bwp and are run by name; --print shows one, to begin your own with. docs/scenarios.md tells what may stand in the file.",
  operations: [
    "createOrder",
    "updateOrder",
    "cancelOrder",
    "updateOrderPackageInformation",
    "updateOrderReturns",
    "order",
  ],
  mutates: true,
  arguments: {
    scenarios: { value: "SCENARIO", variadic: true, summary: `YAML files, - for stdin, or ${NAMES.join(", ")}` },
  },
  options: {
    set: {
      type: "string",
      value: "NAME=VALUE",
      multiple: true,
      commas: false,
      summary: "A value for a name below `set` in the file",
    },
    emulator: { type: "boolean", summary: "Start an emulator on a free port for the run" },
    speed: SPEED_OPTION,
    junit: { type: "string", value: "FILE", summary: "Write a JUnit report as well" },
    keepGoing: { type: "boolean", summary: "After a scenario that failed, run the next one" },
    print: { type: "boolean", summary: "Print the scenarios instead of running them" },
  },
  output: {
    ok: "true if every scenario passed",
    durationMs: "how long it took",
    "scenarios[].name, .file, .apiVersion, .ok": "each scenario",
    "scenarios[].orderIds[]": "orders that it created",
    "scenarios[].startedAt, .durationMs": "when, and how long",
    "scenarios[].steps[]": "id, kind, title, line, outcome (passed, failed, skipped), durationMs, error",
  },
  errors: {
    assertion_failed: "an assertion does not hold; expected and actual are in the findings (exit 1)",
    invalid_scenario: "the file has mistakes; every one is listed with its line, and nothing was sent (exit 2)",
    sandbox_only: "the profile is production (exit 2)",
    not_in_version: "the version of the API cannot express the scenario (exit 5)",
    emulator_only: "it has steps that only the emulator can do (exit 5)",
    timed_out: "a state or an event did not come in time (exit 7)",
  },
  examples: [
    { command: "bwp sandbox run delivered --emulator", note: "A shipped scenario, on an emulator of its own" },
    { command: "bwp sandbox run delivered --print", note: "The YAML, to begin your own with" },
    { command: "bwp sandbox run shop.yaml --set sku=MUG --junit report.xml", note: "Your own, in CI" },
  ],
  async run(context, { args, options }) {
    const { names } = await complete(context, {
      names: {
        given: args.scenarios,
        flag: "SCENARIO",
        ask: (prompt) =>
          prompt.checkbox(
            "Which scenarios",
            NAMES.map((value) => ({ value, label: value })),
          ),
      },
    });
    const texts = await Promise.all(names.map(async (name) => ({ name, text: await scenarioText(context, name) })));
    if (options.print) {
      await context.output.raw(texts.map(({ text }) => text).join("---\n"));
      return;
    }
    const scenarios = texts.map(({ name, text }) => readScenario(text, name));
    const setOf = readSet(scenarios, options.set);
    if (context.globals.dryRun) {
      await showPlan(context, scenarios);
      return;
    }
    await checkOutputFile(context, options.junit);
    if (options.emulator)
      await onOwnEmulator(context, readSpeed(options.speed), (inner) => runAll(inner, scenarios, setOf, options));
    else await runAll(context, scenarios, setOf, options);
  },
});

/** Does the work with an emulator as the only profile. */
async function onOwnEmulator(
  context: Context,
  speed: ReturnType<typeof readSpeed>,
  work: (inner: Context) => Promise<void>,
): Promise<void> {
  const env = await startOwnEmulator(context, { speed });
  const { host, globals, runLine } = context;
  const inner = createContext({ ...host, env }, { ...globals, profile: undefined }, { runLine });
  try {
    await work(inner);
  } finally {
    await inner.close();
  }
}

/** A shipped scenario by name, else a file. */
async function scenarioText(context: Context, name: string): Promise<string> {
  const shipped = shippedScenarios[name];
  if (shipped !== undefined) return shipped;
  const looksLikeName = /^[\w-]+$/.test(name) && name !== "-";
  return readText(context, name).catch((error: unknown) => {
    if (!looksLikeName || !(error instanceof BwpError)) throw error;
    throw new UsageError(`There is no scenario "${name}", and no such file.`, {
      code: "unknown_scenario",
      suggestion: didYouMean(name, NAMES) ?? `There are ${NAMES.join(", ")}.`,
    });
  });
}

async function showPlan(context: Context, scenarios: readonly Scenario[]): Promise<void> {
  const plan = scenarios.map(({ name, file, apiVersions, steps }) => ({
    name,
    file,
    apiVersions,
    steps: steps.map((step) => ({
      id: step.id,
      kind: step.kind,
      title: titleOf(step),
      line: step.line,
      values: step.values,
    })),
  }));
  await context.output.result(plan, (all) => [
    line([span("Dry run: ", "warn"), "nothing was sent."]),
    ...all.map(({ name, steps }) => section(name, [fields(steps.map((step) => [`line ${step.line}`, step.title]))])),
  ]);
}

interface RunOptions {
  readonly junit: string | undefined;
  readonly keepGoing: boolean;
}

async function runAll(
  context: Context,
  scenarios: readonly Scenario[],
  setOf: (scenario: Scenario) => Values,
  options: RunOptions,
): Promise<void> {
  await requireSandbox(context);
  const profile = await context.profile();
  const told = scenarios.map((scenario) => inVersion(scenario, profile));
  const { output, host, globals } = context;
  const growing = output.format === "table" && globals.query === undefined;
  const writer = output.stream<RunNews>(runNewsBlocks);
  const tell = async (news: RunNews): Promise<void> => {
    if (growing) await writer.write([news]);
  };
  const start = host.now();
  const reports: ScenarioReport[] = [];
  let failure: BwpError | undefined;
  for (const scenario of told) {
    if (failure !== undefined && !options.keepGoing) break;
    const { name, description, file } = scenario;
    await announce(context, `run "${name}" in version ${profile.apiVersion}`);
    await tell({ kind: "scenario", name, description });
    const world = await openWorld(context, scenario);
    const end = await runScenario(scenario, setOf(scenario), world, (step) => tell({ kind: "step", step, file }));
    context.signal.throwIfAborted();
    reports.push(end.report);
    failure ??= end.failure;
    await tell({ kind: "end", ...sums(end.report) });
  }
  if (options.junit !== undefined) await writeOutputFile(context, options.junit, runJunit(reports));
  const ok = failure === undefined;
  const report = { ok, durationMs: Math.round(host.now() - start), scenarios: reports };
  if (growing) await writer.end();
  else await output.result(report, () => []);
  if (failure !== undefined) throw inScenario(failure, reports);
}

function sums({ steps, durationMs, orderIds }: ScenarioReport) {
  const count = (outcome: string): number => steps.filter((step) => step.outcome === outcome).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped"), durationMs, orderIds };
}

/** The error with the place where it happened; type and code, and so the exit code, stay. */
function inScenario(error: BwpError, reports: readonly ScenarioReport[]): BwpError {
  const report = reports.find(({ ok }) => !ok);
  const step = report?.steps.find(({ outcome }) => outcome === "failed");
  if (report === undefined || step === undefined) return error;
  const { type, code, message, findings, suggestion, operation, retryable } = error;
  return new BwpError(type, `${report.file}:${step.line}: ${step.title}: ${message}`, {
    code,
    findings,
    suggestion,
    operation,
    retryable,
    cause: error,
  });
}
