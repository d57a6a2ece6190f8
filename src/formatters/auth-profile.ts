import { type Block, fields, span } from "./blocks.ts";

/** What became of an auth profile; its credentials are never shown. */
export function authProfileCard(id: string | undefined, outcome: "created" | "updated" | "deleted"): readonly Block[] {
  return [
    fields([
      ["Auth profile", span(id ?? "?", "strong")],
      ["Status", span(outcome, "good")],
    ]),
  ];
}
