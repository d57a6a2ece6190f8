import { type CatalogCalls, readId, readUploadLink } from "../../client/dialects/catalog.ts";
import { LinkExpiredError, sendFile } from "../../client/storage.ts";
import { type BwpError, UnavailableError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { mutateEach, type Sending } from "../../kernel/mutate.ts";
import { waitFor } from "../../kernel/wait.ts";
import { FEED_RUNNING_MESSAGE } from "../../model/catalog.ts";
import { openStorage } from "./open-storage.ts";

/** What to upload, and how. */
export interface CatalogUpload {
  readonly bytes: Buffer;
  readonly name: string;
  readonly rows: number;
  readonly contentType: string;
  readonly overwrite: boolean;
  /** Wait, so many milliseconds at most, for an import that is running. */
  readonly waitForRunningMs: number | undefined;
}

/** No line is so slow that it takes longer to send so many bytes in a millisecond. */
const SLOWEST_BYTES_PER_MS = 64;
const TRIES = 3;
const PAUSE_MS = 1000;
/** Stands in a dry run for what the first call would answer. */
const UNKNOWN_FILE_ID = "(fileId that createUploadLink answers)";

/** Uploads a catalog and starts its import. @returns the id of the import, or undefined after a dry run. */
export async function sendCatalog(
  context: Context,
  calls: CatalogCalls,
  upload: CatalogUpload,
): Promise<string | undefined> {
  const { bytes, name, rows, overwrite } = upload;
  const link = calls.createUploadLink(bytes.length);
  const size = `${rows.toLocaleString("en-US")} row${rows === 1 ? "" : "s"}, ${bytes.length.toLocaleString("en-US")} bytes`;
  const send = await mutateEach(context, {
    calls: [link, calls.createCatalogFeed(UNKNOWN_FILE_ID, overwrite)],
    what: `upload ${name} (${size}) and import it${overwrite ? ", overwriting existing products" : ""}`,
  });
  if (send === undefined) return undefined;
  const fileId = await sendBytes(context, async () => readUploadLink(await send({ ...link, retry: "safe" })), upload);
  return startImport(context, send, calls.createCatalogFeed(fileId, overwrite), upload.waitForRunningMs);
}

/** Sends the file. A link that has expired is asked for once more; a broken connection is tried again. */
async function sendBytes(
  context: Context,
  askLink: () => Promise<ReturnType<typeof readUploadLink>>,
  { bytes, name, contentType }: CatalogUpload,
): Promise<string> {
  const transport = openStorage(context);
  const progress = context.notices.progress(`Uploading ${name}`);
  const timeoutMs = context.globals.timeout + bytes.length / SLOWEST_BYTES_PER_MS;
  try {
    let link = await askLink();
    for (let tries = 1; ; tries += 1) {
      if (link === undefined)
        throw new UnavailableError("The service gave no link.", { operation: "createUploadLink" });
      try {
        const { signal } = context;
        await sendFile(transport, { url: link.uploadUrl, body: bytes, contentType, timeoutMs, signal });
        progress.done(`Uploaded ${name}`);
        return link.fileId;
      } catch (error) {
        const expired = error instanceof LinkExpiredError;
        const passing = error instanceof UnavailableError && error.retryable;
        if ((!expired || tries > 1) && (!passing || tries >= TRIES)) throw error;
        context.notices.warn(
          expired ? "The link has expired; asking for a new one." : `${error.message} Trying again.`,
        );
        if (expired) link = await askLink();
        else await context.host.sleep(PAUSE_MS * tries, context.signal);
      }
    }
  } finally {
    progress.stop();
  }
}

/** Starts the import. Only one runs at a time, so a refusal for that reason is not repeated blindly. */
async function startImport(
  context: Context,
  send: Sending<unknown, Readonly<Record<string, unknown>>>,
  call: ReturnType<CatalogCalls["createCatalogFeed"]>,
  waitMs: number | undefined,
): Promise<string> {
  const start = async (): Promise<string> => {
    const id = readId(await send({ ...call, isFinal: isRunning }));
    if (id === undefined) throw new UnavailableError("The service gave no id.", { operation: "createCatalogFeed" });
    return id;
  };
  if (waitMs === undefined) {
    return start().catch((error: unknown): never => {
      throw isRunning(error) ? anotherRuns(error) : error;
    });
  }
  const id = await waitFor(context, {
    what: "no other import runs",
    timeoutMs: waitMs,
    firstPauseMs: 1000,
    longestPauseMs: 15_000,
    poll: () =>
      start().catch((error: unknown) => {
        if (isRunning(error)) return undefined;
        throw error;
      }),
    done: (started) => started !== undefined,
    state: () => "another import running",
  });
  return id ?? "";
}

function isRunning(error: unknown): error is BwpError {
  return error instanceof UnavailableError && error.message.startsWith(FEED_RUNNING_MESSAGE.slice(0, 40));
}

function anotherRuns(error: BwpError): UnavailableError {
  return new UnavailableError("Another import is running, and only one can run at a time; nothing was imported.", {
    code: "import_running",
    operation: "createCatalogFeed",
    path: error.path,
    cause: error,
    suggestion: "Wait until it has ended (bwp catalog feed ID --wait), or let bwp wait for it: --wait-for-running.",
  });
}
