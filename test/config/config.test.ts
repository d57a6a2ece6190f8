import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deleteProfile, forgetSecret, type Login, saveLogin } from "../../src/config/accounts.ts";
import { type Config, openConfig } from "../../src/config/config.ts";
import { errorOf, temporaryFolder } from "./support.ts";

const LOGIN: Login = {
  name: "acme",
  profile: { kind: "sandbox" },
  credentials: { clientId: "c-1", clientSecret: "hunter2", targetId: "bp-1" },
  makeCurrent: false,
};

async function machine(extra: Record<string, string> = {}): Promise<{ folder: string; config: Config }> {
  const folder = await temporaryFolder();
  const env = { BWP_CONFIG_DIR: join(folder, "config"), BWP_STATE_DIR: join(folder, "state"), ...extra };
  return { folder, config: openConfig({ env, platform: "linux", homedir: folder, now: () => Date.now() }) };
}

describe("openConfig", () => {
  it("reads and makes nothing by itself", async () => {
    const { folder, config } = await machine();
    expect(await errorOf(config.profile())).toMatchObject({ code: "not_configured" });
    expect(await readdir(folder)).toEqual([]);
  });

  it("refuses a malformed folder", () => {
    const host = { env: { BWP_CONFIG_DIR: "x" }, platform: "linux", homedir: "/h", now: () => 0 } as const;
    expect(() => openConfig(host)).toThrow(/BWP_CONFIG_DIR/);
  });
});

describe("saveLogin", () => {
  it("keeps the secret out of the settings, and makes the first profile the current one", async () => {
    const { config } = await machine();
    const description = await saveLogin(config, LOGIN);
    expect(description).toMatchObject({ kind: "file", secure: false, location: config.paths.secretsFile });
    expect(await readFile(config.paths.settingsFile, "utf8")).not.toContain("hunter2");
    const profile = await config.profile();
    expect(profile).toMatchObject({ name: "acme", kind: "sandbox", clientId: "c-1", targetId: "bp-1" });
    expect(await profile.credentials()).toEqual(LOGIN.credentials);
    expect(await profile.accessKey()).toBeUndefined();
  });

  it("does not take the place of the current profile unasked", async () => {
    const { config } = await machine();
    await saveLogin(config, LOGIN);
    await saveLogin(config, { ...LOGIN, name: "beta" });
    expect((await config.profile()).name).toBe("acme");
    await saveLogin(config, { ...LOGIN, name: "beta", makeCurrent: true });
    expect((await config.profile()).name).toBe("beta");
    expect((await config.profile({ flag: "acme" })).name).toBe("acme");
  });

  it("replaces credentials, keeps other settings of the profile, and forgets the old token", async () => {
    const { config } = await machine();
    await saveLogin(config, { ...LOGIN, profile: { kind: "sandbox", apiVersion: "2024-04-01" } });
    const cache = config.tokenCache(await config.profile());
    await cache.write({ accessToken: "t", expiresAt: Date.now() + 900_000 });
    await saveLogin(config, { ...LOGIN, credentials: { ...LOGIN.credentials, clientSecret: "new", accessKey: "key" } });
    const profile = await config.profile();
    expect(profile.apiVersion).toBe("2024-04-01");
    expect(await profile.credentials()).toEqual({ ...LOGIN.credentials, clientSecret: "new", accessKey: "key" });
    expect(await profile.accessKey()).toBe("key");
    expect(await cache.read()).toBeUndefined();
  });

  it("refuses a bad name before anything is written", async () => {
    const { folder, config } = await machine();
    expect(await errorOf(saveLogin(config, { ...LOGIN, name: "../x" }))).toMatchObject({ type: "usage" });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("logout and deletion", () => {
  it("forgets the secret and the tokens, and keeps the settings", async () => {
    const { config } = await machine();
    await saveLogin(config, LOGIN);
    const profile = await config.profile();
    await config.tokenCache(profile).write({ accessToken: "t", expiresAt: Date.now() + 900_000 });
    expect(await forgetSecret(config, "acme")).toBe(true);
    expect(await forgetSecret(config, "acme")).toBe(false);
    expect(await config.tokenCache(profile).read()).toBeUndefined();
    expect(await errorOf((await config.profile()).credentials())).toMatchObject({ code: "no_secret" });
    expect(await readFile(config.paths.secretsFile, "utf8")).not.toContain("hunter2");
  });

  it("deletes a profile with all that belongs to it", async () => {
    const { config } = await machine();
    await saveLogin(config, LOGIN);
    await deleteProfile(config, "acme");
    expect(await config.settings.read()).toEqual({ version: 1, profiles: {} });
    expect(await (await config.secrets("file")).get("acme")).toBeUndefined();
    expect(await errorOf(deleteProfile(config, "acme"))).toMatchObject({ type: "not_found" });
  });
});
