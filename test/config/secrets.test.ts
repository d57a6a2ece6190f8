import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { macosKeychain } from "../../src/config/keychain-macos.ts";
import { keychainStore } from "../../src/config/keychain-store.ts";
import { windowsVault } from "../../src/config/keychain-windows.ts";
import { locatePaths } from "../../src/config/paths.ts";
import { chooseSecretStore, openSecretStore } from "../../src/config/secrets.ts";
import { fileSecretStore } from "../../src/config/secrets-file.ts";
import { errorOf, everythingIn, modeOf, temporaryFolder } from "./support.ts";

const SECRET = 'hunter2 "quoted" \\ $(x) \n é';

/** Acts as libsecret's secret-tool does: files as the keyring, exit code 1 in silence for what is not there. */
const SECRET_TOOL = `#!/bin/sh
echo "$@" >> "$KEYRING/log"
action=$1; shift
case $action in store) shift ;; esac
entry="$KEYRING/$(printf %s "$*" | tr ' /' '__')"
case $action in
  store) cat > "$entry" ;;
  lookup) [ -f "$entry" ] || exit 1; cat "$entry" ;;
  clear) [ -f "$entry" ] || exit 1; rm "$entry" ;;
esac
`;

async function linuxMachine(secretTool: string | undefined, extra: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  const bin = join(folder, "bin");
  const keyring = join(folder, "keyring");
  await mkdir(bin);
  await mkdir(keyring);
  if (secretTool !== undefined) {
    await writeFile(join(bin, "secret-tool"), secretTool);
    await chmod(join(bin, "secret-tool"), 0o755);
  }
  // A machine without the tool must not see one of the real machine.
  const env = { PATH: secretTool === undefined ? bin : `${bin}:/usr/bin:/bin`, KEYRING: keyring, ...extra };
  const paths = locatePaths({ env, platform: "linux", homedir: folder });
  return { folder, keyring, facts: { env, platform: "linux" as const, paths } };
}

describe("keyring of Linux", () => {
  it("is chosen when it works; keeps, replaces, returns and removes secrets; leaves no probe", async () => {
    const { keyring, facts } = await linuxMachine(SECRET_TOOL);
    const store = await chooseSecretStore(facts);
    expect(store.describe()).toMatchObject({ kind: "linux-keyring", secure: true });
    expect(store.describe().warning).toBeUndefined();
    expect((await readdir(keyring)).filter((name) => name !== "log")).toEqual([]);
    expect(await store.get("acme")).toBeUndefined();
    await store.set("acme", "first");
    await store.set("acme", SECRET);
    expect(await store.get("acme")).toBe(SECRET);
    expect(await store.get("other")).toBeUndefined();
    expect(await store.delete("acme")).toBe(true);
    expect(await store.delete("acme")).toBe(false);
    expect(await store.get("acme")).toBeUndefined();
  });

  it("never shows a secret in the arguments", async () => {
    const { keyring, facts } = await linuxMachine(SECRET_TOOL);
    await (await chooseSecretStore(facts)).set("acme", "hunter2");
    const log = await readFile(join(keyring, "log"), "utf8");
    expect(log).toContain("store --label=bwp: acme service bwp-cli account acme");
    expect(log).not.toContain("hunter2");
    expect(log).not.toContain(Buffer.from("hunter2").toString("base64"));
  });

  it.each([
    ["is missing", undefined],
    ["finds no service", "#!/bin/sh\necho 'Cannot autolaunch D-Bus without X11 $DISPLAY' >&2\nexit 1\n"],
    ["stores nothing but says it did", "#!/bin/sh\n[ $1 = lookup ] && exit 1\nexit 0\n"],
    ["crashes", "#!/bin/sh\nkill -9 $$\n"],
  ])("is not chosen when the tool %s", async (_, tool) => {
    const { facts } = await linuxMachine(tool);
    const store = await chooseSecretStore(facts);
    expect(store.describe()).toMatchObject({ kind: "file", secure: false, location: facts.paths.secretsFile });
    expect(store.describe().warning).toContain("unencrypted");
  });

  it("is given up after 3 seconds when the tool hangs", async () => {
    const { facts } = await linuxMachine("#!/bin/sh\nexec sleep 60\n");
    const began = performance.now();
    expect((await chooseSecretStore(facts)).place).toBe("file");
    expect(performance.now() - began).toBeGreaterThan(2_900);
    expect(performance.now() - began).toBeLessThan(40_000);
    const error = await errorOf(openSecretStore("keychain", facts).get("acme"));
    expect(error).toMatchObject({ type: "io", code: "secret_store" });
    expect(error.message).toContain("did not answer in time");
  });

  it("reports a failing service as an error, not as a missing secret", async () => {
    const { facts } = await linuxMachine("#!/bin/sh\necho 'secret-tool: locked' >&2\nexit 1\n");
    const store = openSecretStore("keychain", facts);
    expect((await errorOf(store.get("acme"))).message).toContain("refused to read (exit code 1)");
    const error = await errorOf(store.set("acme", "hunter2"));
    expect(everythingIn(error)).not.toContain("hunter2");
    expect(error.suggestion).toContain("BWP_SECRET_STORE=file");
  });
});

describe("choice of the store", () => {
  it("obeys BWP_SECRET_STORE, without a probe", async () => {
    const file = await linuxMachine(SECRET_TOOL, { BWP_SECRET_STORE: "file" });
    expect((await chooseSecretStore(file.facts)).place).toBe("file");
    expect(await readdir(file.keyring)).toEqual([]);
    const keychain = await linuxMachine(undefined, { BWP_SECRET_STORE: "keychain" });
    const store = await chooseSecretStore(keychain.facts);
    expect(store.place).toBe("keychain");
    expect((await errorOf(store.set("a", "b"))).message).toContain("not installed");
    const wrong = await linuxMachine(SECRET_TOOL, { BWP_SECRET_STORE: "vault" });
    expect(await errorOf(chooseSecretStore(wrong.facts))).toMatchObject({ type: "usage" });
  });

  it("keeps an installation in a folder of its own out of the keychain, and apart from it when asked for", async () => {
    const own = await linuxMachine(SECRET_TOOL, { BWP_CONFIG_DIR: "/nowhere/config" });
    expect((await chooseSecretStore(own.facts)).place).toBe("file");
    const usual = { ...own.facts, paths: locatePaths({ env: {}, platform: "linux", homedir: "/nowhere" }) };
    await openSecretStore("keychain", own.facts).set("acme", "of the folder");
    expect(await openSecretStore("keychain", usual).get("acme")).toBeUndefined();
  });
});

describe("file of secrets", () => {
  it("has mode 0600, in a folder of mode 0700, and keeps any text", async () => {
    const file = join(await temporaryFolder(), "bwp", "secrets.json");
    const store = fileSecretStore(file);
    expect(await store.get("acme")).toBeUndefined();
    expect(await store.delete("acme")).toBe(false);
    for (const name of ["acme", "__proto__", "constructor"]) await store.set(name, SECRET);
    for (const name of ["acme", "__proto__", "constructor"]) expect(await store.get(name)).toBe(SECRET);
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(join(file, ".."))).toBe(0o700);
    await chmod(file, 0o644);
    await store.get("acme");
    expect(await modeOf(file)).toBe(0o600);
    expect(await store.delete("acme")).toBe(true);
    expect(await store.get("acme")).toBeUndefined();
    expect(await store.get("__proto__")).toBe(SECRET);
  });

  it.each(['{"secrets":{"a":"hunter2",}}', '{"secrets":{"a":["hunter2"]}}', '["hunter2"]'])(
    "refuses a broken file without quoting it: %s",
    async (text) => {
      const file = join(await temporaryFolder(), "secrets.json");
      await writeFile(file, text);
      const error = await errorOf(fileSecretStore(file).get("a"));
      expect(error).toMatchObject({ type: "io", code: "broken_file" });
      expect(everythingIn(error)).not.toContain("hunter2");
      await errorOf(fileSecretStore(file).set("b", "x"));
      expect(await readFile(file, "utf8")).toBe(text);
    },
  );
});

describe("tools of other systems, played by scripts", () => {
  it("speaks to macOS's security by its prompt", async () => {
    const folder = await temporaryFolder();
    const tool = join(folder, "security");
    await writeFile(
      tool,
      `#!/bin/sh
echo "$@" >> ${folder}/log
case $1 in
  -i) read -r line; eval "set -- $line"; printf '%s' "$8" > "${folder}/entry-$6" ;;
  find-generic-password) [ -f "${folder}/entry-$5" ] || exit 44; cat "${folder}/entry-$5"; echo ;;
  delete-generic-password) [ -f "${folder}/entry-$5" ] || exit 44; rm "${folder}/entry-$5" ;;
esac
`,
      { mode: 0o755 },
    );
    const env = { PATH: "/usr/bin:/bin" };
    const store = keychainStore(macosKeychain({ service: "bwp-cli", env, timeoutMs: 60_000, tool }));
    expect(await store.get("acme")).toBeUndefined();
    await store.set("acme", SECRET);
    expect(await store.get("acme")).toBe(SECRET);
    expect(await store.delete("acme")).toBe(true);
    expect(await store.delete("acme")).toBe(false);
    const log = await readFile(join(folder, "log"), "utf8");
    expect(log).toContain("find-generic-password -s bwp-cli -a acme -w");
    expect(log).not.toContain(Buffer.from(SECRET).toString("base64"));
  });

  it("speaks to Windows PowerShell by JSON on standard input", async () => {
    const folder = await temporaryFolder();
    const tool = join(folder, "powershell");
    await writeFile(
      tool,
      `#!${process.execPath}
const fs = require("node:fs");
const { action, service, account, value } = JSON.parse(fs.readFileSync(0, "utf8"));
const script = Buffer.from(process.argv.at(-1), "base64").toString("utf16le");
if (!script.includes("PasswordVault") || service !== "bwp-cli") process.exit(1);
const file = ${JSON.stringify(folder)} + "/entry-" + account;
if (action === "store") fs.writeFileSync(file, value);
else if (!fs.existsSync(file)) process.exit(44);
else if (action === "clear") fs.rmSync(file);
else process.stdout.write(fs.readFileSync(file));
`,
      { mode: 0o755 },
    );
    const store = keychainStore(windowsVault({ service: "bwp-cli", env: {}, timeoutMs: 60_000, tool }));
    expect(await store.get("acme")).toBeUndefined();
    await store.set("acme", SECRET);
    expect(await store.get("acme")).toBe(SECRET);
    expect(await store.delete("acme")).toBe(true);
    expect(await store.get("acme")).toBeUndefined();
  });
});
