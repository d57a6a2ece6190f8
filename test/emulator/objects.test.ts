import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openObjects } from "../../src/emulator/storage/objects.ts";
import { eventually } from "./support/emulator.ts";

const ROUNDS = 8;
const KEY = "media/a.csv";
const SIZE = 8 * 1024 * 1024;

const directory = mkdtempSync(join(tmpdir(), "bwp-objects-"));
const dataDir = join(directory, "data");
const folder = join(dataDir, "objects");
const program = join(directory, "put.mjs");
let child: ChildProcess | undefined;

beforeAll(async () => {
  await build({
    stdin: {
      contents: `import { openObjects } from "./src/emulator/storage/objects.ts";
const objects = openObjects(process.argv[2]);
for (let value = 0; ; value = (value + 1) % 256) {
  objects.put(${JSON.stringify(KEY)}, Buffer.alloc(${SIZE}, value));
  if (value === 0) process.stdout.write(".");
}`,
      resolveDir: join(import.meta.dirname, "..", ".."),
      loader: "ts",
    },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
});

afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

test("kill -9 in the middle of a put leaves the object whole, and nothing beside it", async () => {
  let caught = 0;
  for (let round = 0; round < ROUNDS || (caught === 0 && round < 10 * ROUNDS); round += 1) {
    const started = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    await new Promise((resolve) => started.stdout.once("data", resolve));
    await eventually(async () => readdirSync(folder).some((name) => name.endsWith(".tmp")));
    const ended = new Promise((resolve) => started.once("exit", resolve));
    started.kill("SIGKILL");
    await ended;
    if (readdirSync(folder).length > 1) caught += 1;
    const body = openObjects(dataDir).get(KEY);
    expect(body?.length).toBe(SIZE);
    expect(body?.equals(Buffer.alloc(SIZE, body[0]))).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  }
  // Else no round had hit a put, and nothing was shown.
  expect(caught).toBeGreaterThan(0);
}, 300_000);

test("a key cannot leave the folder, and no two keys meet", () => {
  const objects = openObjects(join(directory, "keys"));
  const keys = ["../../up", "a/b", "a%2Fb", "a.b", "a%2Eb", "x.tmp"];
  for (const key of keys) objects.put(key, Buffer.from(key));
  const again = openObjects(join(directory, "keys"));
  expect(keys.map((key) => again.get(key)?.toString())).toEqual(keys);
  expect(readdirSync(join(directory, "keys"))).toEqual(["objects"]);
});
