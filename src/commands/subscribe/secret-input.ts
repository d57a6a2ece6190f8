import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { readText } from "../../kernel/input-file.ts";

/** Where a secret can come from, beside a question. */
export interface SecretPlaces {
  /** File given by a flag; `-` is stdin. */
  readonly file: string | undefined;
  readonly flag: string;
  /** Environment variable that is used without the flag. */
  readonly variable: string;
}

/**
 * Reads a secret from its file or the environment; undefined if it is in neither. A line end at the end is not part of it.
 * @throws {UsageError} code `invalid_secret` if it is empty or has control characters; it is never quoted.
 */
export async function readSecret(context: Context, places: SecretPlaces): Promise<string | undefined> {
  const { file, flag, variable } = places;
  const text = file === undefined ? context.host.env[variable] : await readText(context, file);
  if (text === undefined || (file === undefined && text === "")) return undefined;
  const secret = text.replace(/\r?\n$/, "");
  if (/^[^\p{Cc}]+$/u.test(secret)) return secret;
  const origin = file === undefined ? variable : flag;
  throw new UsageError(`${origin} holds no secret: it is empty, or has line ends or other control characters.`, {
    code: "invalid_secret",
  });
}

/** A name and a value, from `KEY=VALUE`, or `KEY=@FILE` where the value shall not be in the command line. */
export async function readParameter(
  context: Context,
  flag: string,
  text: string,
): Promise<{ readonly key: string; readonly value: string }> {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`${flag} takes KEY=VALUE, or KEY=@FILE for a value that is a secret.`, { code: "usage" });
  }
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (!value.startsWith("@")) return { key, value };
  const file = value.slice(1);
  return { key, value: (await readSecret(context, { file, flag: `${flag} ${key}`, variable: "" })) ?? "" };
}
