import type { ReturnIdentifier } from "../../client/dialects/dialect.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { parseAlias } from "../order/order-identifier.ts";

/** The argument that names a return by itself, without its order. */
export const RETURN_ARGUMENT = { value: "RETURN_ID", summary: "Return id, or one of its aliases as TYPE:ID" } as const;

/** The return that the user means; asked for if a person can answer. */
export async function chooseReturnIdentifier(context: Context, given: string | undefined): Promise<ReturnIdentifier> {
  const { returnId } = await complete(context, {
    returnId: {
      given,
      flag: "RETURN_ID",
      ask: (prompt) =>
        prompt.input("Return id, or an alias as TYPE:ID", {
          check: (text) => (text === "" ? "It is needed; bwp returns list shows the returns of an order." : undefined),
        }),
    },
  });
  return returnId.includes(":") ? { alias: parseAlias(returnId) } : { id: returnId };
}
