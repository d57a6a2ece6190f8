import type { IncomingMessage } from "node:http";

/** Why a body could not be read. */
export type UnreadBody = "too-long" | "broken-off";

/** The length that a request gives for its body; undefined if it comes in pieces of unknown number. */
export function announcedLength({ headers }: IncomingMessage): number | undefined {
  const text = headers["content-length"];
  if (text !== undefined) return Number(text);
  return headers["transfer-encoding"] === undefined ? 0 : undefined;
}

/** Reads a body to the byte. Of one that is too long the rest is thrown away as it comes. */
export function readPost(request: IncomingMessage, maxBytes: number): Promise<Buffer | UnreadBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else {
        chunks = [];
        resolve("too-long");
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve("broken-off"));
    request.on("close", () => resolve("broken-off"));
  });
}
