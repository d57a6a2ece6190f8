import type { Context } from "../../kernel/context.ts";

/** Says that the columns of a catalog file are documented for later versions only, where an older one is in use. */
export function adviseOnColumns(context: Context, version: string | undefined): void {
  if (version !== "2024-01-01") return;
  context.notices.warn(
    "The columns of a catalog file are not documented for 2024-01-01; these are those of 2024-04-01 and later.",
  );
}
