import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { KeyStore } from "../../../src/events/webhook/key-store.ts";

function jwk(kid: string) {
  return { ...generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ format: "jwk" }), kid };
}

/** A store on a clock of its own, and a service whose keys the test sets. */
function world(...kids: string[]) {
  const state = { now: 1_000_000, keys: kids.map(jwk), isDown: false, loads: 0, said: [] as string[] };
  const store = new KeyStore({
    now: () => state.now,
    async load() {
      state.loads += 1;
      await Promise.resolve();
      if (state.isDown) throw new Error("it sleeps");
      return JSON.stringify({ keys: state.keys });
    },
    onTrouble: (reason) => state.said.push(reason),
    onRecovery: () => state.said.push("recovered"),
  });
  return { state, store };
}

test("keys are fetched once, also by many posts at the same time", async () => {
  const { state, store } = world("a", "b");
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => store.find(index % 2 ? "a" : "b")));
  expect(answers.every((answer) => "key" in answer)).toBe(true);
  await store.find("a");
  expect(state.loads).toBe(1);
});

test("an unknown id has the keys fetched again, but not for each post", async () => {
  const { state, store } = world("a");
  await store.find("a");
  expect(await store.find("new")).toEqual({ lacks: "unavailable", retryAfterMs: 5000 });
  state.now += 5000;
  state.keys = [jwk("new")];
  expect(await store.find("new")).toHaveProperty("key");
  expect(state.loads).toBe(2);
  state.now += 5000;
  expect(await store.find("never")).toEqual({ lacks: "unknown" });
  for (let index = 0; index < 100; index += 1) await store.find(`never-${index}`);
  expect(state.loads).toBe(3);
});

test("a key that was withdrawn counts for an hour at most", async () => {
  const { state, store } = world("a");
  await store.find("a");
  state.keys = [jwk("b")];
  state.now += 59 * 60_000;
  expect(await store.find("a")).toHaveProperty("key");
  state.now += 60_000;
  expect(await store.find("a")).toEqual({ lacks: "unknown" });
});

test("while the service is away the known keys count, and it is said once", async () => {
  const { state, store } = world("a");
  await store.find("a");
  state.isDown = true;
  state.now += 2 * 60 * 60_000;
  expect(await store.find("a")).toHaveProperty("key");
  state.now += 1000;
  expect(await store.find("new")).toEqual({ lacks: "unavailable", retryAfterMs: 1000 });
  state.isDown = false;
  state.now += 1000;
  state.keys.push(jwk("new"));
  expect(await store.find("new")).toHaveProperty("key");
  expect(state.said).toEqual(["it sleeps", "recovered"]);
});

test("an answer that is no key set is a failure, and does not take the place of the keys", async () => {
  const { state, store } = world("a");
  await store.find("a");
  state.keys = [];
  state.now += 60 * 60_000;
  expect(await store.find("a")).toHaveProperty("key");
  expect(state.said).toEqual(["it holds no ES384 key"]);
});
