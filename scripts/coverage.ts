/**
 * Which operation of which version is reached by a command, answered by the emulator and shown by a test. For
 * docs/coverage.md, and for the test that fails on a hole.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { OPERATIONS_2024_01_01 } from "../src/emulator/graphql/2024-01-01/operations.ts";
import { OPERATIONS_2024_04_01 } from "../src/emulator/graphql/2024-04-01/operations.ts";
import { OPERATIONS_2024_11_01 } from "../src/emulator/graphql/2024-11-01/operations.ts";
import { reference } from "../src/generated/reference.ts";
import type { CommandMetadata } from "../src/kernel/command.ts";
import { OPERATIONS } from "../src/model/operations.ts";
import { API_VERSIONS, type ApiVersion, DEFAULT_API_VERSION } from "../src/model/versions.ts";

/** One operation in one version that has it. */
export interface Coverage {
  readonly operation: string;
  readonly version: ApiVersion;
  /** Commands that call it; none if there is no document for this version. */
  readonly commands: readonly string[];
  readonly isEmulated: boolean;
  /** Tests that call the operation, or a command for it, in this version; the most telling first. */
  readonly tests: readonly string[];
}

const EMULATED: Readonly<Record<ApiVersion, readonly { readonly name: string }[]>> = {
  "2024-01-01": OPERATIONS_2024_01_01,
  "2024-04-01": OPERATIONS_2024_04_01,
  "2024-11-01": OPERATIONS_2024_11_01,
};

/** Folders whose tests make calls; the rest of test/ is about parts. */
const CALLING = ["commands", "emulator", "e2e"];
/** Tests that read every operation and call none. */
const NOT_CALLING = /commands\/schema\/|metadata\.test/;

interface TestFile {
  readonly path: string;
  readonly text: string;
}

/** Every operation in every version that has it. */
export async function coverageOf(root: string): Promise<readonly Coverage[]> {
  const [tests, commands] = [await testFiles(root), Object.values(reference())];
  const rows = Object.entries(OPERATIONS).flatMap(([operation, facts]) =>
    facts.versions.map(async (version): Promise<Coverage> => {
      const documents = await readdir(join(root, "src", "client", "operations", version));
      const reaching = commands.filter(({ operations }) => operations?.includes(operation));
      return {
        operation,
        version,
        commands: documents.includes(`${operation}.graphql`) ? reaching.map(({ name }) => name) : [],
        isEmulated: EMULATED[version].some(({ name }) => name === operation),
        tests: tests
          .filter(({ path, text }) => isAbout(version, path, text) && calls(operation, reaching, text))
          .sort((left, right) => weight(right, operation, version) - weight(left, operation, version))
          .map(({ path }) => path),
      };
    }),
  );
  return Promise.all(rows);
}

/** What is missing, one line each: `2024-11-01 catalogFeed: no command, no resolver, no test`. */
export function holesIn(rows: readonly Coverage[]): readonly string[] {
  return rows.flatMap(({ operation, version, commands, isEmulated, tests }) => {
    const missing = [
      commands.length === 0 ? "no command" : [],
      !isEmulated ? "no resolver" : [],
      tests.length === 0 ? "no test" : [],
    ].flat();
    return missing.length === 0 ? [] : [`${version} ${operation}: ${missing.join(", ")}`];
  });
}

async function testFiles(root: string): Promise<readonly TestFile[]> {
  const folder = join(root, "test");
  const names = (await readdir(folder, { recursive: true })).filter((name) => {
    const [area = ""] = name.split(sep);
    return CALLING.includes(area) && /\.(ts|graphql)$/.test(name) && !NOT_CALLING.test(name.split(sep).join("/"));
  });
  const files = names.map(async (name): Promise<TestFile> => {
    const path = join(folder, name);
    return { path: relative(root, path).split(sep).join("/"), text: await readFile(path, "utf8") };
  });
  // What is replayed from the fixtures of the API is called by the tests of documented requests.
  const shared = (await readdir(join(folder, "fixtures", "api"), { recursive: true }))
    .filter((name) => name.endsWith(".graphql"))
    .map(async (name): Promise<TestFile> => {
      const path = join(folder, "fixtures", "api", name);
      return { path: relative(root, path).split(sep).join("/"), text: await readFile(path, "utf8") };
    });
  return Promise.all([...files, ...shared]);
}

/** Calls are for the newest version unless the test says otherwise; a folder of a version is about that one only. */
function isAbout(version: ApiVersion, path: string, text: string): boolean {
  const inFolder = API_VERSIONS.find((each) => path.includes(`/${each}/`));
  if (inFolder !== undefined) return inFolder === version;
  return version === DEFAULT_API_VERSION || text.includes(version) || text.includes("API_VERSIONS");
}

function calls(operation: string, reaching: readonly CommandMetadata[], text: string): boolean {
  // A value of GraphQL behind the colon tells a call from a function of the same name, and from the keyword `return`.
  if (new RegExp(`\\b${operation}\\s*\\(\\s*\\w+:\\s*[$"{\\[\\d\\\\]`).test(text)) return true;
  return reaching.some(({ name, aliases = [] }) =>
    [name, ...aliases].some((words) => text.includes(asArguments(words))),
  );
}

/** `order show` as a test writes it: `"order", "show"`. */
function asArguments(words: string): string {
  return words
    .split(" ")
    .map((word) => `"${word}"`)
    .join(", ");
}

function weight({ path, text }: TestFile, operation: string, version: ApiVersion): number {
  const isTest = path.endsWith(".test.ts") ? 4 : 0;
  const named = text.includes(operation) ? 2 : 0;
  const told = path.startsWith("test/commands/") && text.includes(version) ? 1 : 0;
  return isTest + named + told;
}
