import { UsageError } from "../../errors.ts";
import { HANDOVER_FORMS, type HandoverForm } from "../../events/sinks/body.ts";
import { createSink, type EventSink, type Target } from "../../events/sinks/sink.ts";
import { span } from "../../formatters/blocks.ts";
import { flagName } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { isLoopbackHost } from "../../model/ids.ts";
import { VERSION } from "../../version.ts";
import { readForwardHeaders } from "./forward-headers.ts";

const GROUP = "Handing over";
const DEFAULT_CONCURRENCY = 8;
const DEFAULT_RETRIES = 4;

/** Options of all commands that hand events over to a receiver. */
export const SINK_OPTIONS = {
  forwardTo: { type: "string", value: "URL", summary: "POST each event there; 2xx takes it", group: GROUP },
  exec: {
    type: "string",
    value: "COMMAND",
    summary: "Run it for each event, with the event on stdin; exit status 0 takes it",
    group: GROUP,
  },
  envelope: {
    type: "string",
    value: "FORM",
    choices: HANDOVER_FORMS,
    summary:
      "original (byte for byte; default but for --exec), eventbridge, webhook, or record (as -o json shows it; default of --exec)",
    group: GROUP,
  },
  header: {
    type: "string",
    value: "NAME:VALUE",
    multiple: true,
    commas: false,
    summary: "Header of --forward-to; @env:NAME or @file:PATH in its value keeps a secret off the command line",
    group: GROUP,
  },
  concurrency: {
    type: "integer",
    value: "N",
    min: 1,
    max: 64,
    summary: `Events that are handed over at once (default: ${DEFAULT_CONCURRENCY})`,
    group: GROUP,
  },
  retries: {
    type: "integer",
    value: "N",
    min: 0,
    max: 20,
    summary: `Further tries, with growing pauses, after a fault, 5xx, 408 or 429 (default: ${DEFAULT_RETRIES})`,
    group: GROUP,
  },
  showResponse: { type: "boolean", summary: "With --forward-to: show what the receiver answered", group: GROUP },
} as const;

/** Values of {@link SINK_OPTIONS}. */
export interface SinkChoice {
  readonly forwardTo?: string | undefined;
  readonly exec?: string | undefined;
  readonly envelope?: HandoverForm | undefined;
  readonly header?: readonly string[];
  readonly concurrency?: number | undefined;
  readonly retries?: number | undefined;
  readonly showResponse?: boolean;
}

/**
 * Opens the sink that the user asks for; undefined if there is none. `--timeout` bounds each try. What the command of `--exec`
 * writes is given to `onOutput`, line by line; by default it is said on stderr, marked.
 * @throws {UsageError} if the options contradict each other or cannot be read.
 */
export async function openSink(
  context: Context,
  choice: SinkChoice,
  onOutput: (line: string) => void = (line) => context.notices.info(line, span("exec │ ", "dim")),
): Promise<EventSink | undefined> {
  const { forwardTo, exec } = choice;
  if (forwardTo !== undefined && exec !== undefined) {
    throw new UsageError("--forward-to and --exec do not go together: one receiver decides if an event is taken.");
  }
  if (exec !== undefined) refuse(choice, ["header", "showResponse"], "--forward-to");
  if (forwardTo === undefined && exec === undefined) {
    refuse(choice, ["header", "showResponse", "envelope", "concurrency", "retries"], "--forward-to or --exec");
    return undefined;
  }
  const target =
    forwardTo === undefined
      ? await execTarget(context, choice, onOutput)
      : await httpTarget(context, choice, forwardTo);
  const sink = createSink(target, {
    concurrency: choice.concurrency ?? DEFAULT_CONCURRENCY,
    retries: choice.retries ?? DEFAULT_RETRIES,
    clock: context.host,
    random: Math.random,
  });
  context.onClose(() => sink.close());
  return sink;
}

function refuse(choice: SinkChoice, keys: readonly (keyof SinkChoice)[], needed: string): void {
  for (const key of keys) {
    const value = choice[key];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    if (isGiven) throw new UsageError(`${flagName(key)} needs ${needed}.`);
  }
}

async function httpTarget(context: Context, choice: SinkChoice, address: string): Promise<Target> {
  const { createHttpTarget } = await import("../../events/sinks/http-target.ts");
  const url = readForwardUrl(address);
  const headers = await readForwardHeaders(context, choice.header ?? []);
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    context.notices.warn(`${url.host} is reached by http: anybody on the way can read the events. Use https.`);
  }
  return createHttpTarget({
    url,
    headers,
    form: choice.envelope ?? "original",
    timeoutMs: context.globals.timeout,
    keepsResponse: choice.showResponse === true,
    userAgent: `bwp/${VERSION}`,
    env: context.host.env,
  });
}

/**
 * The address of `--forward-to`, http if it names no scheme.
 * @throws {UsageError}
 */
export function readForwardUrl(address: string): URL {
  const text = address.includes("://") ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    // The address may hold a password, so it is not repeated.
    throw new UsageError("--forward-to takes a web address such as http://localhost:3000/hook.", {
      code: "invalid_url",
    });
  }
  return url;
}

async function execTarget(
  { host, globals }: Context,
  { exec = "", envelope = "record" }: SinkChoice,
  onOutput: (line: string) => void,
): Promise<Target> {
  const { createExecTarget } = await import("../../events/sinks/exec-target.ts");
  return createExecTarget({
    command: exec,
    form: envelope,
    timeoutMs: globals.timeout,
    cwd: host.cwd,
    env: host.env,
    platform: host.platform,
    onOutput,
  });
}
