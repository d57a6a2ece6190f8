import type { UnreadableLine } from "../../../events/archive.ts";
import type { HistoryQuery } from "../../../events/history.ts";
import { countText } from "../../../formatters/event-tail.ts";
import type { Context } from "../../../kernel/context.ts";
import { ARCHIVE_OPTION, archiveFolder } from "../archive-folder.ts";
import { type FilterChoice, openFilter, RANGE_OPTIONS } from "../filter-options.ts";

/** Options of all commands that select events of an archive. */
export const HISTORY_OPTIONS = { ...RANGE_OPTIONS, archiveDir: ARCHIVE_OPTION } as const;

/** Values of {@link HISTORY_OPTIONS}. */
export type HistoryChoice = FilterChoice & { readonly archiveDir?: string | undefined };

/** A selection of an archive, ready to be read. */
export interface OpenHistory {
  readonly query: HistoryQuery;
  /** What is selected, in words; empty if all is. */
  readonly words: readonly string[];
  readonly unreadable: UnreadableLines;
}

/**
 * Reads what events of which archive are meant.
 * @throws {UsageError} as {@link openFilter}.
 */
export async function openHistory(context: Context, choice: HistoryChoice): Promise<OpenHistory> {
  const [folder, filter] = [await archiveFolder(context, choice.archiveDir), await openFilter(context, choice)];
  const unreadable = new UnreadableLines();
  const query: HistoryQuery = { folder, filter: filter?.filter, onUnreadable: (line) => unreadable.note(line) };
  return { query, words: filter?.words ?? [], unreadable };
}

/** Counts lines that are no records, and tells of them in the end: they must not stop anybody from reading the others. */
export class UnreadableLines {
  count = 0;
  private first: UnreadableLine | undefined;
  private readonly torn: string[] = [];

  note(line: UnreadableLine): void {
    if (line.isTorn === true) {
      this.torn.push(line.file);
      return;
    }
    this.count += 1;
    this.first ??= line;
  }

  tell(context: Context): void {
    if (this.first !== undefined) {
      const { file, line } = this.first;
      const others = this.count === 1 ? "" : ", the first of them";
      context.notices.warn(
        `${countText(this.count, "line")} of the archive could not be read${others}: ${file}:${line}`,
      );
    }
    for (const file of this.torn) {
      context.notices.info(
        `The last line of ${file} is unfinished: it is just being written, or a crash cut it short.`,
      );
    }
  }
}
