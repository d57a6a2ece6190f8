import { API_FAULT_KINDS, EVENT_FAULT_KINDS } from "../../../emulator/faults/fault.ts";
import { UsageError } from "../../../errors.ts";
import { line, span } from "../../../formatters/blocks.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { EVENT_TYPES } from "../../../model/event-types.ts";
import { OPERATIONS } from "../../../model/operations.ts";
import { type EmulatorFault, FAULT_OUTPUT, faultBlocks } from "./fault-view.ts";

const KINDS: readonly string[] = [...new Set([...API_FAULT_KINDS, ...EVENT_FAULT_KINDS])];
const EVERYTHING = "*";
const TOKEN = "token";
/** How long a delay is unless --delay says otherwise. */
const USUAL_DELAY_MS = 5_000;

export const command = defineCommand({
  name: "emulator fault add",
  summary: "Let calls or events of the emulator go wrong, to see what your program does",
  description: `For an operation of the API (or * for all, or token for the token endpoint): ${API_FAULT_KINDS.join(", ")}. For an event type: ${EVENT_FAULT_KINDS.join(", ")}.\n\nthrottle, deny and internal answer with the documented errors; http with a bare status, html200 with a page and status 200, drop cuts the connection. The last three can strike after the operation took effect (--after): then only the answer is lost. Faults are kept in memory: a restart or a reset begins without any.`,
  arguments: { target: { value: "TARGET", summary: "Operation, event type (with * as a pattern), * or token" } },
  options: {
    kind: { type: "string", value: "KIND", choices: KINDS, summary: "What goes wrong" },
    times: { type: "integer", value: "N", min: 1, max: 1_000_000, summary: "Strike so often, then no more" },
    probability: { type: "string", value: "P", summary: "Strike with this probability, from 0 to 1 (default: 1)" },
    seed: {
      type: "integer",
      value: "N",
      min: 0,
      max: 4_294_967_295,
      summary: "Begin of the random numbers (default: 1)",
    },
    delay: { type: "duration", value: "TIME", summary: "How long a delay is (default: 5s)" },
    status: { type: "integer", value: "CODE", min: 200, max: 599, summary: "Status of http (default: 503)" },
    retryAfter: { type: "duration", value: "TIME", summary: "Let http name a time after which to try again" },
    after: { type: "boolean", summary: "Strike after the operation took effect: only the answer is lost" },
  },
  output: FAULT_OUTPUT,
  errors: {
    no_emulator: "no emulator is running (exit 4)",
    unknown_target: "there is no such operation or event type (exit 2)",
    wrong_kind: "the kind does not fit the target (exit 2)",
  },
  examples: [
    { command: "bwp emulator fault add createOrder --kind throttle --times 2", note: "Throttled twice, then it works" },
    { command: "bwp emulator fault add createOrder --kind drop --after --times 1", note: "The answer is lost" },
    { command: "bwp emulator fault add 'RETURN_*' --kind duplicate --probability 0.3 --seed 7", note: "Events twice" },
  ],
  async run(context, { args, options }) {
    const { target } = await complete(context, {
      target: {
        given: args.target,
        flag: "TARGET",
        ask: (prompt) => prompt.input("Operation, event type, * or token"),
      },
    });
    const isEvent = isEventTarget(target);
    const kinds: readonly string[] = isEvent ? EVENT_FAULT_KINDS : API_FAULT_KINDS;
    const { kind } = await complete(context, {
      kind: {
        given: options.kind,
        flag: "--kind <KIND>",
        ask: (prompt) =>
          prompt.select(
            "What goes wrong",
            kinds.map((value) => ({ value, label: value })),
          ),
      },
    });
    if (!kinds.includes(kind)) {
      const what = isEvent ? "events" : "operations";
      throw new UsageError(`--kind ${kind} is not for ${what}; for them there are ${kinds.join(", ")}.`, {
        code: "wrong_kind",
      });
    }
    const fault = {
      ...(isEvent ? { eventType: target } : { operation: target }),
      kind,
      ...given("ms", kind === "delay" ? (options.delay ?? USUAL_DELAY_MS) : undefined),
      ...given("status", forKind("--status", options.status, kind, ["http"])),
      ...given(
        "retryAfter",
        forKind("--retry-after", options.retryAfter, kind, ["http"], (ms) => ms / 1000),
      ),
      ...given(
        "when",
        options.after ? forKind("--after", "after", kind, isEvent ? [] : ["http", "html200", "drop"]) : undefined,
      ),
      ...given("times", options.times),
      ...given("probability", probabilityOf(options.probability)),
      ...given("seed", options.seed),
    };
    if (kind !== "delay") forKind("--delay", options.delay, kind, []);
    const { url } = await findEmulator(context);
    const added = (await controlEmulator(url, "POST", "faults", fault)) as EmulatorFault;
    await context.output.result(added, () => [line([span("Added", "good"), " the fault"]), ...faultBlocks([added])]);
  },
});

function given(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [name]: value };
}

/** The value of an option that only some kinds have. @throws {UsageError} if this one has it not. */
function forKind<T>(
  flag: string,
  value: T | undefined,
  kind: string,
  kinds: readonly string[],
  convert: (value: T) => T = (same) => same,
): T | undefined {
  if (value === undefined) return undefined;
  if (kinds.includes(kind)) return convert(value);
  throw new UsageError(`${flag} does not go with the kind ${kind}.`, { code: "wrong_kind" });
}

function isEventTarget(target: string): boolean {
  const operations = Object.keys(OPERATIONS);
  if (target === EVERYTHING || target === TOKEN || operations.includes(target)) return false;
  const pattern = new RegExp(
    `^${target
      .split("*")
      .map((part) => part.replace(/[^\w]/g, "\\$&"))
      .join(".*")}$`,
  );
  if (EVENT_TYPES.some(({ name }) => pattern.test(name))) return true;
  const known = [...operations, ...EVENT_TYPES.map(({ name }) => name)];
  throw new UsageError(`"${target}" is neither an operation nor an event type.`, {
    code: "unknown_target",
    suggestion: didYouMean(target, known) ?? "Give an operation such as createOrder, an event type, * or token.",
  });
}

function probabilityOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new UsageError(`--probability is a number from 0 to 1, not "${text}".`);
}
