import { isSystemError, UsageError } from "../errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

/** What to throw when a file that the user named cannot be read: wrong usage (exit 2), not a fault of the disk. */
export function unreadableInput(file: string, cause: unknown): unknown {
  if (!isSystemError(cause) || cause instanceof UsageError) return cause;
  const why = REASONS[cause.code ?? ""] ?? cause.code ?? cause.message;
  return new UsageError(`Cannot read ${file}: ${why}.`, { code: "unreadable_file", cause });
}
