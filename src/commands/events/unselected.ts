import { UsageError } from "../../errors.ts";

/** The option that says what becomes of events that a filter does not select. */
export const UNSELECTED_OPTION = {
  type: "string",
  value: "FATE",
  choices: ["archive", "leave"],
  summary: "Events that a filter does not select: archive (and delete), or leave in the queue",
  group: "Which events",
} as const;

/** What the fate of unselected events depends on. */
export interface UnselectedChoice {
  readonly unselected?: "archive" | "leave" | undefined;
  readonly consume: boolean;
  readonly peek: boolean;
  readonly noArchive: boolean;
}

/**
 * What becomes of events that a filter does not select. Nothing is lost and nothing is stolen: without an archive, and in a
 * queue that may be somebody else's, they are left there unless the user says otherwise.
 * @throws {UsageError} if nothing would be left of them, or the option has no meaning.
 */
export function chooseUnselected(choice: UnselectedChoice, isFiltered: boolean): "archive" | "leave" {
  const { unselected, consume, peek, noArchive } = choice;
  if (unselected !== undefined && !isFiltered) {
    throw new UsageError("--unselected needs a filter such as --type or --pattern.");
  }
  if (unselected !== undefined && peek) throw new UsageError("--peek leaves everything in the queue anyway.");
  if (unselected === "archive" && noArchive) {
    throw new UsageError("--unselected archive and --no-archive contradict each other: nothing would be left of them.");
  }
  return unselected ?? (consume || noArchive ? "leave" : "archive");
}
