// Runs a TypeScript script on every Node we support: bundles it (packages stay outside), then imports the bundle.
import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error("Usage: node scripts/run.mjs FILE.ts [ARGS]");

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const folder = join(root, "node_modules", ".cache", "bwp-scripts");
await mkdir(folder, { recursive: true });
// One file per process: two runs at once must not import each other's half-written bundle.
const outfile = join(folder, `${basename(script, ".ts")}.${process.pid}.mjs`);
await build({
  entryPoints: [resolve(script)],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  loader: { ".graphql": "text" },
  sourcemap: "inline",
  logLevel: "warning",
});
process.argv = [process.argv[0] ?? "node", resolve(script), ...args];
await import(pathToFileURL(outfile).href).finally(() => import("node:fs").then((fs) => fs.rmSync(outfile)));
