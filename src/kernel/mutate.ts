import type { Operation } from "../client/operation.ts";
import type { RawAnswer, RequestDescription, RetryEvent } from "../client/options.ts";
import { type BwpError, UsageError } from "../errors.ts";
import { type Block, fields, line, section, span, text } from "../formatters/blocks.ts";
import { stringifyJson } from "../model/json.ts";
import type { Context } from "./context.ts";

/** A change at the service, as a command wants it sent. */
export interface Mutation<Data, Variables> {
  readonly operation: Operation<Data, Variables>;
  readonly variables: Variables;
  /** What happens, in the imperative: "Create order …". */
  readonly what: string;
  /** Why it cannot be taken back; asks for a confirmation in every environment. */
  readonly irreversible?: string;
  /** What a person has to type again before an irreversible change, in every environment: `the shopper's e-mail`. */
  readonly retype?: { readonly name: string; readonly value: string };
  /** Called after the confirmation, before anything is sent; what it throws ends the call. */
  readonly beforeSending?: () => Promise<void>;
  /** "safe" if the same call may be repeated without doing the thing twice. */
  readonly retry?: "safe";
  /** True for an error that further tries cannot mend, although its kind usually passes. */
  readonly isFinal?: (error: BwpError) => boolean;
  /** Called before each further try. */
  readonly onRetry?: (event: RetryEvent) => void;
  /** Whether a dry run shows people the document as well: where it is the user's own. */
  readonly showDocument?: boolean;
  /** Called with every HTTP answer. */
  readonly onAnswer?: ((answer: RawAnswer) => void) | undefined;
  /** Paths in the variables that no documentation page confirms; warned about. */
  readonly unconfirmed?: readonly string[];
}

/** Changes of one kind that belong together: announced and confirmed once, then sent one by one. */
export interface MutationBatch<Data, Variables>
  extends Omit<Mutation<Data, Variables>, "operation" | "variables" | "beforeSending"> {
  readonly calls: readonly Pick<Mutation<Data, Variables>, "operation" | "variables">[];
  /** What stops a change that is on its way; default: the first Ctrl-C. */
  readonly signal?: AbortSignal;
}

/** Sends one of the announced changes; its own way of trying again goes before that of the batch. */
export type Sending<Data, Variables> = (
  call: Pick<Mutation<Data, Variables>, "operation" | "variables" | "retry" | "isFinal">,
) => Promise<Data>;

const confirmed = new WeakSet<Context>();

/**
 * Sends a change: says on stderr what and where, asks where a mistake would be dear, and honours `--dry-run`.
 * @returns the answer, or undefined after a dry run (then the request was printed instead).
 */
export async function mutate<Data, Variables>(
  context: Context,
  mutation: Mutation<Data, Variables>,
): Promise<Data | undefined> {
  await warnUnconfirmed(context, mutation);
  if (context.globals.dryRun) {
    const { operation, variables, showDocument = false } = mutation;
    const request = await describe(context, operation, variables);
    await context.output.result(request, (shown) => requestBlocks(shown, showDocument));
    return undefined;
  }
  const send = await openSending<Data, Variables>(context, mutation);
  await mutation.beforeSending?.();
  return send(mutation);
}

/**
 * The same for several changes. With `--dry-run` all requests are printed, as a list.
 * @returns how to send one of them, or undefined after a dry run.
 */
export async function mutateEach<Data, Variables>(
  context: Context,
  batch: MutationBatch<Data, Variables>,
): Promise<Sending<Data, Variables> | undefined> {
  await warnUnconfirmed(context, batch);
  if (context.globals.dryRun) {
    const requests = await Promise.all(
      batch.calls.map(({ operation, variables }) => describe(context, operation, variables)),
    );
    await context.output.result(requests, (all) => all.flatMap((request) => requestBlocks(request)));
    return undefined;
  }
  return openSending(context, batch);
}

/** Warns about what a call holds and no page confirms; an emulator may be told anything. */
export async function warnUnconfirmed(
  context: Context,
  { unconfirmed = [] }: { readonly unconfirmed?: readonly string[] },
): Promise<void> {
  if (unconfirmed.length === 0 || (await context.profile()).kind === "emulator") return;
  context.notices.warn(`Not confirmed by the documentation, may be refused: ${[...new Set(unconfirmed)].join(", ")}`);
}

async function openSending<Data, Variables>(
  context: Context,
  mutation: Omit<MutationBatch<Data, Variables>, "calls">,
): Promise<Sending<Data, Variables>> {
  const api = await context.api();
  await announce(context, mutation.what);
  await confirm(context, mutation);
  return async ({ operation, variables, retry, isFinal }) => {
    const data = await api.request(operation, variables, {
      signal: mutation.signal ?? context.signal,
      retry: retry ?? mutation.retry,
      isFinal: isFinal ?? mutation.isFinal,
      onRetry: mutation.onRetry,
      onAnswer: mutation.onAnswer,
    });
    if (context.changes.at(-1) !== mutation.what) context.changes.push(mutation.what);
    return data;
  };
}

/** Says in which environment something is about to happen. */
export async function announce(context: Context, what: string): Promise<void> {
  const profile = await context.profile();
  context.notices.info([
    span(profile.kind, profile.kind === "production" ? "bad" : "info"),
    ` profile ${profile.name}`,
    span(profile.kind === "emulator" ? "" : ` (${profile.targetId})`, "dim"),
    `: ${what}`,
  ]);
  // It must stand before a question or a progress, which do not wait for their turn.
  await context.notices.flush();
}

/**
 * Asks before a change on production (the profile's name has to be typed) or before one that cannot be taken back.
 * One answer counts for the whole call.
 */
export async function confirm(
  context: Context,
  { what, irreversible, retype }: Pick<Mutation<never, never>, "what" | "irreversible" | "retype">,
): Promise<void> {
  const profile = await context.profile();
  if (context.globals.yes || confirmed.has(context)) return;
  if (profile.kind !== "production" && irreversible === undefined) return;
  const production = `"${profile.name}" is a production profile`;
  const reason = irreversible ?? production;
  if (!context.io.canPrompt) {
    throw new UsageError(`Not sent: ${what} needs a confirmation, since ${reason}.`, {
      code: "confirmation_required",
      suggestion: "Add --yes to confirm, or --dry-run to see what would be sent.",
    });
  }
  // A notice that is still under way would be written into the question.
  await context.notices.flush();
  if (profile.kind === "production") {
    const why = irreversible === undefined ? production : `${irreversible}, and ${production}`;
    const typed = await context.prompt.input(`${why}. Type its name to go on`);
    if (typed !== profile.name)
      throw new UsageError("Not sent: that is not the profile's name.", { code: "not_confirmed" });
  }
  if (retype !== undefined) {
    const typed = await context.prompt.input(`${reason}. Type ${retype.name} again`);
    if (typed !== retype.value)
      throw new UsageError(`Not sent: that is not ${retype.name}.`, { code: "not_confirmed" });
  } else if (profile.kind !== "production" && !(await context.prompt.confirm(`${what}: ${reason}. Go on?`, false))) {
    throw new UsageError("Not sent.", { code: "not_confirmed" });
  }
  confirmed.add(context);
}

/** A request as a dry run prints it. */
interface DescribedRequest extends RequestDescription {
  readonly operation: string;
}

async function describe<Data, Variables>(
  context: Context,
  operation: Operation<Data, Variables>,
  variables: Variables,
): Promise<DescribedRequest> {
  const api = await context.api();
  return { operation: operation.name, ...api.describe(operation, variables) };
}

function requestBlocks(request: DescribedRequest, withDocument = false): readonly Block[] {
  return [
    line([span("Dry run: ", "warn"), "nothing was sent."]),
    section("Request", [
      fields([
        ["Operation", request.operation],
        ["URL", request.url],
      ]),
    ]),
    section("Headers", [fields(Object.entries(request.headers))]),
    ...(withDocument ? [section("Document", [text(request.body.query.trimEnd())])] : []),
    section("Variables", [text(stringifyJson(request.body.variables ?? {}, 2))]),
  ];
}
