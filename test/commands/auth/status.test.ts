import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/emulator.ts";
import { runBwp } from "../../support/host.ts";
import { createWorkspace } from "./workspace.ts";

let emulator: Emulator;
let env: Record<string, string>;

beforeAll(async () => {
  emulator = await createEmulator({ now: Date.now });
  const { clientId, clientSecret, targetId } = emulator.credentials;
  env = {
    BWP_API_URL: emulator.url,
    BWP_CLIENT_ID: clientId,
    BWP_CLIENT_SECRET: clientSecret,
    BWP_TARGET_ID: targetId,
  };
});

afterAll(() => emulator.close());

describe("auth status", () => {
  it("says who a call would be, where each value came from, and that no token is cached", async () => {
    const result = await runBwp(["auth", "status"], { env: { ...env, BWP_API_VERSION: "2024-04-01" } });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(result.stdout)).toEqual({
      loggedIn: true,
      profile: "env",
      kind: "emulator",
      targetId: emulator.credentials.targetId,
      clientId: emulator.credentials.clientId,
      apiUrl: emulator.url,
      apiVersion: "2024-04-01",
      region: null,
      secret: { place: "env", location: "BWP_CLIENT_SECRET" },
      token: { cached: false, expiresAt: null, expiresInSeconds: null },
      sources: {
        profile: "env",
        kind: "emulator",
        apiUrl: "env",
        apiVersion: "env",
        targetId: "env",
        clientId: "env",
      },
      ignoredVariables: [],
      verified: null,
    });
  });

  it("shows it as a card in a terminal", async () => {
    const { code, stdout, stderr } = await runBwp(["auth", "status"], { tty: true, env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      [
        "Logged in",
        "Profile    env (env)",
        "Kind       emulator (emulator)",
        `Target id  ${emulator.credentials.targetId} (env)`,
        `Client id  ${emulator.credentials.clientId} (env)`,
        `API        ${emulator.url} (env)`,
        "Version    2024-11-01 (default)",
        "Secret     BWP_CLIENT_SECRET",
        "Token      none cached",
        "",
      ].join("\n"),
    );
  });

  it("says when the cached token expires: 15 minutes after it was fetched", async () => {
    const work = createWorkspace(env);
    const before = Date.now();
    await work.run(["auth", "token"]);
    const { token } = JSON.parse((await work.run(["auth", "status"])).stdout);
    expect(token.cached).toBe(true);
    expect(Math.abs(Date.parse(token.expiresAt) - before - 900_000)).toBeLessThan(60_000);
    expect(token.expiresInSeconds).toBeGreaterThan(840);
    const later = await work.run(["auth", "status"], { now: () => Date.now() + 901_000 });
    expect(JSON.parse(later.stdout).token).toEqual({ cached: false, expiresAt: null, expiresInSeconds: null });
  });

  it("exits 3 when nothing is configured, with the status on stdout and the way on stderr", async () => {
    const piped = await runBwp(["auth", "status"]);
    expect(piped.code).toBe(3);
    expect(JSON.parse(piped.stdout)).toEqual({ loggedIn: false, profile: null });
    expect(JSON.parse(piped.stderr).error).toMatchObject({ code: "not_configured", type: "authentication" });
    const shown = await runBwp(["auth", "status"], { tty: true });
    expect(shown).toEqual({
      code: 3,
      stdout: "Not logged in\n",
      stderr: [
        "✗ No credentials are configured, and no emulator is running.  (not_configured)",
        "  → Log in with bwp auth login, or try everything without an account: bwp",
        "    emulator start",
        "",
      ].join("\n"),
    });
  });

  it("asks the service only with --verify", async () => {
    const good = await runBwp(["auth", "status", "--verify", "--query", "verified"], { env });
    expect(good).toMatchObject({ code: 0, stdout: "true\n" });
    const bad = { ...env, BWP_CLIENT_SECRET: "emu-wrong-secret" };
    expect((await runBwp(["auth", "status"], { env: bad })).code).toBe(0);
    const refused = await runBwp(["auth", "status", "--verify"], { env: bad });
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ loggedIn: true, verified: false });
    const away = await runBwp(["auth", "status", "--verify", "--timeout", "1s"], {
      env: { ...env, BWP_API_URL: "http://127.0.0.1:1" },
    });
    expect(away.code).toBe(6);
    expect(JSON.parse(away.stdout)).toMatchObject({ loggedIn: true, verified: null });
  });

  it("names the variables that do not count beside --profile", async () => {
    const work = createWorkspace();
    const words = ["auth", "login", "shop", "--kind", "sandbox", "--client-id", "c", "--target-id", "t", "--no-verify"];
    await work.run(words, { env: { BWP_CLIENT_SECRET: "secret-of-c" } });
    const result = await work.run(["auth", "status", "-p", "shop"], { env });
    const { profile, clientId, ignoredVariables } = JSON.parse(result.stdout);
    expect({ profile, clientId, ignoredVariables }).toEqual({
      profile: "shop",
      clientId: "c",
      ignoredVariables: ["BWP_CLIENT_ID", "BWP_CLIENT_SECRET", "BWP_TARGET_ID", "BWP_API_URL"],
    });
    expect(result.stderr).toContain("Not used, since --profile wins: BWP_CLIENT_ID");
  });

  it("keeps the emulator's credentials from another host", async () => {
    const result = await runBwp(["auth", "status"], { env: { ...env, BWP_API_URL: "https://api.example.com" } });
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([3, "emulator_credentials"]);
  });
});

describe("auth token", () => {
  it("prints the token and nothing else, in a pipe and in a terminal", async () => {
    const work = createWorkspace(env);
    const piped = await work.run(["auth", "token"]);
    expect(piped).toMatchObject({ code: 0, stderr: "" });
    expect(piped.stdout).toMatch(/^[\x21-\x7e]+\n$/);
    expect((await work.run(["auth", "token"], { tty: true })).stdout).toBe(piped.stdout);
    const answer = await fetch(`${emulator.url}/graphql`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${piped.stdout.trim()}`,
        "content-type": "application/json",
        "x-api-version": "2024-11-01",
        "x-api-target-id": emulator.credentials.targetId,
      },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
  });

  it("keeps to the cached token unless --fresh is given, and tells its end in JSON", async () => {
    const work = createWorkspace(env);
    const first = JSON.parse((await work.run(["auth", "token", "--json"])).stdout);
    expect(Object.keys(first)).toEqual(["accessToken", "expiresAt"]);
    expect(Date.parse(first.expiresAt)).toBeGreaterThan(Date.now() + 840_000);
    // Tokens of the emulator differ by the second in which they expire.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(JSON.parse((await work.run(["auth", "token", "--json"])).stdout)).toEqual(first);
    const fresh = JSON.parse((await work.run(["auth", "token", "--fresh", "--json"])).stdout);
    expect(fresh.accessToken).not.toBe(first.accessToken);
    expect((await work.run(["auth", "token"])).stdout.trim()).toBe(fresh.accessToken);
  });

  it("exits 3 without credentials, and prints nothing", async () => {
    expect(await runBwp(["auth", "token"])).toMatchObject({ code: 3, stdout: "" });
  });
});

describe("auth logout", () => {
  const login = ["auth", "login", "--kind", "emulator", "--no-verify"];

  it("forgets secret and token, keeps the settings, and may be repeated", async () => {
    const work = createWorkspace();
    await work.run([...login, "shop"], { env });
    await work.run(["auth", "token"]);
    const first = await work.run(["auth", "logout"]);
    expect(JSON.parse(first.stdout)).toEqual([{ profile: "shop", removed: true }]);
    expect(work.read("secrets.json")).not.toContain(emulator.credentials.clientSecret);
    const again = await work.run(["auth", "logout", "shop"], { tty: true });
    expect(again).toEqual({ code: 0, stdout: "Logged out of profile shop; there was no secret.\n", stderr: "" });
    const status = await work.run(["auth", "status"]);
    expect(status.code).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({
      loggedIn: false,
      profile: "shop",
      targetId: emulator.credentials.targetId,
      secret: null,
      token: { cached: false },
    });
    expect(JSON.parse(status.stderr).error.code).toBe("no_secret");
  });

  it("logs out of all profiles, and of none if there is none", async () => {
    const work = createWorkspace();
    expect(await work.run(["auth", "logout"])).toMatchObject({ code: 0, stdout: "[]\n" });
    await work.run([...login, "a"], { env });
    await work.run([...login, "b"], { env });
    expect(JSON.parse((await work.run(["auth", "logout", "--all"])).stdout)).toEqual([
      { profile: "a", removed: true },
      { profile: "b", removed: true },
    ]);
  });

  it("suggests the profile that was meant", async () => {
    const work = createWorkspace();
    await work.run([...login, "production-eu"], { env });
    const result = await work.run(["auth", "logout", "prodution-eu"]);
    expect(result.code).toBe(4);
    expect(JSON.parse(result.stderr).error).toMatchObject({
      code: "profile_not_found",
      suggestion: "Did you mean production-eu? Profiles that exist: production-eu.",
    });
  });

  it("warns of a secret that the shell still holds, and does nothing in a dry run", async () => {
    const work = createWorkspace();
    await work.run([...login, "shop"], { env });
    const result = await work.run(["auth", "logout", "shop", "--dry-run"], { env });
    expect(result.stderr).toBe("! BWP_CLIENT_SECRET is still set in this shell.\n");
    expect(work.read("secrets.json")).toContain(emulator.credentials.clientSecret);
  });
});
