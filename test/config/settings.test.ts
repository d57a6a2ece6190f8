import { chmod, lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSettings } from "../../src/config/settings.ts";
import {
  EMPTY_SETTINGS,
  findProfile,
  isProfileName,
  type Settings,
  withCurrentProfile,
  withoutProfile,
  withProfile,
} from "../../src/config/settings-shape.ts";
import { errorOf, modeOf, temporaryFolder } from "./support.ts";

const NOW = Date.parse("2026-03-04T05:06:07.089Z");

async function settingsIn(folder: string, text?: string) {
  const file = join(folder, "settings.json");
  if (text !== undefined) await writeFile(file, text, { mode: 0o600 });
  return { file, store: openSettings(file, () => NOW) };
}

const addAcme = (settings: Settings): Settings => withProfile(settings, "acme", { kind: "sandbox", clientId: "c-1" });

describe("openSettings", () => {
  it("reads no file as empty settings, and makes nothing", async () => {
    const folder = await temporaryFolder();
    const { store } = await settingsIn(join(folder, "none"));
    expect(await store.read()).toEqual(EMPTY_SETTINGS);
    expect(await readdir(folder)).toEqual([]);
  });

  it("writes a file of mode 0600 in folders of mode 0700, and leaves nothing else", async () => {
    const folder = await temporaryFolder();
    const { file, store } = await settingsIn(join(folder, "a", "b"));
    const written = await store.update(addAcme);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      version: 1,
      profiles: { acme: { kind: "sandbox", clientId: "c-1" } },
    });
    expect(await store.read()).toEqual(written);
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(join(folder, "a"))).toBe(0o700);
    expect(await modeOf(join(folder, "a", "b"))).toBe(0o700);
    expect(await readdir(join(folder, "a", "b"))).toEqual(["settings.json"]);
  });

  it("closes a file and a folder that were open to others", async () => {
    const folder = await temporaryFolder();
    const { file, store } = await settingsIn(folder, '{"version":1,"profiles":{}}');
    await chmod(file, 0o644);
    await store.read();
    expect(await modeOf(file)).toBe(0o600);
    await chmod(file, 0o644);
    await chmod(folder, 0o755);
    await store.update(addAcme);
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it("keeps keys that it does not know", async () => {
    const text = '{"version":1,"future":{"x":[1]},"profiles":{"old":{"kind":"production","later":true}}}';
    const { file, store } = await settingsIn(await temporaryFolder(), text);
    await store.update(addAcme);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
      future: { x: [1] },
      profiles: { old: { kind: "production", later: true }, acme: { kind: "sandbox" } },
    });
  });

  it("explains a broken file with its place, keeps one copy, and changes nothing", async () => {
    const folder = await temporaryFolder();
    const text = '{\n  "version": 1,\n  "profiles": {},\n}\n';
    const { file, store } = await settingsIn(folder, text);
    const error = await errorOf(store.read());
    expect(error).toMatchObject({ type: "io", code: "broken_settings" });
    expect(error.message).toContain("line 4, column 1");
    expect(error.suggestion).toContain("settings.json.broken-20260304T050607089Z");
    await errorOf(store.read());
    await errorOf(store.update(addAcme));
    expect(await readFile(file, "utf8")).toBe(text);
    const copies = (await readdir(folder)).filter((name) => name.includes(".broken-"));
    expect(copies).toHaveLength(1);
    expect(await readFile(join(folder, copies[0] ?? ""), "utf8")).toBe(text);
    expect(await modeOf(join(folder, copies[0] ?? ""))).toBe(0o600);
  });

  it.each([
    ["[]", "the whole file"],
    ["{}", "version"],
    ['{"version":1}', "profiles"],
    ['{"version":1,"profiles":{"a b":{"kind":"sandbox"}}}', "each key of profiles"],
    ['{"version":1,"profiles":{"a":{"kind":"test"}}}', "profiles.a.kind"],
    ['{"version":1,"profiles":{"a":{"kind":"sandbox","targetId":7}}}', "profiles.a.targetId"],
    ['{"version":1,"profiles":{},"currentProfile":1}', "currentProfile"],
  ])("names the place of a wrong value in %s", async (text, place) => {
    const { store } = await settingsIn(await temporaryFolder(), text);
    expect((await errorOf(store.read())).message).toContain(`${place} must be`);
  });

  it("refuses a file of a newer bwp without a copy", async () => {
    const folder = await temporaryFolder();
    const { store } = await settingsIn(folder, '{"version":2}');
    expect(await errorOf(store.read())).toMatchObject({ code: "newer_file" });
    expect(await readdir(folder)).toEqual(["settings.json"]);
  });

  it("does not write through a symbolic link that leads out of the folder, but reads it", async () => {
    const folder = await temporaryFolder();
    const elsewhere = join(folder, "elsewhere.json");
    await writeFile(elsewhere, '{"version":1,"profiles":{}}', { mode: 0o644 });
    await mkdir(join(folder, "config"));
    await symlink(elsewhere, join(folder, "config", "settings.json"));
    const { store } = await settingsIn(join(folder, "config"));
    expect(await store.read()).toEqual(EMPTY_SETTINGS);
    expect(await errorOf(store.update(addAcme))).toMatchObject({ type: "io", code: "symbolic_link" });
    expect(await readFile(elsewhere, "utf8")).toBe('{"version":1,"profiles":{}}');
    expect(await modeOf(elsewhere)).toBe(0o644);
    expect((await lstat(join(folder, "config", "settings.json"))).isSymbolicLink()).toBe(true);
  });

  it("does not create the target of a dangling link", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "config"));
    await symlink(join(folder, "nowhere.json"), join(folder, "config", "settings.json"));
    const { store } = await settingsIn(join(folder, "config"));
    expect(await errorOf(store.update(addAcme))).toMatchObject({ code: "symbolic_link" });
    expect(await readdir(folder)).toEqual(["config"]);
  });

  it("writes nothing when the change fails, and can be used afterwards", async () => {
    const { file, store } = await settingsIn(await temporaryFolder(), '{"version":1,"profiles":{}}');
    await errorOf(store.update((settings) => withCurrentProfile(settings, "nobody")));
    expect(await readFile(file, "utf8")).toBe('{"version":1,"profiles":{}}');
    await store.update(addAcme);
    expect(findProfile(await store.read(), "acme")?.kind).toBe("sandbox");
  });

  it("says which folder cannot be made", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const { store } = await settingsIn(join(folder, "file", "config"));
    const error = await errorOf(store.update(addAcme));
    expect(error).toMatchObject({ type: "io", code: "file_error" });
    expect(error.message).toContain(join(folder, "file", "config"));
  });
});

describe("profiles in the settings", () => {
  it.each(["__proto__", "constructor", "toString", "a.b-c_9", "x".repeat(64)])(
    "takes %s as a name like any other",
    async (name) => {
      const { store } = await settingsIn(await temporaryFolder());
      expect(findProfile(EMPTY_SETTINGS, name)).toBeUndefined();
      await store.update((settings) => withCurrentProfile(withProfile(settings, name, { kind: "sandbox" }), name));
      expect(Object.keys((await store.read()).profiles)).toEqual([name]);
      expect(findProfile(await store.read(), name)).toEqual({ kind: "sandbox" });
      await store.update((settings) => withoutProfile(settings, name));
      expect(await store.read()).toEqual(EMPTY_SETTINGS);
    },
  );

  it.each(["", ".", "..", "-x", "a/b", "a b", "é", "x".repeat(65), "a\n"])("refuses the name %j", (name) => {
    expect(isProfileName(name)).toBe(false);
    expect(() => withProfile(EMPTY_SETTINGS, name, { kind: "sandbox" })).toThrow(/name has 1 to 64/);
  });
});
