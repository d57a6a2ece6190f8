import { type Block, fields, line, section, span, table } from "./blocks.ts";
import { countText } from "./event-tail.ts";
import { bytesText } from "./history-stats.ts";
import { utcText } from "./time.ts";

/** A file of the archive in the result of a prune. */
export interface PrunedFile {
  readonly file: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
}

/** What went, or would go, and what stayed. */
export interface PruneView {
  readonly folder: string;
  readonly removed: readonly PrunedFile[];
  readonly bytesRemoved: number;
  readonly filesKept: number;
  readonly bytesKept: number;
  /** Files that a tail may be writing to. */
  readonly inUse: readonly string[];
  readonly dryRun: boolean;
}

/** The files, and the sums. */
export function pruneBlocks(result: PruneView): readonly Block[] {
  const { folder, removed, bytesRemoved, filesKept, bytesKept, dryRun } = result;
  if (removed.length === 0) return [line("Nothing to prune."), sums(folder, filesKept, bytesKept)];
  const verb = dryRun ? [span("Would remove ", "warn")] : [span("Removed ", "good")];
  return [
    section(
      [...verb, `${countText(removed.length, "file")} (${bytesText(bytesRemoved)})`],
      [pruneTable(removed), sums(folder, filesKept, bytesKept)],
    ),
  ];
}

/** From when to when each file holds events, and how large it is. */
function pruneTable(files: readonly PrunedFile[]): Block {
  return table(
    ["From", "To", { title: "Size", align: "right" }],
    files.map(({ from, to, bytes }) => [utcText(from), utcText(to), bytesText(bytes)]),
  );
}

function sums(folder: string, filesKept: number, bytesKept: number): Block {
  return fields([
    ["Kept", `${countText(filesKept, "file")} (${bytesText(bytesKept)})`],
    ["Archive", folder],
  ]);
}
