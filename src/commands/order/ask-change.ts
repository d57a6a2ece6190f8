import type { Context } from "../../kernel/context.ts";
import { parseAmount } from "./line-flags.ts";
import { parseAlias } from "./order-identifier.ts";

/** What `order update` can ask for: the options that the answer stands for. */
type Change =
  | { readonly start: true }
  | { readonly alias: readonly string[] }
  | { readonly total: string }
  | { readonly tax: string };

/** Asks what is to be changed; a file and links are options only, being long to type. */
export async function askChange({ prompt }: Context): Promise<Change> {
  const what = await prompt.select("What is to be changed?", [
    { value: "start", label: "Start fulfilment", hint: "STARTED" },
    { value: "alias", label: "Add an alias", hint: "your own id of the order; cannot be removed" },
    { value: "total", label: "Total price", hint: "what the shopper pays in all" },
    { value: "tax", label: "Taxes", hint: "of the whole order" },
  ] as const);
  if (what === "start") return { start: true };
  if (what === "alias") return { alias: [await prompt.input("Alias, as TYPE:ID", { check: faultOf(parseAlias) })] };
  const amount = await prompt.input("Amount", {
    check: faultOf((text) => parseAmount(text, "Amount", { zero: true })),
  });
  return what === "total" ? { total: amount } : { tax: amount };
}

function faultOf(read: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => {
    try {
      read(text);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
