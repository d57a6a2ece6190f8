import { BwpError, isSystemError } from "../errors.ts";
import { type Block, line, span } from "../formatters/blocks.ts";
import { renderBlocks } from "../formatters/render.ts";
import { sanitiseJson, sanitiseText } from "../formatters/sanitise.ts";
import { loadTheme } from "../formatters/theme.ts";
import type { OutputFormat } from "./global-options.ts";
import type { Io } from "./io.ts";

/** Turns whatever was thrown into one of our errors; what we do not know is our own bug. */
export function asBwpError(thrown: unknown): BwpError {
  if (thrown instanceof BwpError) return thrown;
  if (isSystemError(thrown) && (thrown.code === "ENOSPC" || thrown.code === "EDQUOT")) {
    return new BwpError("io", "The disk is full.", {
      code: "disk_full",
      suggestion: "Free some space and run the command again.",
      cause: thrown,
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new BwpError("internal", `This is a bug in bwp: ${message}`, {
    code: "internal",
    suggestion: "Run it again with --debug and report what you see.",
    cause: thrown,
  });
}

/** The error as scripts read it: `{"error": {...}}`. */
export function errorDocument(error: BwpError): { readonly error: Readonly<Record<string, unknown>> } {
  return {
    error: {
      code: error.code,
      type: error.type,
      message: error.message,
      ...(error.operation === undefined ? {} : { operation: error.operation }),
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.findings.length === 0 ? {} : { findings: error.findings }),
      ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
      retryable: error.retryable,
    },
  };
}

/** Prints an error on stderr: one JSON line for scripts, sentences for people. */
export async function reportError(
  error: BwpError,
  { io, format, debug }: { io: Io; format: OutputFormat; debug: boolean },
): Promise<void> {
  if (format === "json" || format === "ndjson") {
    await io.stderr.write(`${sanitiseJson(JSON.stringify(errorDocument(error)))}\n`);
  } else {
    const codes = [error.operation, error.code === error.type ? undefined : error.code].filter(Boolean).join(" ");
    const blocks: Block[] = [
      line(
        [error.message, codes === "" ? "" : span(`  (${codes})`, "dim")],
        0,
        span(io.unicode ? "✗ " : "Error: ", "bad"),
      ),
      ...error.findings.map((finding) => line(finding, 2, "- ")),
      ...(error.suggestion === undefined ? [] : [line(error.suggestion, 2, span(io.unicode ? "→ " : "> ", "info"))]),
    ];
    const width = io.stderr.isTTY ? io.stderr.width : Number.POSITIVE_INFINITY;
    await io.stderr.write(
      await renderBlocks(blocks, { theme: await loadTheme(io.stderr.colorLevel), width, unicode: io.unicode }),
    );
  }
  if (debug) await io.stderr.write(`${sanitiseText(stackOf(error))}\n`);
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
