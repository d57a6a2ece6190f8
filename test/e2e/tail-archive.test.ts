import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveOf, idsOf, shownIn, startTailedQueue, type TailedQueue } from "./tail-queue.ts";

function mount(folder: string, options: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync("umount", [folder]);
}

/** Only root may mount, and not in every container. */
const CAN_MOUNT = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "bwp-mount-"));
  const can = mount(folder, "size=64k");
  if (can) unmount(folder);
  rmSync(folder, { recursive: true });
  return can;
})();

describe("the archive of bwp events tail, as a process", () => {
  let world: TailedQueue;
  beforeEach(async () => {
    world = await startTailedQueue();
  });
  afterEach(() => world.close());

  /** After a tail that could not archive everything: what is gone from the queue is in the archive. */
  const expectNothingLost = (sent: readonly string[]): void => {
    const { bodies, torn } = archiveOf(world.archive);
    const { ready, inFlight } = world.server.contents();
    expect(torn).toBe(0);
    expect(bodies.size).toBeGreaterThan(0);
    expect(world.left()).toBeGreaterThan(0);
    expect(new Set([...bodies, ...ready, ...inFlight])).toEqual(new Set(sent));
  };

  it.skipIf(!CAN_MOUNT)(
    "on a full disk ends the tail, deletes nothing that it does not hold, and goes on later",
    async () => {
      mkdirSync(world.archive);
      expect(mount(world.archive, "size=64k,mode=700")).toBe(true);
      try {
        const sent = await world.send(400);
        const first = await world.sandbox.run(world.words);
        expect(first.code).toBe(1);
        expect(first.stderr).toContain("the disk is full");
        expect(first.stderr).toContain("Free space or choose another folder");
        expectNothingLost(sent);
        // Nothing is shown that is not archived.
        expect(shownIn(first.stdout).size).toBeLessThanOrEqual(archiveOf(world.archive).bodies.size);

        expect(spawnSync("mount", ["-o", "remount,size=8m", world.archive]).status).toBe(0);
        const second = await world.sandbox.run(world.words);
        expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
        expect(archiveOf(world.archive)).toEqual({ bodies: new Set(sent), torn: 0 });
        expect(shownIn(first.stdout, second.stdout)).toEqual(idsOf(sent));
        expect(world.left()).toBe(0);
      } finally {
        unmount(world.archive);
      }
    },
  );

  it.skipIf(process.platform === "win32")("does the same where its file may not grow any further", async () => {
    const sent = await world.send(400);
    const words = world.words.map((word) => `'${word}'`).join(" ");
    // The limit counts blocks of a kilobyte, and would kill the process unless the signal is ignored.
    const first = await world.sandbox.shell(`trap '' XFSZ; ulimit -f 64; bwp ${words}`);
    expect(first.code).toBe(1);
    expect(first.stderr).toContain("a file may not grow any further here");
    expectNothingLost(sent);
    const second = await world.sandbox.run(world.words);
    expect(second.code).toBe(0);
    expect(archiveOf(world.archive)).toEqual({ bodies: new Set(sent), torn: 0 });
    expect(shownIn(first.stdout, second.stdout)).toEqual(idsOf(sent));
  });

  it("is shared by two tails, one of which is killed, and stays whole", async () => {
    const killed = world.sandbox.start(world.words);
    const other = world.sandbox.start(world.words);
    // Else one of them may have taken all before the other has started.
    await Promise.all([killed.shows(/Ready/, "stderr"), other.shows(/Ready/, "stderr")]);
    const sent = await world.send(1500);
    await Promise.all([killed.shows(/(?:.*\n){100}/), other.shows(/(?:.*\n){100}/)]);
    killed.process.kill("SIGKILL");
    await killed.finished();
    const rest = await other.finished();
    expect({ code: rest.code, stderr: rest.stderr }).toMatchObject({ code: 0 });
    const { bodies, torn } = archiveOf(world.archive);
    expect(bodies).toEqual(new Set(sent));
    expect(torn).toBeLessThanOrEqual(1);
    expect(world.left()).toBe(0);
    const files = readdirSync(world.archive);
    expect(files).toHaveLength(2);
    for (const file of files) expect(statSync(join(world.archive, file)).mode & 0o777).toBe(0o600);

    // The next tail cuts off what the killed one may have left unfinished.
    const next = await world.sandbox.run(world.words);
    expect(next.code).toBe(0);
    expect(archiveOf(world.archive)).toEqual({ bodies: new Set(sent), torn: 0 });
  });

  it("a screen that sleeps for longer than the visibility timeout shows everything in the end", async () => {
    const sent = await world.send(1500);
    const running = world.sandbox.start(world.words);
    await running.shows(/(?:.*\n){100}/);
    running.process.kill("SIGSTOP");
    await delay(3000);
    running.process.kill("SIGCONT");
    const { code, stdout } = await running.finished();
    expect(code).toBe(0);
    expect(shownIn(stdout)).toEqual(idsOf(sent));
    expect(world.left()).toBe(0);
  });
});
