import type { Alias } from "../model/order.ts";

/** An alias as the command line takes it: `EXTERNAL_ID:shop-1001`. */
export function aliasText(alias: Alias): string {
  return `${alias.aliasType}:${alias.aliasId}`;
}

/** Aliases in one cell; undefined if there are none. */
export function aliasesText(aliases: readonly Alias[]): string | undefined {
  return aliases.length === 0 ? undefined : aliases.map(aliasText).join(", ");
}
