/**
 * Runs every generator in scripts/generate/ and writes what changed.
 * `--check` writes nothing and fails when a file is stale.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { GeneratedFile, Generator } from "./generate/generator.ts";

function isGenerator(module: unknown): module is { generate: Generator } {
  return typeof module === "object" && module !== null && "generate" in module && typeof module.generate === "function";
}

/** Names of the generators, in the order of their names; a later one may read what an earlier one wrote. */
async function generatorNames(root: string): Promise<string[]> {
  const names = await readdir(join(root, "scripts", "generate"));
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -3))
    .sort();
}

async function settle(file: GeneratedFile, root: string, check: boolean): Promise<void> {
  const path = join(root, file.path);
  const old = await readFile(path, "utf8").catch(() => undefined);
  if (old === file.text) return;
  if (check) {
    process.stderr.write(`stale: ${file.path}; run "npm run generate"\n`);
    process.exitCode = 1;
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file.text);
  process.stdout.write(`wrote ${file.path}\n`);
}

const root = resolve(import.meta.dirname, "..", "..", "..");
const check = process.argv.includes("--check");
for (const name of await generatorNames(root)) {
  const module: unknown = await import(`./generate/${name}.ts`);
  if (!isGenerator(module)) continue;
  for (const file of await module.generate(root)) await settle(file, root, check);
}
