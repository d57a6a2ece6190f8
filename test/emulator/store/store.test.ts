import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Processes } from "../../../src/emulator/store/processes.ts";
import type { Store } from "../../../src/emulator/store/store.ts";
import { collection, openStore } from "../../../src/emulator/store/store.ts";

const THINGS = collection<{ readonly n: number; readonly text?: string }>("things");
const OTHERS = collection<string>("others");

describe("in memory", () => {
  test("a transaction that throws has done nothing", () => {
    const store = openStore({});
    store.transaction((tx) => tx.put(THINGS, "a", { n: 1 }));
    const ran: string[] = [];
    expect(() =>
      store.transaction((tx) => {
        tx.put(THINGS, "a", { n: 2 });
        tx.put(OTHERS, "b", "new");
        tx.afterCommit(() => ran.push("after"));
        expect(tx.get(THINGS, "a")).toEqual({ n: 2 });
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(store.get(THINGS, "a")).toEqual({ n: 1 });
    expect(store.count(OTHERS)).toBe(0);
    expect(ran).toEqual([]);
  });

  test("a nested transaction is part of the outer one", () => {
    const store = openStore({});
    expect(() =>
      store.transaction(() => {
        store.transaction((tx) => tx.put(OTHERS, "a", "x"));
        throw new Error("no");
      }),
    ).toThrow();
    expect(store.get(OTHERS, "a")).toBeUndefined();
  });

  test("what runs after the commit sees the change and may start another one", () => {
    const store = openStore({});
    store.transaction((tx) => {
      tx.put(OTHERS, "a", "1");
      tx.afterCommit(() => store.transaction((next) => next.put(OTHERS, "b", `${next.get(OTHERS, "a")}2`)));
    });
    expect(store.get(OTHERS, "b")).toBe("12");
  });

  test("reads inside a transaction agree with what it will have written", () => {
    const operations = fc.array(
      fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.option(fc.nat(9), { nil: undefined })),
    );
    fc.assert(
      fc.property(operations, operations, (before, inside) => {
        const store = openStore({});
        const model = new Map<string, number>();
        const apply = (tx: Parameters<Parameters<Store["transaction"]>[0]>[0], [id, n]: (typeof before)[number]) => {
          if (n === undefined) {
            tx.delete(THINGS, id);
            model.delete(id);
          } else {
            tx.put(THINGS, id, { n });
            model.set(id, n);
          }
        };
        store.transaction((tx) => {
          for (const each of before) apply(tx, each);
        });
        store.transaction((tx) => {
          for (const each of inside) {
            apply(tx, each);
            expect(tx.count(THINGS)).toBe(model.size);
            expect(new Map([...tx.list(THINGS)].map(([id, { n }]) => [id, n]))).toEqual(model);
            for (const id of ["a", "b", "c", "d"]) expect(tx.get(THINGS, id)?.n).toBe(model.get(id));
          }
        });
        expect(new Map([...store.list(THINGS)].map(([id, { n }]) => [id, n]))).toEqual(model);
      }),
    );
  });
});

describe("on disk", () => {
  let dataDir = "";
  const open = (more: Partial<Parameters<typeof openStore>[0]> = {}): Store => openStore({ dataDir, ...more });
  const journal = (): string => path.join(dataDir, "journal.ndjson");

  beforeEach(() => {
    dataDir = fs.mkdtempSync(path.join(tmpdir(), "bwp-store-"));
  });
  afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

  /** What is on disk when the process dies now: the files, without the lock. */
  const die = (store: Store): void => {
    const copy = `${dataDir}-copy`;
    fs.cpSync(dataDir, copy, { recursive: true });
    store.close();
    fs.rmSync(dataDir, { recursive: true });
    fs.renameSync(copy, dataDir);
    fs.rmSync(path.join(dataDir, "lock"));
  };

  test("what a transaction returned is there after the process died", () => {
    const store = open();
    store.transaction((tx) => {
      tx.put(THINGS, "a", { n: 1, text: "ä\n\u2028" });
      tx.put(OTHERS, "b", "x");
    });
    store.transaction((tx) => tx.delete(OTHERS, "b"));
    die(store);
    const again = open();
    expect(again.get(THINGS, "a")).toEqual({ n: 1, text: "ä\n\u2028" });
    expect(again.count(OTHERS)).toBe(0);
    expect(again.notices).toEqual([]);
    again.close();
  });

  test("a journal that is cut at any byte gives a prefix of the transactions, each whole", () => {
    const store = open();
    for (let n = 0; n < 5; n += 1) {
      store.transaction((tx) => {
        tx.put(THINGS, "last", { n, text: "öä" });
        tx.put(OTHERS, `id${n}`, "x");
      });
    }
    die(store);
    const whole = fs.readFileSync(journal());
    const firstLine = whole.indexOf("\n") + 1;
    for (let length = firstLine; length <= whole.length; length += 7) {
      fs.writeFileSync(journal(), whole.subarray(0, length));
      fs.rmSync(path.join(dataDir, "snapshot.ndjson"), { force: true });
      const again = open();
      const count = again.count(OTHERS);
      expect(again.get(THINGS, "last")?.n).toBe(count === 0 ? undefined : count - 1);
      expect(again.notices).toHaveLength(whole.subarray(0, length).at(-1) === 10 ? 0 : 1);
      again.close();
    }
  });

  test("the journal is folded into the snapshot when it has grown, and nothing is lost", () => {
    const store = open({ compactAtBytes: 20_000 });
    const sizes: number[] = [];
    for (let n = 0; n < 500; n += 1) {
      store.transaction((tx) => tx.put(THINGS, `id${n % 20}`, { n, text: "x".repeat(200) }));
      sizes.push(fs.statSync(journal()).size);
    }
    expect(Math.max(...sizes)).toBeLessThan(25_000);
    die(store);
    const again = open();
    expect([...again.list(THINGS)].map(([, { n }]) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => 480 + index),
    );
    again.close();
  });

  test("folding that fails at either of its steps loses nothing", () => {
    const store = open({ compactAtBytes: 2000 });
    const obstacle = path.join(dataDir, "snapshot.ndjson.new");
    fs.mkdirSync(obstacle);
    for (let n = 0; n < 50; n += 1) store.transaction((tx) => tx.put(THINGS, "a", { n, text: "x".repeat(200) }));
    fs.rmdirSync(obstacle);
    die(store);
    const again = open({ compactAtBytes: 2000 });
    expect(again.get(THINGS, "a")?.n).toBe(49);
    fs.rmSync(journal());
    fs.mkdirSync(journal());
    let acknowledged = 49;
    for (let n = 50; n < 100; n += 1) {
      try {
        again.transaction((tx) => tx.put(THINGS, "a", { n, text: "x".repeat(200) }));
        acknowledged = n;
      } catch {
        break;
      }
    }
    again.close();
    fs.rmdirSync(journal());
    const last = open();
    expect(last.get(THINGS, "a")?.n).toBe(acknowledged);
    last.close();
  });

  test("a crash between writing the snapshot and starting the new journal loses nothing and repeats nothing", () => {
    const store = open();
    store.transaction((tx) => tx.put(THINGS, "a", { n: 1 }));
    store.transaction((tx) => tx.put(THINGS, "a", { n: 2 }));
    const oldJournal = fs.readFileSync(journal());
    store.close();
    const folded = open();
    folded.transaction((tx) => tx.put(THINGS, "a", { n: 3 }));
    folded.close();
    const refolded = open();
    refolded.close();
    // The snapshot knows n = 3; a journal of an older generation must not bring n = 2 back.
    fs.writeFileSync(journal(), oldJournal);
    const again = open();
    expect(again.get(THINGS, "a")).toEqual({ n: 3 });
    again.close();
  });

  test("a second emulator is refused while the first lives, and a dead one's lock is taken over", () => {
    const store = open();
    expect(() => open()).toThrow(/in use by another emulator/);
    store.close();
    const lock = path.join(dataDir, "lock");
    fs.writeFileSync(lock, "4242\n");
    const processes = (running: boolean): Processes => ({ pid: process.pid, isRunning: () => running });
    expect(() => open({ processes: processes(true) })).toThrow(/process 4242/);
    const taken = open({ processes: processes(false) });
    expect(taken.notices).toEqual([expect.stringContaining("4242")]);
    taken.close();
    expect(fs.existsSync(lock)).toBe(false);
  });

  test("a value that cannot be written throws, nothing has changed, and the store goes on", () => {
    const store = open();
    store.transaction((tx) => tx.put(THINGS, "a", { n: 1 }));
    const circular: { n: number; self?: unknown } = { n: 2 };
    circular.self = circular;
    expect(() => store.transaction((tx) => tx.put(THINGS, "a", circular))).toThrow();
    expect(store.get(THINGS, "a")).toEqual({ n: 1 });
    store.transaction((tx) => tx.put(THINGS, "a", { n: 3 }));
    die(store);
    const again = open();
    expect(again.get(THINGS, "a")).toEqual({ n: 3 });
    again.close();
  });

  test("a damaged file is explained, and left alone", () => {
    const store = open();
    store.transaction((tx) => tx.put(THINGS, "a", { n: 1 }));
    store.close();
    fs.appendFileSync(journal(), "no json\n");
    const damaged = fs.readFileSync(journal());
    expect(() => open()).toThrow(/damaged/);
    expect(fs.readFileSync(journal())).toEqual(damaged);
    expect(fs.existsSync(path.join(dataDir, "lock"))).toBe(false);
  });

  test("files and folder are for their owner alone", () => {
    const folder = path.join(dataDir, "new");
    const store = openStore({ dataDir: folder });
    for (const [file, mode] of [
      [".", 0o700],
      ["journal.ndjson", 0o600],
      ["snapshot.ndjson", 0o600],
      ["lock", 0o600],
    ] as const) {
      expect(fs.statSync(path.join(folder, file)).mode & 0o777).toBe(mode);
    }
    store.close();
  });

  test("reset forgets everything, on disk as well", () => {
    const store = open();
    store.transaction((tx) => tx.put(THINGS, "a", { n: 1 }));
    store.reset();
    expect(store.count(THINGS)).toBe(0);
    die(store);
    const again = open();
    expect(again.count(THINGS)).toBe(0);
    again.close();
  });

  test("100,000 entries open in seconds", () => {
    const store = open();
    for (let batch = 0; batch < 100; batch += 1) {
      store.transaction((tx) => {
        for (let n = 0; n < 1000; n += 1) tx.put(THINGS, `${batch}-${n}`, { n, text: "x".repeat(1000) });
      });
    }
    store.close();
    const from = performance.now();
    const again = open();
    expect(performance.now() - from).toBeLessThan(60_000);
    expect(again.count(THINGS)).toBe(100_000);
    again.close();
  });
});
