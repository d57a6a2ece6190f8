import { once } from "node:events";
import { readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withLock } from "../../src/config/file-lock.ts";
import { bundleProgram, errorOf, run, spoke, start, temporaryFolder } from "./support.ts";

const PATIENT = { waitMs: 60_000, staleMs: 60_000 };

describe("withLock", () => {
  it("lets one call in at a time", async () => {
    const lock = join(await temporaryFolder(), "x.lock");
    let inside = 0;
    let most = 0;
    const call = () =>
      withLock(lock, PATIENT, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await delay(2);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 10 }, call));
    expect(most).toBe(1);
  });

  it("gives up after the time allowed, naming the file and the holder", async () => {
    const lock = join(await temporaryFolder(), "x.lock");
    await withLock(lock, PATIENT, async () => {
      const error = await errorOf(withLock(lock, { waitMs: 100, staleMs: 60_000 }, async () => undefined));
      expect(error).toMatchObject({ code: "locked", retryable: true });
      expect(error.message).toContain(lock);
      expect(error.message).toContain(String(process.pid));
    });
  });

  it("breaks the lock of a dead process at once, also one that had our pid", async () => {
    const folder = await temporaryFolder();
    const lock = join(folder, "x.lock");
    const program = await bundleProgram(folder, "console.log(process.pid)");
    const deadPid = (await run(program)).trim();
    for (const pid of [deadPid, process.pid]) {
      await writeFile(lock, `${pid} ${hostname()} 0123456789abcdef`);
      expect(await withLock(lock, { waitMs: 20_000, staleMs: 600_000 }, async () => "in")).toBe("in");
    }
    expect((await readdir(folder)).filter((name) => name.includes("lock"))).toEqual([]);
  });

  it("breaks an old lock of another machine, and respects a young one", async () => {
    const lock = join(await temporaryFolder(), "x.lock");
    await writeFile(lock, "1 another-machine 0123456789abcdef");
    expect(await errorOf(withLock(lock, { waitMs: 1_500, staleMs: 60_000 }, async () => "in"))).toMatchObject({
      code: "locked",
    });
    const old = new Date(Date.now() - 120_000);
    await utimes(lock, old, old);
    expect(await withLock(lock, { waitMs: 20_000, staleMs: 60_000 }, async () => "in")).toBe("in");
  });

  it("frees the lock when the work fails", async () => {
    const folder = await temporaryFolder();
    const lock = join(folder, "x.lock");
    await expect(withLock(lock, PATIENT, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await readdir(folder)).toEqual([]);
  });

  it("stays exclusive among processes that are killed in the middle", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(
      folder,
      `
      import { openSync, closeSync, unlinkSync } from "node:fs";
      import { withLock } from "./src/config/file-lock.ts";
      const [folder, rounds] = process.argv.slice(2);
      for (let round = 0; round < Number(rounds); round += 1) {
        await withLock(folder + "/x.lock", { waitMs: 60000, staleMs: 60000 }, async () => {
          // Fails if another process is inside.
          closeSync(openSync(folder + "/inside", "wx"));
          await new Promise((resolve) => setTimeout(resolve, 1));
          unlinkSync(folder + "/inside");
        });
        if (round === 0) process.stdout.write("ready");
      }
      console.log(" done");
      `,
    );
    for (let round = 0; round < 5; round += 1) {
      const victims = [start(program, folder, "100000"), start(program, folder, "100000")];
      await Promise.all(victims.map(spoke));
      await delay(Math.random() * 60);
      const ends = victims.map((victim) => once(victim, "exit"));
      for (const victim of victims) victim.kill("SIGKILL");
      await Promise.all(ends);
      await rm(join(folder, "inside"), { force: true });
      const survivors = await Promise.all([1, 2, 3].map(() => run(program, folder, "15")));
      expect(survivors).toEqual(["ready done\n", "ready done\n", "ready done\n"]);
    }
  }, 180_000);
});
