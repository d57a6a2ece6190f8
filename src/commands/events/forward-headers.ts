import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import type { ForwardHeader } from "../../events/sinks/http-target.ts";
import type { Context } from "../../kernel/context.ts";
import { unreadableInput } from "../../kernel/unreadable-input.ts";

const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/s;
const REFERENCE = /^(.*?)@(env|file):(.+)$/s;
const SECRET_NAME = /auth|token|secret|cookie|api-?key|access-?key|signature/i;
/** They belong to the connection, not to the user. */
const NOT_THEIRS = new Set(["content-length", "transfer-encoding", "connection"]);

/**
 * Reads headers such as `Authorization: Bearer @env:HOOK_TOKEN`. A value from the environment or a file is a secret, and so
 * is one whose name says so; a secret on the command line is warned about, since other processes can read it there.
 * @throws {UsageError} if one cannot be read; its value is never repeated.
 */
export async function readForwardHeaders(
  context: Context,
  given: readonly string[],
): Promise<readonly ForwardHeader[]> {
  const headers: ForwardHeader[] = [];
  for (const text of given) {
    const [, name = "", written = ""] = HEADER.exec(text) ?? [];
    if (name === "") throw new UsageError("--header takes NAME:VALUE, for example 'X-Stage: test'.");
    if (NOT_THEIRS.has(name.toLowerCase())) throw new UsageError(`--header cannot set ${name}.`);
    const reference = REFERENCE.exec(written);
    const value = reference === null ? written : await resolveReference(context, name, reference);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new UsageError(`The value of the header ${name} holds characters that no header takes.`);
    }
    if (reference === null && SECRET_NAME.test(name)) {
      context.notices.warn(`Other processes can read ${name} on the command line; use @env:NAME or @file:PATH.`);
    }
    headers.push({ name, value, isSecret: reference !== null || SECRET_NAME.test(name) });
  }
  return headers;
}

async function resolveReference(
  { host }: Context,
  name: string,
  [, before = "", kind, where = ""]: readonly string[],
): Promise<string> {
  if (kind === "file") {
    try {
      return before + (await readFile(resolve(host.cwd, where), "utf8")).replace(/\r?\n$/, "");
    } catch (cause) {
      throw unreadableInput(where, cause);
    }
  }
  const value = host.env[where];
  if (value === undefined || value === "") {
    throw new UsageError(`The header ${name} needs the environment variable ${where}, which is not set.`);
  }
  return before + value;
}
