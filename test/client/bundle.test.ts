import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { createApiClient } from "../../src/client/client.ts";
import { createMemoryTokenCache } from "../../src/client/token.ts";
import { CREDENTIALS, lazily, ORDER_QUERY, startService } from "./service.ts";

const ROOT = join(import.meta.dirname, "..", "..");

let folder: string;
let inputs: string[];

function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && "name" in value;
}

function isFactory(value: unknown): value is { createApiClient: typeof createApiClient } {
  return typeof value === "object" && value !== null && "createApiClient" in value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bwp-bundle-"));
  const module: Record<string, unknown> = await import(pathToFileURL(join(ROOT, "scripts", "lean-packages.mjs")).href);
  const plugins = module.leanPackages;
  if (!Array.isArray(plugins) || !plugins.every(isPlugin)) throw new Error("No plugins.");
  const bundle = await rolldown({
    input: { client: join(ROOT, "src", "client", "client.ts") },
    platform: "node",
    plugins,
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  inputs = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the bundled client", () => {
  it("holds graphql-request, but no parser of GraphQL", () => {
    expect(inputs.some((path) => path.includes("node_modules/graphql-request/"))).toBe(true);
    expect(inputs.filter((path) => path.includes("node_modules/graphql/"))).toEqual([]);
  });

  it("works without the global Headers", async () => {
    const service = await startService(() => ({ json: { data: { order: { id: "1" } } } }));
    const bundled: unknown = await import(pathToFileURL(join(folder, "client.mjs")).href);
    if (!isFactory(bundled)) throw new Error("No client in the bundle.");
    const client = bundled.createApiClient({
      apiUrl: service.url,
      version: "2024-11-01",
      credentials: lazily(CREDENTIALS),
      tokens: createMemoryTokenCache(),
      timeoutMs: 10_000,
      clock: { now: Date.now, sleep: async () => {} },
      random: () => 0,
      userAgent: "bwp/test",
      env: {},
    });
    const { Headers: original } = globalThis;
    Reflect.deleteProperty(globalThis, "Headers");
    try {
      const answer = await client.request(ORDER_QUERY, { orderIdentifier: { orderId: "1" } });
      expect(answer).toEqual({ order: { id: "1" } });
    } finally {
      globalThis.Headers = original;
      await service.close();
    }
    expect(service.graphql[0]?.headers).toMatchObject({
      authorization: "Bearer very-secret-token-1",
      "content-type": "application/json",
      "x-api-version": "2024-11-01",
    });
  });
});
