import { type CatalogCalls, readFeed } from "../../client/dialects/catalog.ts";
import { NotFoundError, RefusedError } from "../../errors.ts";
import { feedBlocks } from "../../formatters/feed.ts";
import type { Context } from "../../kernel/context.ts";
import { waitFor } from "../../kernel/wait.ts";
import type { FeedReport, FeedView } from "../../model/catalog.ts";
import { fetchReport } from "./fetch-report.ts";

/** An import as the API answers it, and as views show it. */
interface ReadFeed {
  readonly answer: unknown;
  readonly feed: FeedView;
}

/** Shape of the output of what shows an import. */
export const FEED_OUTPUT = {
  "catalogFeed.id": "id of the import",
  "catalogFeed.status": "CREATED, IN_PROGRESS, COMPLETED or FAILED",
  "catalogFeed.result": "the report's file id, or signals that say why it failed",
  "report.rows, succeeded, skipped, failed": "counted from the report; report is null until there is one",
  "report.failedRows[]": "rows that failed, in the report's own columns",
} as const;

/** Reads an import. @throws {NotFoundError} if there is none of that id. */
export async function findFeed(context: Context, calls: CatalogCalls, feedId: string): Promise<ReadFeed> {
  const api = await context.api();
  const { operation, variables } = calls.catalogFeed(feedId);
  const answer = await api.request(operation, variables, { signal: context.signal });
  const feed = readFeed(answer);
  if (feed === undefined) throw new NotFoundError(`There is no import ${feedId}.`, { operation: "catalogFeed" });
  return { answer, feed };
}

/** Waits until an import has ended. Whoever is stopped meanwhile is told how to go on. */
export async function followFeed(
  context: Context,
  calls: CatalogCalls,
  feedId: string,
  timeoutMs: number,
): Promise<ReadFeed> {
  return waitFor(context, {
    what: `import ${feedId} has ended`,
    timeoutMs,
    firstPauseMs: 500,
    longestPauseMs: 10_000,
    poll: () => findFeed(context, calls, feedId),
    done: ({ feed }) => hasEnded(feed),
    state: ({ feed }) => feed.status,
    takeUp: `bwp catalog feed ${feedId} --wait`,
  });
}

function hasEnded({ status }: FeedView): boolean {
  return status === "COMPLETED" || status === "FAILED";
}

/** Puts out an import with what its report says. */
export async function showFeed(
  context: Context,
  calls: CatalogCalls,
  { answer, feed }: ReadFeed,
  reportFile: string | undefined,
): Promise<FeedReport | null> {
  const report = await fetchReport(context, calls, feed, reportFile);
  const saved = report === null ? undefined : reportFile;
  const whole = { ...(answer as object), report };
  await context.output.result(whole, () => feedBlocks(feed, report, saved));
  if (reportFile !== undefined && report === null) {
    context.notices.warn(`There is no report, so ${reportFile} was not written.`);
  }
  return report;
}

/** @throws {RefusedError} if an import failed, as a whole (code `import_failed`) or in rows (code `rows_failed`). */
export function requireSuccess(feed: FeedView, report: FeedReport | null): void {
  if (feed.status === "FAILED") {
    throw new RefusedError(`Import ${feed.id} failed; no row was imported.`, {
      code: "import_failed",
      operation: "catalogFeed",
      findings: feed.signals.map(({ code, message }) => [code, message].filter(Boolean).join(": ")),
      suggestion: "Correct the file and upload it again.",
    });
  }
  const failed = report?.failed ?? 0;
  if (failed === 0) return;
  const counted = `${failed.toLocaleString("en-US")} of ${report?.rows.toLocaleString("en-US")} rows`;
  throw new RefusedError(`${counted} failed.`, {
    code: "rows_failed",
    operation: "catalogFeed",
    suggestion: "Correct these rows and upload them again; rows of products that exist by now need --overwrite.",
  });
}
