// Bundles bwp into dist/: the entry, one file for what every command needs, one for each command, one for help.
// Rolldown, because it lets us say what goes together: with one chunk for each set of commands that share a module, a call
// loads three dozen files, and in Node 20 each costs time (docs/decisions/0004-few-files-at-start.md).
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";
import { leanPackages } from "./lean-packages.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

/** What nearly every call loads. Everything that is loaded lazily, or by a few commands only, stays outside. */
const CORE = [
  /\/src\/(cli|errors|version)\.ts$/,
  /\/src\/generated\/command-table\.ts$/,
  /\/src\/kernel\/(api|command|command-index|complete|context|duration|exit-codes|exit-status|global-options|host|io|notices|output|parse|run-command)\.ts$/,
  /\/src\/formatters\/(blocks|inline|sanitise|serialise|theme)\.ts$/,
  /\/src\/prompts\/prompter\.ts$/,
  /\/src\/(client|config)\/[^/]+\.ts$/,
  /\/src\/model\/(decimal|ids|json|operations|permissions|versions)\.ts$/,
  /\/node_modules\/(commander|graphql-request)\/|^\0(commander|graphql-request):/,
];

/** Views, and how an answer becomes what they show: small, and nearly always several at once. */
const VIEWS =
  /\/src\/(formatters\/(?!columns|csv|event|jmespath|layout|profile|render|schema|selection|subscription|yaml)|client\/dialects\/|commands\/order\/(find-order|order-identifier))/;

const common = {
  platform: "node",
  transform: { target: "node20", define: { BWP_VERSION: JSON.stringify(version) } },
  resolve: { mainFields: ["module", "main"] },
  onLog: (level, log, report) => {
    // Packages that look at `this` on their top level, or evaluate text, are not ours to change.
    if (!["COMMONJS_VARIABLE_IN_ESM", "EVAL", "INEFFECTIVE_DYNAMIC_IMPORT"].includes(log.code)) report(level, log);
  },
};
const written = { dir: "dist", format: "esm", minify: true, comments: { legal: false } };

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

/** Help is a bundle of its own: it needs no handler and none of what handlers share. */
const helpApart = {
  name: "help-apart",
  resolveId: {
    filter: { id: /\/help\.ts$/ },
    handler: (_, importer) => ({ id: /[\\/]bin[\\/]/.test(importer) ? "./help.js" : "../help.js", external: true }),
  },
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

rmSync("dist", { recursive: true, force: true });
const files = await write({ bwp: "bin/bwp.ts" }, [textFiles, helpApart, ...leanPackages], {
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      { name: "core", test: (id) => CORE.some((pattern) => pattern.test(id)), priority: 2 },
      { name: "views", test: VIEWS, priority: 1 },
    ],
  },
});
await write({ help: "src/help.ts" }, [noHandlers], {
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/help-[name]-[hash].js",
});
chmodSync("dist/bwp.js", 0o755);

if (process.argv.includes("--sizes")) {
  const sizes = files.map(({ fileName, code, imports }) => ({ fileName, bytes: code.length, imports }));
  writeFileSync("dist/sizes.json", JSON.stringify(sizes, undefined, 1));
}
