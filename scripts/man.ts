/** Writes the manual to dist/man, beside the program that it describes. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { manPages } from "./man/pages.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
const folder = join(root, "dist", "man");
await mkdir(folder, { recursive: true });
for (const [name, text] of manPages(version)) await writeFile(join(folder, name), text);
