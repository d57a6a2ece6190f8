import type { OrderIdentifierInput } from "../../client/dialects/dialect.ts";
import { UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import type { Alias } from "../../model/order.ts";

/** The argument that names an order, the same in every command. */
export const ORDER_ARGUMENT = { value: "ORDER_ID", summary: "Order id, or one of its aliases as TYPE:ID" } as const;

/**
 * Reads an alias as the command line takes it, `EXTERNAL_ID:shop-1001`; the id may hold further colons.
 * @throws {UsageError} without a type or an id.
 */
export function parseAlias(text: string): Alias {
  const colon = text.indexOf(":");
  const [aliasType, aliasId] = [text.slice(0, Math.max(0, colon)).trim(), text.slice(colon + 1).trim()];
  if (aliasType !== "" && aliasId !== "") return { aliasType, aliasId };
  throw new UsageError(`"${text}" is no alias.`, {
    code: "invalid_alias",
    suggestion: "Write it as TYPE:ID, for example EXTERNAL_ID:shop-1001.",
  });
}

/**
 * Reads the aliases that a thing is to have.
 * @param owner what it is, as a sentence begins: `A return`.
 * @throws {UsageError} for more than there may be, or a malformed one.
 */
export function parseAliases(texts: readonly string[], owner: string, most: number): readonly Alias[] {
  const aliases = texts.map(parseAlias);
  if (aliases.length <= most) return aliases;
  throw new UsageError(`${owner} has at most ${most} aliases.`, { code: "too_many_aliases" });
}

/**
 * Reads the name of an order: an alias if there is a colon in it (order ids have none), else its id.
 * @throws {UsageError} for an empty text, or a malformed alias.
 */
export function parseOrderIdentifier(text: string): OrderIdentifierInput {
  if (text.trim() === "") {
    throw new UsageError("ORDER_ID is empty.", {
      code: "missing_input",
      suggestion: "In a script this is often a variable without a value.",
    });
  }
  return text.includes(":") ? { alias: parseAlias(text) } : { orderId: text };
}

/** Says which order an identifier means: `322-AB12-CD34EF`, or `EXTERNAL_ID:shop-1001`. */
export function identifierText({ orderId, alias }: OrderIdentifierInput): string {
  return alias ? `${alias.aliasType}:${alias.aliasId}` : (orderId ?? "");
}

/** The order that the user means; asked for if a person can answer. */
export async function chooseOrder(
  context: Context,
  given: { readonly orderId: string | undefined; readonly alias?: string | undefined },
): Promise<OrderIdentifierInput> {
  if (given.orderId !== undefined && given.alias !== undefined) {
    throw new UsageError("Give the order's id or one of its aliases, not both.", { code: "two_orders" });
  }
  if (given.alias !== undefined) return { alias: parseAlias(given.alias) };
  const { orderId } = await complete(context, {
    orderId: {
      given: given.orderId,
      flag: "ORDER_ID",
      ask: (prompt) =>
        prompt.input("Order id, or an alias as TYPE:ID", {
          check: (text) => (text === "" ? "An order id looks like 322-ABC1-AAAAAA." : undefined),
        }),
    },
  });
  return parseOrderIdentifier(orderId);
}
