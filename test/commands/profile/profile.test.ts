import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openConfig } from "../../../src/config/config.ts";
import { createEmulator, type Emulator } from "../../../src/emulator/emulator.ts";
import { createWorkspace, type Workspace } from "../auth/workspace.ts";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({ now: Date.now });
});

afterAll(() => emulator.close());

const TARGET = "bp-30b55436-5c42-4864-b3cb-4e4d014d8744";

async function withProfiles(...names: string[]): Promise<Workspace> {
  const work = createWorkspace();
  for (const name of names) {
    const words = ["auth", "login", name, "--kind", name === "live" ? "production" : "sandbox", "--no-verify"];
    const env = { BWP_CLIENT_ID: `c-${name}`, BWP_CLIENT_SECRET: `secret-of-${name}`, BWP_TARGET_ID: TARGET };
    expect((await work.run(words, { env })).code).toBe(0);
  }
  return work;
}

/** Says that the test's emulator is the one that runs for this user. */
async function registerEmulator(work: Workspace): Promise<void> {
  const { url, port, credentials } = emulator;
  const { env } = work;
  const config = openConfig({ env, platform: process.platform, homedir: work.folder, now: Date.now });
  await config.emulator.write({ pid: process.pid, url, port, startedAt: "2026-01-01T00:00:00Z", credentials });
}

async function errorOf(work: Workspace, words: readonly string[]): Promise<{ code: number; error: unknown }> {
  const { code, stderr } = await work.run(words);
  return { code, error: JSON.parse(stderr).error };
}

describe("profile list", () => {
  it("lists profiles by name, with a star at the current one", async () => {
    const work = await withProfiles("live", "acme");
    const shown = await work.run(["profile", "list"], { tty: true });
    expect(shown).toEqual({
      code: 0,
      stdout: [
        "Profile  Kind        Target id                                Secret",
        `* acme   sandbox     ${TARGET}  file`,
        `- live   production  ${TARGET}  file`,
        "",
      ].join("\n"),
      stderr: "",
    });
    const piped = JSON.parse((await work.run(["profile", "list"])).stdout);
    expect(piped[1]).toEqual({
      name: "live",
      current: false,
      kind: "production",
      targetId: TARGET,
      clientId: "c-live",
      apiUrl: "https://api.buywithprime.amazon.com",
      apiVersion: "2024-11-01",
      region: null,
      source: "settings",
      secret: { place: "file", location: join(work.folder, "config", "secrets.json") },
    });
  });

  it("says what to do when there are none", async () => {
    const work = createWorkspace();
    expect(await work.run(["profile", "list"])).toMatchObject({ code: 0, stdout: "[]\n" });
    expect((await work.run(["profile", "list"], { tty: true })).stdout).toBe(
      "There are no profiles. Make one with: bwp auth login\n",
    );
  });

  it("includes the running emulator, which can be chosen by the name it is shown with", async () => {
    const work = await withProfiles("acme");
    await registerEmulator(work);
    const words = ["profile", "list", "--query", "[].[name, current, source]"];
    expect(JSON.parse((await work.run(words)).stdout)).toEqual([
      ["acme", true, "settings"],
      ["emulator", false, "emulator"],
    ]);
    expect((await work.run(["profile", "use", "emulator"], { tty: true })).stdout).toBe(
      "Using profile emulator (emulator).\n",
    );
    expect(JSON.parse((await work.run(["auth", "status"])).stdout)).toMatchObject({
      profile: "emulator",
      kind: "emulator",
      apiUrl: emulator.url,
      secret: { place: "emulator" },
    });
    expect((await work.run(["auth", "token"])).code).toBe(0);
  });

  it("marks what the environment makes current", async () => {
    const work = await withProfiles("acme", "live");
    const current = async (env: Record<string, string>) =>
      JSON.parse((await work.run(["profile", "list", "--query", "[?current].[name, source]"], { env })).stdout);
    expect(await current({ BWP_PROFILE: "acme" })).toEqual([["acme", "settings"]]);
    expect(await current({ BWP_CLIENT_ID: "x", BWP_CLIENT_SECRET: "y", BWP_TARGET_ID: "z" })).toEqual([["env", "env"]]);
  });

  it("explains broken settings", async () => {
    const work = createWorkspace();
    mkdirSync(join(work.folder, "config"));
    writeFileSync(join(work.folder, "config", "settings.json"), '{"version":1,"profiles":{"a":{"kind":"staging"}}}');
    expect(await errorOf(work, ["profile", "list"])).toMatchObject({
      code: 1,
      error: { code: "broken_settings", suggestion: expect.stringContaining("A copy is kept as") },
    });
  });
});

describe("profile show", () => {
  it("shows the current one, or the one that is named", async () => {
    const work = await withProfiles("live", "acme");
    expect((await work.run(["profile", "show"], { tty: true })).stdout).toBe(
      [
        "Profile    acme (current)",
        "Kind       sandbox",
        `Target id  ${TARGET}`,
        "Client id  c-acme",
        "API        https://api.buywithprime.amazon.com (2024-11-01)",
        `Secret     ${join(work.folder, "config", "secrets.json")} (unencrypted)`,
        "",
      ].join("\n"),
    );
    for (const words of [["live"], ["--profile", "live"]]) {
      const { stdout } = await work.run(["profile", "show", ...words, "--query", "clientId"]);
      expect(stdout).toBe('"c-live"\n');
    }
    expect(await errorOf(work, ["profile", "show", "acme", "-p", "live"])).toMatchObject({
      code: 2,
      error: { code: "two_profiles" },
    });
  });

  it("suggests the profile that was meant, and says what to do when there is none", async () => {
    expect(await errorOf(await withProfiles("acme"), ["profile", "show", "amce"])).toMatchObject({
      code: 4,
      error: { code: "profile_not_found", suggestion: "Did you mean acme? Profiles that exist: acme." },
    });
    expect(await errorOf(await withProfiles("acme"), ["auth", "status", "-p", "amce"])).toMatchObject({
      code: 4,
      error: { suggestion: "Did you mean acme? Profiles that exist: acme." },
    });
    expect(await errorOf(createWorkspace(), ["profile", "show"])).toMatchObject({
      code: 3,
      error: { code: "not_configured" },
    });
  });
});

describe("profile use", () => {
  it("changes the current profile, and warns of variables that outdo it", async () => {
    const work = await withProfiles("live", "acme");
    const result = await work.run(["profile", "use", "live"], { env: { BWP_PROFILE: "acme" } });
    expect(JSON.parse(result.stdout)).toEqual({ profile: "live", kind: "production" });
    expect(result.stderr).toBe("! In this shell it is outdone by BWP_PROFILE.\n");
    expect(JSON.parse((await work.run(["auth", "status"])).stdout).profile).toBe("live");
  });

  it("lets a person pick, and names the missing argument elsewhere", async () => {
    const work = await withProfiles("live", "acme");
    const picked = await work.answer(["profile", "use"], [["live (production)", "\u001b[B\r"]]);
    expect(picked).toMatchObject({ code: 0, stdout: "Using profile live (production).\n" });
    expect(await errorOf(work, ["profile", "use"])).toMatchObject({ code: 2, error: { message: "Missing: NAME." } });
  });

  it("changes nothing in a dry run or for an unknown name", async () => {
    const work = await withProfiles("live", "acme");
    await work.run(["profile", "use", "live", "--dry-run"]);
    expect(await errorOf(work, ["profile", "use", "lve"])).toMatchObject({ code: 4 });
    expect(JSON.parse((await work.run(["profile", "show"])).stdout).name).toBe("acme");
  });
});

describe("profile set", () => {
  it("takes key=value and options, by name or for the current profile", async () => {
    const work = await withProfiles("live", "acme");
    expect((await work.run(["profile", "set", "live", "region=eu-west-1", "api_version=2024-04-01"])).code).toBe(0);
    expect(JSON.parse((await work.run(["profile", "show", "live"])).stdout)).toMatchObject({
      region: "eu-west-1",
      apiVersion: "2024-04-01",
    });
    const result = await work.run(["profile", "set", "region=us-east-1", "--api-version", "2024-01-01"]);
    expect(JSON.parse(result.stdout)).toMatchObject({
      name: "acme",
      current: true,
      region: "us-east-1",
      apiVersion: "2024-01-01",
    });
    expect(JSON.parse((await work.run(["auth", "status"])).stdout).apiVersion).toBe("2024-01-01");
    await work.run(["profile", "set", "region=", "apiVersion="]);
    expect(JSON.parse((await work.run(["profile", "show"])).stdout)).toMatchObject({
      region: null,
      apiVersion: "2024-11-01",
    });
  });

  it("wants the kind together with another target", async () => {
    const work = await withProfiles("acme");
    expect(await errorOf(work, ["profile", "set", "acme", "--target-id", "bp-2"])).toMatchObject({
      code: 2,
      error: { message: "Missing: --kind <KIND>." },
    });
    const both = await work.run(["profile", "set", "acme", "targetId=bp-2", "kind=production"]);
    expect(JSON.parse(both.stdout)).toMatchObject({ targetId: "bp-2", kind: "production" });
  });

  it.each([
    [["region=mars"], 2, "invalid_region"],
    [["apiUrl=http://api.example.com"], 2, "invalid_api_url"],
    [["apiVersion=2023-01-01"], 2, "unknown_api_version"],
    [["kind=staging"], 2, "invalid_profile_kind"],
    [["kind=emulator", "apiUrl=https://api.example.com"], 2, "emulator_elsewhere"],
    [["clientSecret=hunter2"], 2, "unknown_key"],
    [["regoin=us-east-1"], 2, "unknown_key"],
    [["region"], 2, "invalid_assignment"],
    [["kind="], 2, "invalid_assignment"],
    [[], 2, "missing_input"],
  ])("refuses %j and changes nothing", async (words, code, name) => {
    const work = await withProfiles("acme");
    const before = work.read("settings.json");
    const result = await work.run(["profile", "set", "acme", ...words]);
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([code, name]);
    expect(result.stderr).not.toContain("hunter2");
    expect(work.read("settings.json")).toBe(before);
  });

  it("keeps the emulator's credentials on this machine", async () => {
    const work = createWorkspace();
    const { clientId, clientSecret, targetId } = emulator.credentials;
    const env = { BWP_CLIENT_ID: clientId, BWP_CLIENT_SECRET: clientSecret, BWP_TARGET_ID: targetId };
    await work.run(["auth", "login", "local", "--api-url", emulator.url], { env });
    expect(await errorOf(work, ["profile", "set", "local", "kind=sandbox", "apiUrl=https://a.example"])).toMatchObject({
      code: 3,
      error: { code: "emulator_credentials" },
    });
  });
});

describe("profile delete", () => {
  it("deletes settings and secret after a confirmation", async () => {
    const work = await withProfiles("live", "acme");
    expect(await errorOf(work, ["profile", "delete", "acme"])).toMatchObject({
      code: 2,
      error: { code: "confirmation_required" },
    });
    const question = "Delete profile acme with its secret?";
    expect((await work.answer(["profile", "delete", "acme"], [[question, "n\r"]])).code).toBe(2);
    expect(work.read("secrets.json")).toContain("secret-of-acme");
    const agreed = await work.answer(["profile", "delete", "acme"], [[question, "y\r"]]);
    expect(agreed).toMatchObject({ code: 0, stdout: "Deleted profile acme.\n" });
    expect(work.read("secrets.json")).not.toContain("secret-of-acme");
    expect(work.read("secrets.json")).toContain("secret-of-live");
    expect(JSON.parse((await work.run(["profile", "list", "--query", "[].name"])).stdout)).toEqual(["live"]);
  });

  it("says when no profile is the current one any more", async () => {
    const work = await withProfiles("a", "b", "c");
    const result = await work.run(["profile", "delete", "c", "--yes"]);
    expect(JSON.parse(result.stdout)).toEqual({ profile: "c", deleted: true });
    expect(result.stderr).toBe("No profile is the current one now. Choose one with: bwp profile use\n");
    expect(await errorOf(work, ["auth", "token"])).toMatchObject({ code: 2, error: { code: "no_current_profile" } });
  });

  it("changes nothing in a dry run", async () => {
    const work = await withProfiles("acme");
    const result = await work.run(["profile", "delete", "acme", "--dry-run"]);
    expect(JSON.parse(result.stdout)).toEqual({ profile: "acme", deleted: false });
    expect(work.read("secrets.json")).toContain("secret-of-acme");
  });
});
