import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventText } from "../../events/messages.ts";
import { errorOf } from "../emulated.ts";
import { type ArchiveWorld, entry, startArchiveWorld } from "./history/archive-world.ts";

const DAY = 86_400_000;
const now = Date.now();
/** Number of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["-e", "0"]).pid;

/** A file of the archive that was begun, and written to last, so many days ago. */
async function file(world: ArchiveWorld, daysAgo: number, { bytes = 1000 } = {}): Promise<string> {
  const at = now - daysAgo * DAY;
  const before = new Set(existsSync(world.folder) ? readdirSync(world.folder) : []);
  const archive = await world.writer(at, DEAD);
  await archive.append([entry("x".repeat(bytes), `m${daysAgo}`, at), entry(eventText(daysAgo), `n${daysAgo}`, at)]);
  await archive.close();
  const name = readdirSync(world.folder).find((each) => !before.has(each)) ?? "";
  utimesSync(join(world.folder, name), at / 1000, at / 1000);
  return name;
}

const names = (world: ArchiveWorld): string[] => readdirSync(world.folder).sort();

test("--older-than removes whole files by their last write, after --yes", async () => {
  const world = startArchiveWorld();
  const [old, older, young] = [await file(world, 40), await file(world, 31), await file(world, 29)];
  const { code, stdout } = await world.bwp(["events", "prune", "--older-than", "30d", "--yes"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    folder: world.folder,
    removed: [{ file: old }, { file: older, bytes: expect.any(Number), from: expect.stringMatching(/Z$/) }],
    filesKept: 1,
    inUse: [],
    dryRun: false,
  });
  expect(names(world)).toEqual([young]);
});

test("--keep-size removes the oldest until the rest fits", async () => {
  const world = startArchiveWorld();
  await file(world, 3, { bytes: 100_000 });
  const [second, third] = [await file(world, 2, { bytes: 100_000 }), await file(world, 1, { bytes: 100_000 })];
  await world.bwp(["events", "prune", "--keep-size", "210kB", "--yes"]);
  expect(names(world)).toEqual([second, third]);
  await world.bwp(["events", "prune", "--keep-size", "0", "--yes"]);
  expect(names(world)).toEqual([]);
});

/** Noon of a day in UTC, and what bwp takes for now. */
const NOON = Date.UTC(2026, 2, 1, 12);
const pruneAt = (world: ArchiveWorld, time: number) =>
  world.bwp(["events", "prune", "--keep-size", "0", "--yes"], { now: () => time });

/** A file begun, and written to last, so many milliseconds after noon. */
async function fileAt(world: ArchiveWorld, begun: number, lastWrite = begun): Promise<string> {
  const before = new Set(existsSync(world.folder) ? readdirSync(world.folder) : []);
  const archive = await world.writer(NOON + begun, DEAD);
  await archive.append([entry("x", `m${begun}`, NOON + begun)]);
  await archive.close();
  const name = readdirSync(world.folder).find((each) => !before.has(each)) ?? "";
  utimesSync(join(world.folder, name), (NOON + lastWrite) / 1000, (NOON + lastWrite) / 1000);
  return name;
}

test("a file of today stays, whoever writes it: the tail may be in another container, and idle for hours", async () => {
  const world = startArchiveWorld();
  await fileAt(world, -DAY);
  const idle = await fileAt(world, -10 * 3_600_000);
  const { stdout, stderr } = await pruneAt(world, NOON);
  expect(names(world)).toEqual([idle]);
  expect(JSON.parse(stdout)).toMatchObject({ removed: [{}], filesKept: 1, inUse: [idle] });
  expect(stderr).toContain(`${idle} stays: a tail may still be writing there.`);
});

test("after midnight it goes, but for a write that was just under way; one of tomorrow stays", async () => {
  const world = startArchiveWorld();
  const midnight = DAY / 2;
  await fileAt(world, 0, midnight - 11 * 60_000);
  const busy = await fileAt(world, 1, midnight - 1);
  const ahead = await fileAt(world, midnight + DAY, midnight - 11 * 60_000);
  await pruneAt(world, NOON + midnight);
  expect(names(world)).toEqual([busy, ahead]);
});

test("a full file of today goes: nothing is added to it", async () => {
  const world = startArchiveWorld();
  const small = await fileAt(world, -1);
  const full = await fileAt(world, 0);
  truncateSync(join(world.folder, full), 64 * 1024 * 1024);
  await pruneAt(world, NOON);
  expect(names(world)).toEqual([small]);
});

test("--dry-run shows what would go, and nothing goes", async () => {
  const world = startArchiveWorld();
  await file(world, 40);
  const { code, stdout } = await world.bwp(["events", "prune", "--older-than", "30d", "--dry-run"], {
    tty: true,
    env: { NO_COLOR: "1" },
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining("Would remove 1 file (2.5 kB)")]);
  expect(names(world)).toHaveLength(1);
});

test("without a person and --yes nothing goes", async () => {
  const world = startArchiveWorld();
  await file(world, 40);
  const result = await world.bwp(["events", "prune", "--older-than", "30d"]);
  expect([result.code, errorOf(result).code, names(world).length]).toEqual([2, "confirmation_required", 1]);
  // Nothing to remove is nothing to confirm.
  expect((await world.bwp(["events", "prune", "--older-than", "60d"])).code).toBe(0);
});

test("on a terminal it asks what may stay, by age or by size, and then whether it shall be so", async () => {
  const world = startArchiveWorld();
  await file(world, 40);
  const young = await file(world, 3);
  const byAge = await world.asked(
    ["events", "prune"],
    [
      ["Which files shall go?", "\r"],
      ["Older than", "\r"],
      ["for good?", "y\r"],
    ],
  );
  expect([byAge.code, names(world)]).toEqual([0, [young]]);
  const bySize = await world.asked(
    ["events", "prune", "--yes"],
    [
      ["Which files shall go?", "\u001b[B\r"],
      ["Size to keep", "much\r"],
      ["It takes a size such as 500MB or 2GB", `${"\u007f".repeat(4)}1kB\r`],
    ],
  );
  expect([bySize.code, names(world)]).toEqual([0, []]);
});

test.each([
  [[], "missing_input"],
  [["--keep-size", "lots"], "invalid_size"],
  [["--older-than", "soon"], "invalid_time"],
])("%j is refused", async (words, name) => {
  const result = await startArchiveWorld().bwp(["events", "prune", ...words]);
  expect([result.code, errorOf(result).code]).toEqual([2, name]);
});
