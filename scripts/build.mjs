// Bundles bwp into dist/: the entry, one file for what every command needs, one for each command, one for help.
// Rolldown, because it lets us say what goes together: with one chunk for each set of commands that share a module, a call
// loads three dozen files, and in Node 20 each costs time (docs/decisions/0004-few-files-at-start.md).
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";
import { leanPackages } from "./lean-packages.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** What nearly every call loads. Everything that is loaded lazily, or by a few commands only, stays outside. */
const CORE = [
  /\/src\/(cli|errors|quick-words|version)\.ts$/,
  /\/src\/generated\/command-table\.ts$/,
  /\/src\/kernel\/(api|command|command-index|complete|context|duration|exit-codes|exit-status|global-options|host|io|notices|output|parse|run-command|service-clock)\.ts$/,
  /\/src\/formatters\/(blocks|inline|sanitise|serialise|theme)\.ts$/,
  /\/src\/prompts\/prompter\.ts$/,
  // Transfers of files and the ledger of privacy requests serve two commands only.
  /\/src\/(client|config)\/(?!(download|storage|privacy-ledger|private-target)\.ts)[^/]+\.ts$/,
  /\/src\/model\/(decimal|ids|json|json-object|operations|permissions|versions)\.ts$/,
  /\/node_modules\/(commander|graphql-request)\/|^\0(commander|graphql-request):|^\0rolldown/,
];

/** The views of an order, and how an answer becomes what they show: small, and nearly always several at once. */
const VIEWS = [
  /\/src\/formatters\/(alias|cancellation|contents|grading|lanes|money|number|order|package|refund|return|state|time|timeline|tracker|transition|watch|wrap)\.ts$/,
  /\/src\/client\/dialects\/(answers|call|dialects|inputs|order-reader|reading)\.ts$/,
  /\/src\/commands\/order\/(find-order|order-identifier)\.ts$/,
  /\/src\/model\/units\.ts$/,
  /\/node_modules\/fast-(string|wrap)-/,
];

/** One file a version: its dialect and its documents. A call needs one of them. */
const DIALECTS = readdirSync("schema")
  .filter((file) => file.endsWith(".graphql"))
  .map((file) => file.replace(".graphql", ""))
  .map((version) => ({
    name: version,
    test: new RegExp(`/src/(client/dialects|generated/operations)/${version}\\.ts$`),
    priority: 1,
  }));

const common = {
  platform: "node",
  transform: { target: "node20", define: { BWP_VERSION: JSON.stringify(version) } },
  resolve: { mainFields: ["module", "main"] },
  onLog: (level, log, report) => {
    // Packages that look at `this` on their top level, or evaluate text, are not ours to change.
    if (!["COMMONJS_VARIABLE_IN_ESM", "EVAL", "INEFFECTIVE_DYNAMIC_IMPORT"].includes(log.code)) report(level, log);
  },
};
// CommonJS: Node 20 starts it a few milliseconds sooner than its loader of ES modules starts.
const written = { dir: "dist", format: "cjs", minify: true, comments: { legal: false } };

const textFiles = {
  name: "text-files",
  load: {
    filter: { id: /\.graphql\?raw$/ },
    handler: (id) => ({
      code: `export default ${JSON.stringify(readFileSync(id.slice(0, -4), "utf8"))}`,
      moduleType: "js",
    }),
  },
};

/**
 * Entry, commands and help are bundles of their own: the entry answers `--version` alone, and help needs no handler and none of
 * what handlers share. They require each other: an import() would go by way of Node's loader of ES modules.
 */
const apart = {
  name: "apart",
  resolveId: {
    filter: { id: /\/(help|cli)\.ts$/ },
    handler: (id, importer) =>
      importer === undefined ? null : { id: /help/.test(id) ? "./help.js" : "./cli.js", external: true },
  },
  renderChunk: (code) => code.replace(/\bimport\(([`"'][./]+(?:help|cli)\.js[`"'])\)/g, "Promise.resolve(require($1))"),
};

const noHandlers = {
  name: "no-handlers",
  resolveId: { filter: { id: /^\.\.\/commands\// }, handler: (id) => ({ id, external: true }) },
};

async function write(input, plugins, output) {
  const bundle = await rolldown({ ...common, preserveEntrySignatures: "allow-extension", input, plugins });
  const { output: files } = await bundle.write({ ...written, ...output });
  await bundle.close();
  return files.filter((file) => file.type === "chunk");
}

/** Files that need each other at load time break only in the command that happens to load them in the wrong order. */
function refuseCircles(chunks) {
  const imports = new Map(chunks.map((chunk) => [chunk.fileName, chunk.imports]));
  const done = new Set();
  const visit = (name, path) => {
    if (path.includes(name)) throw new Error(`These files import each other: ${[...path, name].join(" -> ")}`);
    if (done.has(name)) return;
    for (const next of imports.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of imports.keys()) visit(name, []);
}

rmSync("dist", { recursive: true, force: true });
const files = await write({ cli: "src/cli.ts" }, [textFiles, apart, ...leanPackages], {
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: "core", test: (id) => CORE.some((pattern) => pattern.test(id)), priority: 2 },
      { name: "views", test: (id) => VIEWS.some((pattern) => pattern.test(id)), priority: 1 },
      ...DIALECTS,
    ],
  },
});
refuseCircles(files);
await write({ help: "src/help.ts" }, [noHandlers], {
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/help-[name]-[hash].js",
});
await write({ bwp: "bin/bwp.ts" }, [apart], { entryFileNames: "[name].js" });
writeFileSync("dist/package.json", '{"type":"commonjs"}\n');
chmodSync("dist/bwp.js", 0o755);

// What the command prints, ready to be printed: to read all metadata for it takes longer than to start Node. A third word
// makes the command work it out.
mkdirSync("dist/completions");
for (const shell of ["bash", "zsh", "fish"]) {
  writeFileSync(
    `dist/completions/${shell}`,
    execFileSync(process.execPath, ["dist/bwp.js", "completion", shell, "--quiet"]),
  );
}

if (process.argv.includes("--sizes")) {
  const sizes = files.map(({ fileName, code, imports }) => ({ fileName, bytes: code.length, imports }));
  writeFileSync("dist/sizes.json", JSON.stringify(sizes, undefined, 1));
}
