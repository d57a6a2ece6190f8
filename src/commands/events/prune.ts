import { basename } from "node:path";
import { UsageError } from "../../errors.ts";
import { type ArchiveFile, listArchiveFiles, planPrune, removeArchiveFiles } from "../../events/archive-files.ts";
import { countText } from "../../formatters/event-tail.ts";
import { bytesText } from "../../formatters/history-stats.ts";
import { type PrunedFile, pruneBlocks } from "../../formatters/prune.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { ARCHIVE_OPTION, archiveFolder } from "./archive-folder.ts";
import { readTime } from "./filter-options.ts";
import { readSize, wantLimits } from "./prune/want-limits.ts";

export const command = defineCommand({
  name: "events prune",
  summary: "Remove old files of the archive",
  description:
    "The archive grows until you prune it. Whole files go, the oldest first; a file holds a day or 64 MB of one tail. A file that was begun today (UTC) and is not full yet stays: a tail may be writing to it, also one in another container that shares the folder. It asks before it removes anything, since the events are then gone for good; --yes answers, --dry-run only shows.",
  options: {
    olderThan: {
      type: "string",
      value: "TIME",
      summary: "Files that were written to last before that: 30d, 2026-01-31",
    },
    keepSize: { type: "string", value: "SIZE", summary: "As many as it takes to keep within that: 500MB, 2GB" },
    archiveDir: ARCHIVE_OPTION,
  },
  output: {
    folder: "the archive",
    "removed[]": "file, bytes, from and to: when it was begun, and written to last",
    bytesRemoved: "their size",
    "filesKept, bytesKept": "what stays",
    "inUse[]": "files that would go, but a tail may be writing to them: they were begun today",
    dryRun: "true if nothing was removed",
  },
  errors: {
    missing_input: "neither --older-than nor --keep-size (exit 2)",
    confirmation_required: "nobody can be asked; say --yes (exit 2)",
  },
  examples: [
    { command: "bwp events prune --older-than 30d --dry-run", note: "What would go" },
    { command: "bwp events prune --keep-size 500MB --yes", note: "In a cron job" },
  ],
  async run(context, { options }) {
    const now = context.host.now();
    const { limits } = await complete(context, { limits: wantLimits(options, now) });
    const { olderThan, keepSize } = limits;
    const before = olderThan === undefined ? undefined : readTime("--older-than", olderThan, now);
    const keepBytes = keepSize === undefined ? undefined : readSize("--keep-size", keepSize);
    const folder = await archiveFolder(context, options.archiveDir);
    const plan = planPrune(await listArchiveFiles(folder), { now, before, keepBytes });
    const { dryRun } = context.globals;
    const [one, ...more] = plan.inUse;
    if (one !== undefined) {
      const what = more.length === 0 ? `${basename(one.path)} stays` : `${plan.inUse.length} files stay`;
      context.notices.info(`${what}: a tail may still be writing there.`);
    }
    if (!dryRun && plan.gone.length > 0) {
      await confirmRemoval(context, plan.gone);
      await removeArchiveFiles(plan.gone);
    }
    await context.output.result(
      {
        folder,
        removed: plan.gone.map(toPruned),
        bytesRemoved: sizeOf(plan.gone),
        filesKept: plan.kept.length,
        bytesKept: sizeOf(plan.kept),
        inUse: plan.inUse.map(({ path }) => basename(path)),
        dryRun,
      },
      pruneBlocks,
    );
  },
});

function toPruned({ path, bytes, begunAt, lastWriteAt }: ArchiveFile): PrunedFile {
  const [from, to] = [new Date(begunAt).toISOString(), new Date(lastWriteAt).toISOString()];
  return { file: basename(path), bytes, from, to };
}

function sizeOf(files: readonly ArchiveFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function confirmRemoval({ globals, io, prompt, notices }: Context, files: readonly ArchiveFile[]): Promise<void> {
  if (globals.yes) return;
  const what = `${countText(files.length, "file")} of the archive (${bytesText(sizeOf(files))})`;
  if (!io.canPrompt) {
    throw new UsageError(`Nothing was removed: to remove ${what} needs a confirmation, since they are then gone.`, {
      code: "confirmation_required",
      suggestion: "Add --yes to confirm, or --dry-run to see what would go.",
    });
  }
  await notices.flush();
  const [first, last] = [files[0], files.at(-1)];
  const [from, to] = [first?.begunAt ?? 0, last?.lastWriteAt ?? 0].map((time) =>
    new Date(time).toISOString().slice(0, 10),
  );
  const size = bytesText(sizeOf(files));
  const question = `Remove ${countText(files.length, "file")} (${size}, ${from} to ${to}) for good?`;
  if (await prompt.confirm(question, false)) return;
  throw new UsageError("Nothing was removed.", { code: "not_confirmed" });
}
