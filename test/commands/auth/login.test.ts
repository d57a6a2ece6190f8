import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../src/emulator/emulator.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await createEmulator({ now: Date.now });
});

afterAll(() => emulator.close());

/** The downloaded file, in one of the spellings that it may have. */
function credentialsFile(work: Workspace, secret = emulator.credentials.clientSecret): string {
  const file = join(work.folder, "credentials.txt");
  const { clientId, targetId } = emulator.credentials;
  writeFileSync(file, `client_id=${clientId}\nclient_secret=${secret}\nTargetId: ${targetId}\n`);
  return file;
}

const WARNING = /! The secret is kept unencrypted in .*secrets\.json/m;

describe("auth login", () => {
  it("takes a credentials file, tries it, keeps it, and says where the secret went", async () => {
    const work = createWorkspace();
    const words = ["auth", "login", "shop", "--credentials-file", credentialsFile(work), "--api-url", emulator.url];
    const result = await work.run(words);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual({
      profile: "shop",
      kind: "emulator",
      targetId: emulator.credentials.targetId,
      clientId: emulator.credentials.clientId,
      apiUrl: emulator.url,
      secret: { place: "file", location: join(work.folder, "config", "secrets.json") },
      verified: true,
      saved: true,
    });
    expect(result.stderr).toMatch(WARNING);
    expect(work.read("settings.json")).not.toContain(emulator.credentials.clientSecret);
    const status = await work.run(["auth", "status"]);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ loggedIn: true, profile: "shop", token: { cached: true } });
  });

  it("takes everything from the environment, and names the profile after its kind", async () => {
    const { clientId, clientSecret, targetId } = emulator.credentials;
    const work = createWorkspace();
    const env = {
      BWP_API_URL: emulator.url,
      BWP_CLIENT_ID: clientId,
      BWP_CLIENT_SECRET: clientSecret,
      BWP_TARGET_ID: targetId,
    };
    expect(await work.run(["auth", "login", "--query", "[profile, kind]"], { env })).toMatchObject({
      code: 0,
      stdout: '[\n  "emulator",\n  "emulator"\n]\n',
    });
    expect((await work.run(["auth", "token", "--fresh"])).code).toBe(0);
  });

  it("takes the secret from stdin, and the whole file from stdin", async () => {
    const { clientId, clientSecret, targetId } = emulator.credentials;
    const work = createWorkspace();
    const common = ["auth", "login", "--api-url", emulator.url];
    const words = [...common, "one", "--client-id", clientId, "--target-id", targetId, "--client-secret-stdin"];
    expect((await work.run(words, { stdin: `${clientSecret}\n` })).code).toBe(0);
    const stdin = JSON.stringify({ ClientId: clientId, ClientSecret: clientSecret, TargetId: targetId });
    expect((await work.run([...common, "two", "-f", "-"], { stdin })).code).toBe(0);
    const both = await work.run([...words, "-f", "-"], { stdin });
    expect([both.code, JSON.parse(both.stderr).error.code]).toEqual([2, "two_from_stdin"]);
  });

  it("saves nothing when the service refuses the credentials", async () => {
    const work = createWorkspace();
    const file = credentialsFile(work, "emu-secret-of-somebody-else");
    const result = await work.run(["auth", "login", "shop", "-f", file, "--api-url", emulator.url]);
    expect(result).toMatchObject({ code: 3, stdout: "" });
    expect(JSON.parse(result.stderr).error).toMatchObject({
      code: "invalid_client",
      suggestion: expect.stringContaining("Nothing was saved"),
    });
    expect([work.read("settings.json"), work.read("secrets.json")]).toEqual(["", ""]);
  });

  it("names at once all that is missing where nobody can be asked", async () => {
    const result = await createWorkspace().run(["auth", "login", "shop"]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    const { error } = JSON.parse(result.stderr);
    expect(error.message).toBe("Missing: --kind <KIND>, --client-id <ID>, --client-secret-stdin, --target-id <ID>.");
    expect(error.suggestion).toContain("--credentials-file");
  });

  it("needs the kind, unless the address is on this machine", async () => {
    const words = ["auth", "login", "--client-id", "c", "--target-id", "t", "--client-secret-stdin", "--no-verify"];
    const result = await createWorkspace().run(words, { stdin: "secret-of-c" });
    expect(JSON.parse(result.stderr).error.message).toBe("Missing: --kind <KIND>.");
    const work = createWorkspace();
    expect((await work.run([...words, "--api-url", "http://127.0.0.1:9"], { stdin: "secret-of-c" })).code).toBe(0);
    expect(JSON.parse((await work.run(["profile", "show"])).stdout)).toMatchObject({ kind: "emulator" });
  });

  it("asks in a terminal for kind, file and name", async () => {
    const work = createWorkspace();
    const result = await work.answer(
      ["auth", "login", "--api-url", emulator.url, "--kind", "sandbox"],
      [
        ["Credentials file", "/nowhere/credentials.json\r"],
        ["! Cannot read", ""],
        ["Credentials file", `${credentialsFile(work)}\r`],
        ["Name of the profile", "shop\r"],
      ],
    );
    expect(result.code).toBe(0);
    expect(result.stdout.split("\n").slice(0, 3)).toEqual([
      "Logged in: the service accepts the credentials",
      "Profile    shop",
      "Kind       sandbox",
    ]);
    expect(result.stderr).toMatch(WARNING);
  });

  it("asks for each value if there is no file, without an echo of the secrets", async () => {
    const { clientId, clientSecret, targetId } = emulator.credentials;
    const work = createWorkspace();
    const result = await work.answer(
      ["auth", "login", "--api-url", emulator.url],
      [
        ["Credentials file", "\r"],
        ["Client id", `${clientId}\r`],
        ["Client secret", `${clientSecret}\r`],
        ["Target id", `${targetId}\r`],
        ["API access key", "typed-access-key\r"],
        ["Name of the profile", "\r"],
      ],
    );
    expect(result.code).toBe(0);
    expect(result.stdout + result.stderr).not.toContain(clientSecret);
    expect(result.stdout + result.stderr).not.toContain("typed-access-key");
    expect(work.read("secrets.json")).toContain("typed-access-key");
  });

  it("makes the login the current profile, and keeps other settings of a profile", async () => {
    const work = createWorkspace();
    const file = credentialsFile(work);
    const login = (name: string, ...more: string[]) =>
      work.run(["auth", "login", name, "-f", file, "--api-url", emulator.url, ...more]);
    await login("one", "--region", "eu-west-1", "--api-version", "2024-04-01");
    await login("two");
    expect(JSON.parse((await work.run(["auth", "status"])).stdout).profile).toBe("two");
    await login("one");
    expect(JSON.parse((await work.run(["profile", "show"])).stdout)).toMatchObject({
      name: "one",
      current: true,
      region: "eu-west-1",
      apiVersion: "2024-04-01",
    });
  });

  it("warns when the shell outdoes the new profile", async () => {
    const work = createWorkspace();
    const words = ["auth", "login", "shop", "-f", credentialsFile(work), "--api-url", emulator.url];
    const result = await work.run(words, { env: { BWP_PROFILE: "other", BWP_CLIENT_ID: "someone" } });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("! In this shell it is outdone by BWP_PROFILE and BWP_CLIENT_ID.\n");
  });

  it("needs only the secret after a logout", async () => {
    const work = createWorkspace();
    await work.run(["auth", "login", "shop", "-f", credentialsFile(work), "--api-url", emulator.url]);
    await work.run(["auth", "logout"]);
    const stdin = emulator.credentials.clientSecret;
    const again = await work.run(["auth", "login", "--profile", "shop", "--client-secret-stdin"], { stdin });
    expect(JSON.parse(again.stdout)).toMatchObject({ profile: "shop", apiUrl: emulator.url, verified: true });
  });

  it("does not replace another client's credentials unless the name is given", async () => {
    const work = createWorkspace();
    const login = (clientId: string, ...more: string[]) =>
      work.run(
        ["auth", "login", "--kind", "sandbox", "--client-id", clientId, "--target-id", "t", "--no-verify", ...more],
        { env: { BWP_CLIENT_SECRET: `secret-of-${clientId}` } },
      );
    expect((await login("a")).code).toBe(0);
    const refused = await login("b");
    expect([refused.code, JSON.parse(refused.stderr).error.code]).toEqual([2, "profile_exists"]);
    expect(work.read("secrets.json")).toContain("secret-of-a");
    expect((await login("b", "sandbox")).code).toBe(0);
    expect(work.read("secrets.json")).not.toContain("secret-of-a");
  });

  it("never mixes the secret of one client with the id of another", async () => {
    const env = { BWP_CLIENT_ID: "other", BWP_CLIENT_SECRET: "secret-of-other", BWP_TARGET_ID: "target-of-other" };
    const words = ["auth", "login", "--kind", "sandbox", "--client-id", "mine", "--no-verify"];
    const result = await createWorkspace().run(words, { env });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("Missing: --client-secret-stdin, --target-id <ID>.");
    expect(result.stderr).toContain("BWP_CLIENT_ID names another client");
  });

  it.each([
    ["a real host", ["--api-url", "https://api.example.com"], "emulator_credentials", 3],
    ["the service itself", ["--kind", "production"], "emulator_credentials", 3],
    ["plain http", ["--api-url", "http://api.example.com"], "invalid_api_url", 2],
  ])("keeps the emulator's credentials away from %s", async (_, more, code, exitCode) => {
    const work = createWorkspace();
    const result = await work.run(["auth", "login", "shop", "-f", credentialsFile(work), ...more]);
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([exitCode, code]);
    expect(work.read("secrets.json")).toBe("");
  });

  it("sends and saves nothing in a dry run", async () => {
    const work = createWorkspace();
    const words = ["auth", "login", "-f", credentialsFile(work), "--api-url", "http://127.0.0.1:9", "--dry-run"];
    expect(JSON.parse((await work.run(words)).stdout)).toMatchObject({ saved: false, verified: false, secret: null });
    expect(work.read("settings.json")).toBe("");
  });

  it("saves nothing when the service cannot be reached, and says how to save all the same", async () => {
    const work = createWorkspace();
    const words = ["auth", "login", "-f", credentialsFile(work), "--api-url", "http://127.0.0.1:1", "--timeout", "1s"];
    const result = await work.run(words);
    expect(result.code).toBe(6);
    expect(result.stderr).toContain("--no-verify");
    expect(work.read("settings.json")).toBe("");
  });

  it("refuses a value that would end a header line", async () => {
    const words = ["auth", "login", "--kind", "sandbox", "--client-id", "a\nb", "--target-id", "t"];
    const result = await createWorkspace().run(words);
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([2, "invalid_credential"]);
  });

  it("explains broken settings and leaves them alone", async () => {
    const work = createWorkspace();
    mkdirSync(join(work.folder, "config"));
    writeFileSync(join(work.folder, "config", "settings.json"), "{ broken");
    const result = await work.run(["auth", "login", "shop", "-f", credentialsFile(work), "--api-url", emulator.url]);
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([1, "broken_settings"]);
    expect(work.read("settings.json")).toBe("{ broken");
  });
});
