/**
 * Makes the command table from the verb files: `src/generated/command-table.ts` (names, summaries, loaders) and
 * `src/generated/reference/` (all metadata, a file for each noun), so that help and lookup load no handler.
 */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { CommandMetadata } from "../../src/kernel/command.ts";
import type { GeneratedFile, Generator } from "./generator.ts";

interface Verb {
  readonly file: string;
  readonly metadata: CommandMetadata;
}

const HEAD = "// Made by `npm run generate` from src/commands. Do not edit.\n";

/** Verb files are `src/commands/<noun>/<verb>.ts` and `src/commands/<command>.ts`; other files there are their helpers. */
async function verbFiles(root: string): Promise<string[]> {
  const folder = join(root, "src", "commands");
  const entries = await readdir(folder, { recursive: true });
  const declares = async (entry: string): Promise<boolean> =>
    entry.endsWith(".ts") && (await readFile(join(folder, entry), "utf8")).includes("export const command = ");
  const chosen = await Promise.all(entries.map(declares));
  return entries.filter((_, index) => chosen[index]).sort();
}

async function loadAll(
  root: string,
  files: readonly string[],
): Promise<{ verbs: Verb[]; nouns: Record<string, string> }> {
  const cache = join(root, "node_modules", ".cache", "bwp-scripts");
  const outfile = join(cache, `table.${process.pid}.mjs`);
  const source = [
    ...files.map((file, index) => `export * as module${index} from "./src/commands/${file}";`),
    `export { NOUNS } from "./src/commands/nouns.ts";`,
  ].join("\n");
  await mkdir(cache, { recursive: true });
  await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    packages: "external",
    plugins: [
      {
        // What a handler loads when it runs is not needed to read its metadata, and may not be generated yet.
        name: "leave-lazy-imports",
        setup: (bundler) => {
          bundler.onResolve({ filter: /./ }, ({ kind, path }) =>
            kind === "dynamic-import" ? { path, external: true } : undefined,
          );
        },
      },
    ],
    platform: "node",
    format: "esm",
    target: "node20",
    loader: { ".graphql": "text" },
    logLevel: "warning",
  });
  try {
    const bundle = (await import(pathToFileURL(outfile).href)) as Record<string, unknown>;
    const verbs = files.flatMap((file, index) => {
      const { command } = bundle[`module${index}`] as { command?: CommandMetadata & { run?: unknown } };
      if (command === undefined) return [];
      const { run: _, ...metadata } = command;
      return [{ file, metadata }];
    });
    return { verbs, nouns: bundle.NOUNS as Record<string, string> };
  } finally {
    await rm(outfile, { force: true });
  }
}

function checkPlaces(verbs: readonly Verb[]): void {
  const names = new Set<string>();
  for (const { file, metadata } of verbs) {
    const expected = metadata.name.split(" ").join("/");
    if (`${expected}.ts` !== file)
      throw new Error(`src/commands/${file} declares "${metadata.name}"; it belongs into ${expected}.ts`);
    for (const name of [metadata.name, ...(metadata.aliases ?? [])]) {
      if (names.has(name)) throw new Error(`Two commands are called "${name}".`);
      names.add(name);
    }
  }
}

/** The generator of the command table. */
export const generate: Generator = async (root): Promise<GeneratedFile[]> => {
  const { verbs, nouns } = await loadAll(root, await verbFiles(root));
  checkPlaces(verbs);
  const order = Object.keys(nouns);
  const nounOf = (verb: Verb): number => order.indexOf(verb.metadata.name.split(" ")[0] ?? "");
  const sorted = [...verbs].sort((left, right) => nounOf(left) - nounOf(right));
  const index = sorted.map(
    ({ file, metadata }) =>
      `    { name: ${JSON.stringify(metadata.name)}, summary: ${JSON.stringify(metadata.summary)}, aliases: ${JSON.stringify(metadata.aliases ?? [])}, experimental: ${metadata.experimental !== undefined}, load: () => import("../commands/${file}") },`,
  );
  const parts = [...new Set(sorted.map(({ metadata }) => firstWord(metadata.name)))];
  return [
    {
      path: "src/generated/command-table.ts",
      text: `${HEAD}import type { CommandMetadata } from "../kernel/command.ts";
import type { CommandTable } from "../kernel/command-index.ts";

/** Metadata by the first word of the name: help on one command reads what stands beside it, and no more. */
const PARTS: Readonly<Record<string, () => Promise<{ readonly TEXTS: Readonly<Record<string, string>> }>>> = {
${parts.map((part) => `  ${JSON.stringify(part)}: () => import("./reference/${part}.ts"),`).join("\n")}
};

export const commandTable: CommandTable = {
  index: [
${index.join("\n")}
  ],
  nouns: ${JSON.stringify(nouns)},
  async metadata(name) {
    const load = PARTS[name.split(" ", 1)[0] ?? ""];
    const texts = load === undefined ? {} : (await load()).TEXTS;
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    return text === undefined ? undefined : (JSON.parse(text) as CommandMetadata);
  },
};
`,
    },
    {
      path: "src/generated/reference.ts",
      text: `${HEAD}import type { CommandMetadata } from "../kernel/command.ts";
${parts.map((part, number) => `import { TEXTS as part${number} } from "./reference/${part}.ts";`).join("\n")}

/** What each command says of itself, by name. */
export function reference(): Readonly<Record<string, CommandMetadata>> {
  const texts = { ${parts.map((_, number) => `...part${number}`).join(", ")} };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as CommandMetadata]));
}
`,
    },
    ...parts.map((part) => ({
      path: `src/generated/reference/${part}.ts`,
      // As texts, which cost nothing until one is read: help on one command needs one of them.
      text: `${HEAD}/** Metadata of the commands under \`bwp ${part}\`, as JSON by name. */
export const TEXTS: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(sorted.filter(({ metadata }) => firstWord(metadata.name) === part).map(({ metadata }) => [metadata.name, JSON.stringify(metadata)])), undefined, 1)};
`,
    })),
  ];
};

function firstWord(name: string): string {
  return name.split(" ", 1)[0] ?? "";
}
