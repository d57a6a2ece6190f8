#!/usr/bin/env node
import { writeSync } from "node:fs";
import * as nodeModule from "node:module";
import { VERSION } from "../src/version.ts";

const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
  writeSync(1, `${VERSION}\n`);
} else {
  // Absent in Node 20. Without a folder, so that NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE still rule.
  (nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const [{ runCli }, { processHost }] = await Promise.all([import("../src/cli.ts"), import("../src/kernel/host.ts")]);
  // The AWS SDK prints a warning about the Node version; people on Node 20 have read it often enough.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  // A reader that goes away (`| head -1`) is reported by the write itself; without a listener it would crash the process.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  process.exitCode = await runCli(words, processHost());
  // Whatever still holds the event loop (an idle socket of a library) must not keep the shell waiting.
  setTimeout(() => process.exit(), 250).unref();
}
