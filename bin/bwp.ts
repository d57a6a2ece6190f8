#!/usr/bin/env node
import { asksForHelp } from "../src/quick-words.ts";
import { readyAnswer } from "./ready-answer.ts";

const words = process.argv.slice(2);

/** Help is a bundle of its own: it loads no handler and none of what handlers share. */
async function run(): Promise<void> {
  // Absent in Node 20. Without a folder, so that NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE still rule.
  const { enableCompileCache } = process.getBuiltinModule("node:module") as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  // The AWS SDK prints a warning about the Node version; people on Node 20 have read it often enough.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { main } = await (asksForHelp(words) ? import("../src/help.ts") : import("../src/cli.ts"));
  process.exitCode = await main(words);
  // Whatever still holds the event loop (an idle socket of a library) must not keep the shell waiting.
  setTimeout(() => process.exit(), 250).unref();
}

if (!readyAnswer(words)) void run();
