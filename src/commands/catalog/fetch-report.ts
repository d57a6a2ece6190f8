import { type CatalogCalls, readDownloadUrl } from "../../client/dialects/catalog.ts";
import { fetchText, LinkExpiredError } from "../../client/storage.ts";
import { PermissionError, UnavailableError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { writeOutputFile } from "../../kernel/output-file.ts";
import type { FeedReport, FeedView } from "../../model/catalog.ts";
import { openStorage } from "./open-storage.ts";
import { readReport } from "./read-report.ts";

/** A link lives five seconds; a new one is asked for so often. */
const LINKS = 3;

/**
 * Fetches the report of an import that is COMPLETED, and keeps it as a file if wanted: the link is used in the step that asks
 * for it. Without the permission for files the import itself can still be shown, so that is only warned about, unless the
 * file was asked for.
 * @returns null if there is no report.
 */
export async function fetchReport(
  context: Context,
  calls: CatalogCalls,
  feed: FeedView,
  file: string | undefined,
): Promise<FeedReport | null> {
  if (feed.reportFileId === undefined) return null;
  const text = await fetchFile(context, calls, feed.reportFileId).catch((error: unknown) => {
    if (!(error instanceof PermissionError) || file !== undefined) throw error;
    context.notices.warn(`The report cannot be fetched: ${error.message}`);
    return undefined;
  });
  if (text === undefined) return null;
  if (file !== undefined) await writeOutputFile(context, file, text);
  return readReport(text);
}

async function fetchFile(context: Context, calls: CatalogCalls, fileId: string): Promise<string> {
  const [api, transport] = [await context.api(), openStorage(context)];
  const { operation, variables } = calls.downloadLink(fileId);
  for (let links = 1; ; links += 1) {
    const url = readDownloadUrl(await api.request(operation, variables, { signal: context.signal }));
    if (url === undefined)
      throw new UnavailableError("The service gave no link to the report.", { operation: "downloadLink" });
    try {
      return await fetchText(transport, { url, timeoutMs: context.globals.timeout, signal: context.signal });
    } catch (error) {
      if (!(error instanceof LinkExpiredError) || links >= LINKS) throw error;
      context.notices.debug("downloadLink: the link had expired; asking for a new one.");
    }
  }
}
