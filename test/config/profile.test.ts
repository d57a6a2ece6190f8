import { describe, expect, it } from "vitest";
import { parseApiUrl } from "../../src/config/api-url.ts";
import type { EmulatorState } from "../../src/config/emulator-state.ts";
import { type ProfileInputs, resolveProfile } from "../../src/config/profile.ts";
import { writeProfileSecret } from "../../src/config/profile-secret.ts";
import type { SecretStore } from "../../src/config/secret-store.ts";
import { EMPTY_SETTINGS, type ProfileSettings, type Settings } from "../../src/config/settings-shape.ts";
import { errorOf } from "./support.ts";

const EMULATOR: EmulatorState = {
  pid: 1,
  url: "http://127.0.0.1:4300",
  port: 4300,
  startedAt: "2026-03-04T05:06:07Z",
  region: "us-east-1",
  credentials: { clientId: "emu-client", clientSecret: "emu-secret", targetId: "bp-emu" },
};

const ACME: ProfileSettings = {
  kind: "sandbox",
  clientId: "c-acme",
  targetId: "bp-acme",
  secretPlace: "file",
  hasAccessKey: false,
};

const ENV_CREDENTIALS = { BWP_CLIENT_ID: "c-env", BWP_CLIENT_SECRET: "s-env", BWP_TARGET_ID: "bp-env" };

function settingsOf(profiles: Record<string, ProfileSettings>, currentProfile?: string): Settings {
  return { version: 1, profiles, ...(currentProfile === undefined ? {} : { currentProfile }) };
}

/** Inputs of a machine with one stored secret for `acme`; `reads` counts how often a secret was read. */
function machine(inputs: Partial<ProfileInputs> & { running?: EmulatorState } = {}) {
  const { running, ...rest } = inputs;
  const reads: string[] = [];
  const store: SecretStore = {
    place: "file",
    async get(name) {
      reads.push(name);
      return name === "acme" ? writeProfileSecret({ clientId: "c-acme", clientSecret: "s-acme" }) : undefined;
    },
    set: () => Promise.reject(new Error("not here")),
    delete: () => Promise.reject(new Error("not here")),
    describe: () => ({ kind: "file", location: "here", secure: false }),
  };
  const resolve = () =>
    resolveProfile({ env: {}, settings: EMPTY_SETTINGS, secrets: () => store, emulator: async () => running, ...rest });
  return { resolve, reads };
}

describe("resolveProfile", () => {
  it("takes the current profile of the settings, and its secret on first use", async () => {
    const { resolve, reads } = machine({ settings: settingsOf({ acme: ACME, other: { kind: "production" } }, "acme") });
    const profile = await resolve();
    expect(profile).toMatchObject({
      name: "acme",
      kind: "sandbox",
      apiUrl: "https://api.buywithprime.amazon.com",
      apiVersion: "2024-11-01",
      targetId: "bp-acme",
      clientId: "c-acme",
      emulator: undefined,
      source: { name: "settings", kind: "settings", apiUrl: "default", apiVersion: "default", targetId: "settings" },
    });
    expect(profile.secretSource).toBe("file");
    expect(await profile.accessKey()).toBeUndefined();
    expect(reads).toEqual([]);
    const expected = { clientId: "c-acme", clientSecret: "s-acme", targetId: "bp-acme" };
    expect(await Promise.all([profile.credentials(), profile.credentials()])).toEqual([expected, expected]);
    expect(reads).toEqual(["acme"]);
  });

  it("takes the only profile when none is current, and asks when there are several", async () => {
    expect((await machine({ settings: settingsOf({ acme: ACME }) }).resolve()).name).toBe("acme");
    const error = await errorOf(machine({ settings: settingsOf({ acme: ACME, b: ACME }) }).resolve());
    expect(error).toMatchObject({ type: "usage", code: "no_current_profile" });
    expect(error.suggestion).toContain("acme, b");
  });

  it("says the two ways on when nothing is configured", async () => {
    const error = await errorOf(machine().resolve());
    expect(error).toMatchObject({ type: "authentication", code: "not_configured" });
    expect(error.suggestion).toContain("bwp auth login");
    expect(error.suggestion).toContain("bwp emulator start");
  });

  it("lives from the environment alone, as production", async () => {
    const env = { ...ENV_CREDENTIALS, BWP_ACCESS_KEY: "k-env", BWP_API_VERSION: "2024-04-01" };
    const profile = await machine({ env }).resolve();
    expect(profile).toMatchObject({ name: "env", kind: "production", apiVersion: "2024-04-01", clientId: "c-env" });
    expect(profile.source).toMatchObject({ name: "env", kind: "default", clientId: "env", apiVersion: "env" });
    expect(await profile.credentials()).toEqual({
      clientId: "c-env",
      clientSecret: "s-env",
      targetId: "bp-env",
      accessKey: "k-env",
    });
    expect((await machine({ env: { ...env, BWP_PROFILE: "ci" } }).resolve()).name).toBe("ci");
    expect((await machine({ env: { ...env, BWP_PROFILE_KIND: "sandbox" } }).resolve()).kind).toBe("sandbox");
  });

  it("does not mix credentials of the environment with another client of the settings", async () => {
    const settings = settingsOf({ acme: { ...ACME, apiVersion: "2024-01-01" } }, "acme");
    const profile = await machine({ settings, env: ENV_CREDENTIALS }).resolve();
    expect(profile).toMatchObject({ name: "env", kind: "production", targetId: "bp-env" });
    const error = await errorOf(
      machine({ settings, env: { BWP_CLIENT_ID: "c-env", BWP_CLIENT_SECRET: "s" } }).resolve(),
    );
    expect(error).toMatchObject({ type: "authentication", code: "incomplete_profile" });
    expect(error.suggestion).toContain("BWP_TARGET_ID");
    const bare = await errorOf(machine({ env: { BWP_CLIENT_ID: "c-env" } }).resolve());
    expect(bare.message).toBe("The credentials in the environment lack a target id and a client secret.");
    expect(bare.suggestion).toContain("BWP_TARGET_ID and BWP_CLIENT_SECRET");
  });

  it("counts a profile as production when the environment changes its target", async () => {
    const settings = settingsOf({ acme: ACME }, "acme");
    const profile = await machine({ settings, env: { BWP_TARGET_ID: "bp-live" } }).resolve();
    expect(profile).toMatchObject({ name: "acme", kind: "production", targetId: "bp-live" });
    const same = await machine({ settings, env: { BWP_TARGET_ID: "bp-acme", BWP_CLIENT_ID: "c-acme" } }).resolve();
    expect(same).toMatchObject({ name: "acme", kind: "sandbox" });
  });

  it("overrides a single secret", async () => {
    const settings = settingsOf({ acme: ACME }, "acme");
    const profile = await machine({ settings, env: { BWP_CLIENT_SECRET: "s-new" } }).resolve();
    expect(profile.kind).toBe("sandbox");
    expect((await profile.credentials()).clientSecret).toBe("s-new");
  });

  it("lets --profile win over the whole environment, and says what it ignores", async () => {
    const { resolve } = machine({
      flag: "acme",
      settings: settingsOf({ acme: ACME, b: { kind: "production" } }, "b"),
      env: { ...ENV_CREDENTIALS, BWP_PROFILE: "b", BWP_API_URL: "https://elsewhere.example" },
    });
    const profile = await resolve();
    expect(profile).toMatchObject({ name: "acme", kind: "sandbox", apiUrl: "https://api.buywithprime.amazon.com" });
    expect(await profile.credentials()).toMatchObject({ clientSecret: "s-acme", targetId: "bp-acme" });
    expect(profile.ignoredVariables).toEqual(["BWP_CLIENT_ID", "BWP_CLIENT_SECRET", "BWP_TARGET_ID", "BWP_API_URL"]);
  });

  it("prefers flag to environment to settings for the version", async () => {
    const settings = settingsOf({ acme: { ...ACME, apiVersion: "2024-01-01" } }, "acme");
    const env = { BWP_API_VERSION: "2024-04-01" };
    expect((await machine({ settings }).resolve()).apiVersion).toBe("2024-01-01");
    expect((await machine({ settings, env }).resolve()).apiVersion).toBe("2024-04-01");
    const flagged = await machine({ settings, env, apiVersion: "2024-11-01" }).resolve();
    expect(flagged).toMatchObject({ apiVersion: "2024-11-01", source: { apiVersion: "flag" } });
    const error = await errorOf(machine({ settings, apiVersion: "2023-01-01" }).resolve());
    expect(error).toMatchObject({ type: "usage" });
    expect(error.message).toContain("2024-01-01, 2024-04-01, 2024-11-01");
  });

  it("knows no profile that is not there", async () => {
    const settings = settingsOf({ acme: ACME }, "acme");
    for (const inputs of [{ flag: "acmee" }, { env: { BWP_PROFILE: "acmee" } }, { flag: "constructor" }]) {
      const error = await errorOf(machine({ settings, ...inputs }).resolve());
      expect(error).toMatchObject({ type: "not_found", code: "profile_not_found" });
      expect(error.suggestion).toContain("acme");
    }
    expect(await errorOf(machine({ settings: settingsOf({ acme: ACME }, "gone") }).resolve())).toMatchObject({
      type: "not_found",
    });
    expect(await errorOf(machine({ settings, flag: "../x" }).resolve())).toMatchObject({ type: "usage" });
  });

  it("says when the secret is missing or belongs to another client", async () => {
    const missing = machine({ settings: settingsOf({ beta: { ...ACME } }) });
    expect(
      (
        await machine({
          settings: settingsOf({ x: { ...ACME, clientId: "c" } }),
          env: { BWP_CLIENT_SECRET: "s" },
        }).resolve()
      ).secretSource,
    ).toBe("env");
    const error = await errorOf((await missing.resolve()).credentials());
    expect(error).toMatchObject({ type: "authentication", code: "no_secret" });
    expect(error.suggestion).toContain("bwp auth login --profile beta");
    const moved = machine({ settings: settingsOf({ acme: { ...ACME, clientId: "c-other" } }) });
    expect((await errorOf((await moved.resolve()).credentials())).message).toContain("another client id");
  });
});

describe("the emulator as a profile", () => {
  it("is used when nothing else is configured", async () => {
    const profile = await machine({ running: EMULATOR }).resolve();
    expect(profile).toMatchObject({
      name: "emulator",
      kind: "emulator",
      apiUrl: "http://127.0.0.1:4300",
      targetId: "bp-emu",
      region: "us-east-1",
      emulator: EMULATOR,
      source: { name: "emulator", kind: "emulator", apiUrl: "emulator", clientId: "emulator" },
    });
    expect(await profile.credentials()).toEqual(EMULATOR.credentials);
  });

  it("does not push itself before a configured profile or the environment", async () => {
    const settings = settingsOf({ acme: ACME }, "acme");
    expect((await machine({ settings, running: EMULATOR }).resolve()).name).toBe("acme");
    expect((await machine({ env: ENV_CREDENTIALS, running: EMULATOR }).resolve()).kind).toBe("production");
  });

  it("is chosen by name, or by its address in BWP_API_URL", async () => {
    const settings = settingsOf({ acme: ACME }, "acme");
    expect((await machine({ settings, running: EMULATOR, flag: "emulator" }).resolve()).kind).toBe("emulator");
    const env = { BWP_API_URL: "http://localhost:4300/graphql" };
    const profile = await machine({ settings, running: EMULATOR, env }).resolve();
    expect(profile).toMatchObject({ kind: "emulator", clientId: "emu-client", apiUrl: "http://localhost:4300" });
  });

  it("gives a profile of its kind what changes with each start", async () => {
    const settings = settingsOf({ local: { kind: "emulator" } }, "local");
    expect(await machine({ settings, running: EMULATOR }).resolve()).toMatchObject({
      name: "local",
      apiUrl: EMULATOR.url,
    });
    for (const inputs of [{ settings }, { flag: "emulator" }]) {
      const error = await errorOf(machine(inputs).resolve());
      expect(error).toMatchObject({ type: "unavailable", code: "emulator_not_running" });
      expect(error.suggestion).toContain("bwp emulator start");
    }
  });

  it("does not lend its kind to real credentials from the environment", async () => {
    const settings = settingsOf({ local: { kind: "emulator", apiUrl: "http://127.0.0.1:4300" } }, "local");
    const env = { BWP_PROFILE: "local", ...ENV_CREDENTIALS };
    expect((await machine({ settings, env }).resolve()).kind).toBe("production");
  });

  it("works from the environment alone, without a state file", async () => {
    const env = {
      BWP_API_URL: "http://[::1]:4300",
      BWP_CLIENT_ID: "emu-1",
      BWP_CLIENT_SECRET: "emu-2",
      BWP_TARGET_ID: "bp-1",
    };
    expect(await machine({ env }).resolve()).toMatchObject({ kind: "emulator", apiUrl: "http://[::1]:4300" });
  });

  it("does not take a loopback proxy with real credentials for the emulator", async () => {
    const env = { ...ENV_CREDENTIALS, BWP_API_URL: "http://127.0.0.1:8080" };
    expect((await machine({ env, running: EMULATOR }).resolve()).kind).toBe("production");
  });

  it.each([
    { BWP_CLIENT_ID: "emu-1", BWP_CLIENT_SECRET: "s", BWP_TARGET_ID: "t" },
    { BWP_CLIENT_ID: "c", BWP_CLIENT_SECRET: "emu-2", BWP_TARGET_ID: "t" },
    {
      BWP_CLIENT_ID: "emu-1",
      BWP_CLIENT_SECRET: "s",
      BWP_TARGET_ID: "t",
      BWP_API_URL: "https://127.0.0.1.evil.example",
    },
  ])("never sends its credentials to another machine: %j", async (env) => {
    const attempt = async () => (await machine({ env }).resolve()).credentials();
    expect(await errorOf(attempt())).toMatchObject({ type: "authentication", code: "emulator_credentials" });
  });

  it("is on this machine, or it is none", async () => {
    const env = { ...ENV_CREDENTIALS, BWP_PROFILE_KIND: "emulator" };
    expect(await errorOf(machine({ env }).resolve())).toMatchObject({ type: "usage", code: "emulator_elsewhere" });
  });
});

describe("parseApiUrl", () => {
  it.each([
    ["https://api.buywithprime.amazon.com", "https://api.buywithprime.amazon.com"],
    ["https://api.buywithprime.amazon.com/", "https://api.buywithprime.amazon.com"],
    ["https://api.buywithprime.amazon.com/graphql", "https://api.buywithprime.amazon.com"],
    ["https://proxy.example/bwp/token/", "https://proxy.example/bwp"],
    ["http://localhost:4300", "http://localhost:4300"],
    ["http://127.1:80", "http://127.0.0.1"],
  ])("reads %s as %s", (text, url) => {
    expect(parseApiUrl(text, "it")).toBe(url);
  });

  it.each([
    "api.buywithprime.amazon.com",
    "http://api.buywithprime.amazon.com",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
    "https://user:pass@api.buywithprime.amazon.com",
    "https://api.buywithprime.amazon.com/?x=1",
    "https://api.buywithprime.amazon.com/#x",
    "file:///etc/passwd",
    "",
  ])("refuses %s without quoting it", (text) => {
    expect(() => parseApiUrl(text, "BWP_API_URL")).toThrow(expect.objectContaining({ type: "usage" }));
    if (text.includes("pass@")) expect(() => parseApiUrl(text, "BWP_API_URL")).not.toThrow(/pass@/);
  });
});
