import { NotFoundError, RefusedError, UsageError } from "../../errors.ts";
import { aliasText } from "../../formatters/alias.ts";
import { contentsText } from "../../formatters/contents.ts";
import type { Context } from "../../kernel/context.ts";
import type { OrderView, ReturnDetails } from "../../model/order.ts";

/**
 * The return of an order that the user means: by id, or by an alias as TYPE:ID; the only one if none is named; else asked for.
 * @throws {NotFoundError} for an unknown one; {@link RefusedError} code `no_returns` if the order has none.
 */
export async function findReturn(
  context: Context,
  order: OrderView,
  wanted: string | undefined,
): Promise<ReturnDetails> {
  const findings = order.returns.map(
    ({ id, state, aliases }) => `${[id, ...aliases.map(aliasText)].join(" ")} (${state ?? "?"})`,
  );
  if (wanted !== undefined) {
    const found = order.returns.find(
      ({ id, aliases }) => id === wanted || aliases.some((alias) => aliasText(alias) === wanted),
    );
    if (found !== undefined) return found;
    throw new NotFoundError(`Order ${order.id} has no return ${wanted}.`, { findings });
  }
  const [first] = order.returns;
  if (first === undefined) {
    throw new RefusedError(`Order ${order.id} has no returns.`, {
      code: "no_returns",
      suggestion:
        "A shopper or the merchant console opens returns; one that began elsewhere is told of with bwp order return add.",
    });
  }
  if (order.returns.length === 1) return first;
  if (!context.io.canPrompt) {
    throw new UsageError(`Order ${order.id} has ${order.returns.length} returns.`, {
      code: "missing_input",
      findings,
      suggestion: "Name one: RETURN_ID.",
    });
  }
  return context.prompt.select(
    "Which return?",
    order.returns.map((entry) => {
      const contents = contentsText(
        entry.lineItems.flatMap((item) => item.contents),
        order.lineItems,
      );
      return {
        value: entry,
        label: `${entry.id}  ${entry.state ?? "?"}`,
        ...(contents === undefined ? {} : { hint: contents }),
      };
    }),
  );
}
