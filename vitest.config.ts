import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// graphql is published as CommonJS and as ES modules; with both loaded its checks say "another module or realm".
const graphql = { find: /^graphql$/, replacement: resolve(import.meta.dirname, "node_modules/graphql/index.js") };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [graphql] },
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**"],
          setupFiles: ["test/support/isolate.ts"],
          // Far above what any test takes: a limit is there to end what hangs, not to measure a busy machine.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        resolve: { alias: [graphql] },
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          setupFiles: ["test/support/isolate.ts"],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
