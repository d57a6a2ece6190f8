import { type DownloadSink, downloadFile } from "../../client/download.ts";
import { sizeText } from "../../formatters/size.ts";
import type { Context } from "../../kernel/context.ts";
import { stringifyJson } from "../../model/json.ts";
import { VERSION } from "../../version.ts";

/** Downloads by fresh links into a sink, with progress and retries on stderr; answers the number of bytes. */
export async function saveDownload(
  context: Context,
  sink: DownloadSink,
  freshLink: () => Promise<string>,
): Promise<number> {
  const { host, globals, notices, signal } = context;
  let progress = notices.progress("Downloading");
  try {
    const bytes = await downloadFile({
      freshLink,
      sink,
      idleTimeoutMs: globals.timeout,
      clock: host,
      env: host.env,
      userAgent: `bwp/${VERSION}`,
      signal,
      onProgress: (received, total) =>
        progress.update(`Downloading ${sizeText(received)}${total === undefined ? "" : ` of ${sizeText(total)}`}`),
      onAnswer: (answer) => notices.debug(stringifyJson({ operation: "download", ...answer })),
      onRetry(reason) {
        notices.warn(`${reason} Going on with a new link.`);
        progress = notices.progress("Downloading");
      },
    });
    progress.done(`Downloaded ${sizeText(bytes)}`);
    return bytes;
  } finally {
    progress.stop();
  }
}
