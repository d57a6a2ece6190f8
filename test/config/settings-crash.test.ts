import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openSettings } from "../../src/config/settings.ts";
import { bundleProgram, modeOf, run, spoke, start, temporaryFolder } from "./support.ts";

const WRITER = `
  import { openSettings } from "./src/config/settings.ts";
  import { fileSecretStore } from "./src/config/secrets-file.ts";
  import { withProfile } from "./src/config/settings-shape.ts";
  const [folder, name, rounds] = process.argv.slice(2);
  const settings = openSettings(folder + "/settings.json", () => Date.now());
  const secrets = fileSecretStore(folder + "/secrets.json");
  for (let round = 0; round < Number(rounds); round += 1) {
    await settings.update((now) => withProfile(now, name + "-" + (round % 40), { kind: "sandbox", clientId: "x".repeat(2000) }));
    await secrets.set(name + "-" + (round % 40), "s".repeat(2000));
    if (round === 0) process.stdout.write("ready");
  }
`;

describe("settings and secrets under several processes", () => {
  it("loses no change of processes that write at once", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(folder, WRITER);
    const config = join(folder, "config");
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(names.map((name) => run(program, config, name, "8")));
    const expected = names.flatMap((name) => Array.from({ length: 8 }, (_, round) => `${name}-${round}`)).sort();
    const settings = await openSettings(join(config, "settings.json"), () => 0).read();
    expect(Object.keys(settings.profiles).sort()).toEqual(expected);
    const { secrets } = JSON.parse(await readFile(join(config, "secrets.json"), "utf8"));
    expect(Object.keys(secrets).sort()).toEqual(expected);
    expect((await readdir(config)).sort()).toEqual(["secrets.json", "settings.json"]);
  }, 180_000);

  it("never shows a reader a part of a file", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(folder, WRITER);
    const config = join(folder, "config");
    const writer = start(program, config, "w", "100000");
    await spoke(writer);
    for (let round = 0; round < 1_500; round += 1) {
      expect(JSON.parse(await readFile(join(config, "settings.json"), "utf8"))).toHaveProperty("profiles.w-0");
      expect(JSON.parse(await readFile(join(config, "secrets.json"), "utf8"))).toHaveProperty("secrets.w-0");
    }
    expect(writer.exitCode).toBeNull();
  }, 180_000);

  it("survives kill -9 at any moment: the files stay whole, and the next process is not held up", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(folder, WRITER);
    const config = join(folder, "config");
    await run(program, config, "first", "1");
    for (let round = 0; round < 15; round += 1) {
      const writers = [start(program, config, "x", "100000"), start(program, config, "y", "100000")];
      await Promise.all(writers.map(spoke));
      await delay(Math.random() * 100);
      for (const writer of writers) writer.kill("SIGKILL");
      const settings = await openSettings(join(config, "settings.json"), () => 0).read();
      expect(settings.profiles["first-0"]?.clientId).toHaveLength(2000);
      const { secrets } = JSON.parse(await readFile(join(config, "secrets.json"), "utf8"));
      expect(secrets["first-0"]).toHaveLength(2000);
    }
    const began = performance.now();
    await run(program, config, "last", "1");
    // A lock that nobody holds would be waited for until it is stale: ten seconds.
    expect(performance.now() - began).toBeLessThan(9_500);
    const settings = await openSettings(join(config, "settings.json"), () => 0).read();
    expect(Object.keys(settings.profiles)).toEqual(expect.arrayContaining(["first-0", "last-0", "x-0"]));
    expect(await modeOf(join(config, "secrets.json"))).toBe(0o600);
    expect((await readdir(config)).sort()).toEqual(["secrets.json", "settings.json"]);
  }, 180_000);
});
