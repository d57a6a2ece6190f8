#!/usr/bin/env node
import { needsMetadataOnly } from "../src/metadata-only.ts";

/** Put in by the build. */
declare const BWP_VERSION: string;

const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
  // Not imported: an import of node:fs makes Node load its streams as well.
  process.getBuiltinModule("node:fs").writeSync(1, `${BWP_VERSION}\n`);
} else {
  // Absent in Node 20. Without a folder, so that NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE still rule.
  const { enableCompileCache } = process.getBuiltinModule("node:module") as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  // The AWS SDK prints a warning about the Node version; people on Node 20 have read it often enough.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // Help and completion are a bundle of their own: it loads no handler and none of what handlers share.
  const { main } = await (needsMetadataOnly(words) ? import("../src/help.ts") : import("../src/cli.ts"));
  process.exitCode = await main(words);
  // Whatever still holds the event loop (an idle socket of a library) must not keep the shell waiting.
  setTimeout(() => process.exit(), 250).unref();
}
