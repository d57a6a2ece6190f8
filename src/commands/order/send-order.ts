import { orderIn } from "../../client/dialects/answers.ts";
import type { Call, CreateOrderInput } from "../../client/dialects/dialect.ts";
import { BwpError, RefusedError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { mutate } from "../../kernel/mutate.ts";
import type { Alias } from "../../model/order.ts";
import { identifierText } from "./order-identifier.ts";

/** Codes by which the API says that an alias is taken; on a retry they mean that the first try worked. */
const ALIAS_TAKEN: ReadonlySet<string> = new Set(["ConflictError", "ConflictException", "AliasValueAlreadyExists"]);
/** The service's clock and ours may differ by this much when an order's age is judged. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * Creates an order. With an alias a repetition is safe, so an unclear failure is repeated, and settled by a query for the
 * alias. Page: best-practices-for-orders, createorder (errors).
 * @param input the order in the newest words, of which the alias and a description are taken.
 * @param call what is sent.
 * @returns the answer, or undefined after a dry run.
 */
export async function sendOrder(context: Context, input: CreateOrderInput, call: Call): Promise<unknown> {
  const alias = (input.aliases ?? []).find((entry) => entry !== null);
  const started = context.host.now();
  let unclear = false;
  try {
    return await mutate(context, {
      ...call,
      what: whatOf(input),
      ...(alias === undefined ? {} : { retry: "safe" as const }),
      onRetry: (event) => {
        unclear ||= event.mayHaveTakenEffect;
      },
    });
  } catch (error) {
    if (!(error instanceof BwpError) || alias === undefined) throw error;
    const taken = ALIAS_TAKEN.has(error.code);
    if (error.code !== "outcome_unknown" && !(unclear && taken)) throw taken ? aliasTaken(error, alias) : error;
    const found = await lookUp(context, alias, started - CLOCK_TOLERANCE_MS);
    if (found === undefined) throw taken ? aliasTaken(error, alias) : stillUnclear(error, alias);
    context.notices.warn(
      `The answer was lost, but the order is there: found by its alias ${identifierText({ alias })}.`,
    );
    return { createOrder: { order: found } };
  }
}

function whatOf(input: CreateOrderInput): string {
  const count = input.lineItems.length;
  const lines = `${count} line${count === 1 ? "" : "s"}`;
  return `create an order of ${lines}${input.desiredExecutionState === "STARTED" ? " and start its fulfilment" : ""}`;
}

/** The order of that alias, if it is not older than this call. */
async function lookUp(context: Context, alias: Alias, notBefore: number): Promise<unknown> {
  const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
  const { operation, variables } = dialect.order({ alias });
  const answer = await api.request(operation, variables, { signal: context.signal }).catch((error: unknown) => {
    if (error instanceof BwpError && !context.signal.aborted) return undefined;
    throw error;
  });
  const order = dialect.readOrder(answer);
  // Versions whose order has no time of its own have it on the lines.
  const createdAt = Date.parse(order?.createdAt ?? order?.lineItems[0]?.createdAt ?? "");
  return order === undefined || createdAt < notBefore ? undefined : orderIn(answer);
}

function aliasTaken(error: BwpError, alias: Alias): RefusedError {
  const name = identifierText({ alias });
  return new RefusedError(error.message, {
    code: error.code,
    operation: error.operation,
    path: error.path,
    suggestion: `If an earlier call with the alias ${name} failed, it worked after all: bwp order show ${name}. Otherwise choose another alias.`,
    cause: error,
  });
}

function stillUnclear(error: BwpError, alias: Alias): BwpError {
  const name = identifierText({ alias });
  return new BwpError(error.type, error.message, {
    code: error.code,
    operation: error.operation,
    suggestion: `Look with: bwp order show ${name}. To repeat, give --alias ${name}: that cannot create a second order.`,
    retryable: true,
    cause: error,
  });
}
