// Bundles bwp into dist/: one entry, one chunk a command, shared chunks between them.
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { graphqlRequestPlugin } from "./graphql-request-plugin.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

const common = {
  bundle: true,
  minify: true,
  legalComments: "none",
  platform: "node",
  format: "esm",
  target: "node20",
  mainFields: ["module", "main"],
  loader: { ".graphql": "text" },
  define: { BWP_VERSION: JSON.stringify(version) },
  metafile: true,
  logLevel: "warning",
};

// Help is one file with all that it needs, so that Node loads two modules for it instead of two dozen.
const helpApart = {
  name: "help-apart",
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/help\.ts$/ }, ({ kind, importer }) =>
      kind === "dynamic-import"
        ? { path: importer.includes("/bin/") ? "./help.js" : "../help.js", external: true }
        : undefined,
    );
  },
};

rmSync("dist", { recursive: true, force: true });
const [result, help] = await Promise.all([
  build({
    ...common,
    entryPoints: { bwp: "bin/bwp.ts" },
    outdir: "dist",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    plugins: [graphqlRequestPlugin, helpApart],
  }),
  build({
    ...common,
    entryPoints: { help: "src/help.ts" },
    outdir: "dist",
    splitting: true,
    chunkNames: "chunks/help-[name]-[hash]",
    // Help reads the command table but never loads a command.
    plugins: [
      {
        name: "no-handlers",
        setup: (bundler) => {
          bundler.onResolve({ filter: /^\.\.\/commands\// }, ({ path }) => ({ path, external: true }));
        },
      },
    ],
  }),
]);
// Packages in CommonJS call require() for Node's own modules, and an ES module has none: esbuild's stand-in looks for a
// `require` in its own chunk, so only the chunks that hold it get one and the rest starts without.
const REQUIRE =
  'import{createRequire as bwpRequire}from"node:module";import{fileURLToPath as bwpPath}from"node:url";const require=bwpRequire(import.meta.url),__filename=bwpPath(import.meta.url),__dirname=bwpPath(new URL(".",import.meta.url));';
for (const file of [...Object.keys(result.metafile.outputs), ...Object.keys(help.metafile.outputs)]) {
  const code = readFileSync(file, "utf8");
  if (!/typeof require<"u"|\b__dirname\b|\b__filename\b/.test(code)) continue;
  const [first, ...rest] = code.startsWith("#!") ? code.split("\n") : ["", code];
  writeFileSync(file, `${first}${first ? "\n" : ""}${REQUIRE}${rest.join("\n")}`);
}
chmodSync("dist/bwp.js", 0o755);
if (process.argv.includes("--metafile")) writeFileSync("dist/meta.json", JSON.stringify(result.metafile));
