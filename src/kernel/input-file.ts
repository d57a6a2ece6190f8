import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import type { InputTypes } from "../model/input-types.ts";
import { parseJson } from "../model/json.ts";
import { isJsonObject } from "../model/json-object.ts";
import type { ApiVersion } from "../model/versions.ts";
import { checkInput } from "./check-input.ts";
import type { Context } from "./context.ts";
import { unreadableInput } from "./unreadable-input.ts";

/** Larger files are a mistake: no request of this API comes near. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Says what file to read and which input type of the API it must hold. */
export interface InputFile<T> {
  /** Path of a JSON or YAML file, or `-` for stdin. */
  readonly file: string;
  /** Name of the input type, for example `CreateOrderInput`. */
  readonly type: string;
  /** Adds what the command line says, before the check. */
  readonly complete?: (value: Readonly<Record<string, unknown>>) => unknown;
  /** Narrows what passed the check; the check itself is the schema's. */
  isInput(value: unknown): value is T;
}

/**
 * Reads an input of the API from a JSON or YAML file and checks it against the schema of the version in use. Numbers stay exact. Fields that no
 * documentation page confirms are warned about.
 * @throws {UsageError} if the file cannot be read (code `unreadable_file`).
 * @throws {UsageError} code `invalid_input`, with every mistake and its path.
 */
export async function readInputFile<T>(context: Context, wanted: InputFile<T>): Promise<T> {
  const name = wanted.file === "-" ? "stdin" : wanted.file;
  const written = await parseInput(await readText(context, wanted.file), name);
  const value = isJsonObject(written) && wanted.complete !== undefined ? wanted.complete(written) : written;
  const inputTypes = await loadInputTypes((await context.profile()).apiVersion);
  const { mistakes, unconfirmed } = checkInput(inputTypes, wanted.type, value);
  if (mistakes.length > 0 || !wanted.isInput(value)) {
    throw new UsageError(
      `${name} is no ${wanted.type}: ${mistakes.length} mistake${mistakes.length === 1 ? "" : "s"}.`,
      {
        code: "invalid_input",
        findings: mistakes,
        suggestion: "Nothing was sent. Correct the places above and run the command again.",
      },
    );
  }
  if (unconfirmed.length > 0) {
    context.notices.warn(`Not confirmed by the documentation, may be refused: ${unconfirmed.join(", ")}`);
  }
  return value;
}

/** The input types of each API version; loaded only for a file. */
const INPUT_TYPES: Readonly<Record<ApiVersion, () => Promise<{ readonly inputTypes: InputTypes }>>> = {
  "2024-01-01": () => import("../generated/input-types/2024-01-01.ts"),
  "2024-04-01": () => import("../generated/input-types/2024-04-01.ts"),
  "2024-11-01": () => import("../generated/input-types/2024-11-01.ts"),
};

/** The input types of a version, to check what a user wrote; loaded on their own. */
export async function loadInputTypes(version: ApiVersion): Promise<InputTypes> {
  return (await INPUT_TYPES[version]()).inputTypes;
}

/**
 * Reads a file, or stdin for `-`, as text.
 * @throws {UsageError} if it cannot be read or is larger than any input of this API.
 */
export async function readText(context: Context, file: string): Promise<string> {
  if (file === "-") {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of context.io.stdin) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > MAX_BYTES) throw new UsageError(`stdin holds more than ${MAX_BYTES} bytes.`);
      chunks.push(part);
    }
    return Buffer.concat(chunks).toString("utf8");
  }
  try {
    const bytes = await readFile(resolve(context.host.cwd, file));
    if (bytes.length > MAX_BYTES) throw new UsageError(`${file} holds more than ${MAX_BYTES} bytes.`);
    return bytes.toString("utf8");
  } catch (cause) {
    throw unreadableInput(file, cause);
  }
}

/** How a value can be given that need not stand on the command line, where other programs and the shell's history see it. */
export const INDIRECTLY = "or @FILE, or - for stdin";

/**
 * The value itself, or what stands in the file behind `@` or in stdin for `-`, without white space around it.
 * @throws {UsageError} code `missing_input` if there is nothing in it, `unreadable_file` if it cannot be read.
 */
export async function readIndirect(context: Context, given: string, name: string): Promise<string> {
  const file = given === "-" ? "-" : given.startsWith("@") ? given.slice(1) : undefined;
  if (file === undefined) return given;
  const text = (await readText(context, file)).trim();
  if (text !== "") return text;
  throw new UsageError(`${name}: ${file === "-" ? "stdin" : file} is empty.`, { code: "missing_input" });
}

/**
 * Reads JSON, and anything that is not JSON as YAML.
 * @throws {UsageError} code `invalid_syntax` with line and column.
 */
export async function parseInput(text: string, name: string): Promise<unknown> {
  const content = text.replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(content) && !/\.ya?ml$/i.test(name)) {
    try {
      return parseJson(content);
    } catch (cause) {
      if (/\.json$/i.test(name)) throw syntaxError(name, cause);
    }
  }
  const { parseYaml } = await import("./input-yaml.ts");
  try {
    return parseYaml(content);
  } catch (cause) {
    throw syntaxError(name, cause);
  }
}

function syntaxError(name: string, cause: unknown): UsageError {
  const [first = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return new UsageError(`${name} is neither JSON nor YAML: ${first.replace(/:$/, "")}.`, {
    code: "invalid_syntax",
    cause,
  });
}
