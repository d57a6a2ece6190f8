import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPrivacyLedger, type PrivacyRequest } from "../../src/config/privacy-ledger.ts";
import { errorOf, temporaryFolder } from "./support.ts";

const HOUR = 3_600_000;
const TOKEN = "0c9f7f5e-4a1b-4a52-8f0e-6c5d0e1b2a33";
const REQUEST: PrivacyRequest = {
  profile: "acme",
  apiUrl: "https://api.example",
  targetId: "bp-1",
  kind: "deletion",
  email: "sam.shopper@example.org",
  holdingPeriod: 14,
  reason: "no. 7",
};

async function open(clock = { now: Date.UTC(2025, 0, 20) }) {
  const file = join(await temporaryFolder(), "privacy", "requests.json");
  return { file, clock, ledger: openPrivacyLedger(file, () => clock.now) };
}

describe("the ledger of privacy requests", () => {
  it("finds the same request for 8 hours, and no other", async () => {
    const { ledger, clock } = await open();
    const { entry } = await ledger.begin(REQUEST, TOKEN);
    expect(entry).toMatchObject({ email: "s***@example.org", requestedAt: "2025-01-20T00:00:00.000Z" });
    expect(await ledger.earlier(REQUEST)).toEqual(entry);
    for (const other of [
      { email: "sam.shopper@example.com" },
      { kind: "retrieval" as const },
      { holdingPeriod: 15 },
      { holdingPeriod: undefined },
      { reason: undefined },
      { targetId: "bp-2" },
      { apiUrl: "https://other.example" },
    ]) {
      expect(await ledger.earlier({ ...REQUEST, ...other })).toBeUndefined();
    }
    expect(await ledger.earlier({ ...REQUEST, profile: "another name of the same account" })).toEqual(entry);
    clock.now += 8 * HOUR - 1;
    expect(await ledger.earlier(REQUEST)).toEqual(entry);
    clock.now += 1;
    expect(await ledger.earlier(REQUEST)).toBeUndefined();
  });

  it("knows the same client token as the same request", async () => {
    const { ledger } = await open();
    const { entry } = await ledger.begin(REQUEST, TOKEN);
    expect(await ledger.begin(REQUEST, TOKEN)).toEqual({ entry, isNew: false });
    expect(await ledger.begin({ ...REQUEST, kind: "retrieval" }, TOKEN)).toMatchObject({ isNew: true });
    expect(await ledger.entries()).toHaveLength(2);
  });

  it("drops what it needs no longer: the token after 8 hours, the entry after a year", async () => {
    const { ledger, clock, file } = await open();
    const { id } = (await ledger.begin(REQUEST, TOKEN)).entry;
    await ledger.settle(id, { taskId: "task-1" });
    clock.now += 9 * HOUR;
    await ledger.settle(id, { seen: { status: "ON_HOLD", at: "2025-01-20T09:00:00.000Z" } });
    expect(await ledger.entries()).toMatchObject([{ taskId: "task-1", seen: { status: "ON_HOLD" } }]);
    const text = await readFile(file, "utf8");
    expect(text).not.toMatch(new RegExp(`${TOKEN}|fingerprint|sam\\.shopper|no\\. 7`));
    clock.now += 366 * 24 * HOUR;
    const fresh = await ledger.begin(REQUEST, TOKEN);
    expect(await ledger.entries()).toEqual([fresh.entry]);
  });

  it("says nothing of an address without its own key", async () => {
    const [one, two] = [await open(), await open()];
    const { entry: first } = await one.ledger.begin(REQUEST, TOKEN);
    const { entry: second } = await two.ledger.begin(REQUEST, TOKEN);
    expect(first.repetition?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(first.repetition?.fingerprint).not.toBe(second.repetition?.fingerprint);
  });

  it("loses nothing when many write at once, and leaves no other file", async () => {
    const { ledger, file } = await open();
    const tokens = Array.from({ length: 20 }, (_, index) => TOKEN.replace(/..$/, String(10 + index)));
    await Promise.all(tokens.map((token) => ledger.begin(REQUEST, token)));
    expect(new Set((await ledger.entries()).map(({ repetition }) => repetition?.clientToken))).toEqual(new Set(tokens));
    expect(await readdir(dirname(file))).toEqual(["requests.json"]);
  });

  it("forgets a request that was refused", async () => {
    const { ledger } = await open();
    const { id } = (await ledger.begin(REQUEST, TOKEN)).entry;
    await ledger.forget(id);
    expect(await ledger.entries()).toEqual([]);
  });

  it.each(["[]", "{}", '{"key": "k", "requests": [{}]}', '{"key": "k", "requests": {}}', "{"])(
    "takes no broken file, and does not touch it: %s",
    async (text) => {
      const { ledger, file } = await open();
      await ledger.begin(REQUEST, TOKEN);
      await writeFile(file, text);
      expect(await errorOf(ledger.entries())).toMatchObject({ type: "io", code: "broken_file" });
      expect(await errorOf(ledger.begin(REQUEST, TOKEN))).toMatchObject({ code: "broken_file" });
      expect(await readFile(file, "utf8")).toBe(text);
    },
  );
});
