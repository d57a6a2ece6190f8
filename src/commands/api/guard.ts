import { UsageError } from "../../errors.ts";
import type { ChosenOperation } from "./document.ts";

/**
 * Lets no mutation run that was not asked for in words: a document may hold one unseen.
 * @throws {UsageError} code `mutation_not_allowed`
 */
export function guardMutation({ kind, rootFields }: ChosenOperation, allowed: boolean): void {
  if (kind !== "mutation" || allowed) return;
  throw new UsageError(`The document is a mutation (${rootFields.join(", ")}).`, {
    code: "mutation_not_allowed",
    suggestion: "Nothing was sent. Add --allow-mutations to run it, or --dry-run to see the request.",
  });
}

/** Mutations whose effect nobody can take back: they are confirmed everywhere, as by the command of their own. */
const IRREVERSIBLE: Readonly<Record<string, string>> = {
  startPersonalDataDeletionTask: "the shopper's personal data cannot be brought back once it is deleted",
};

/** Why the operation cannot be taken back; undefined if it can. */
export function irreversibleOf({ rootFields }: ChosenOperation): string | undefined {
  return rootFields.flatMap((field) => (Object.hasOwn(IRREVERSIBLE, field) ? [IRREVERSIBLE[field]] : []))[0];
}
