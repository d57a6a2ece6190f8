import { describe, expect, it } from "vitest";
import { locatePaths } from "../../src/config/paths.ts";

describe("locatePaths", () => {
  it("follows the XDG defaults on Linux", () => {
    const paths = locatePaths({ env: {}, platform: "linux", homedir: "/home/ada" });
    expect(paths.settingsFile).toBe("/home/ada/.config/bwp/settings.json");
    expect(paths.emulatorStateFile).toBe("/home/ada/.local/state/bwp/emulator.json");
    expect(paths.cacheFolder).toBe("/home/ada/.cache/bwp");
    expect(paths.archiveFolder).toBe("/home/ada/.local/share/bwp/events");
    expect(paths.ownConfigFolder).toBe(false);
  });

  it("honours XDG variables, but not relative ones", () => {
    const env = { XDG_CONFIG_HOME: "/x/conf", XDG_STATE_HOME: "relative", XDG_DATA_HOME: "" };
    const paths = locatePaths({ env, platform: "linux", homedir: "/home/ada" });
    expect(paths.configFolder).toBe("/x/conf/bwp");
    expect(paths.stateFolder).toBe("/home/ada/.local/state/bwp");
    expect(paths.dataFolder).toBe("/home/ada/.local/share/bwp");
  });

  it("uses Library on macOS and AppData on Windows", () => {
    const mac = locatePaths({ env: {}, platform: "darwin", homedir: "/Users/ada" });
    expect(mac.settingsFile).toBe("/Users/ada/Library/Application Support/bwp/settings.json");
    expect(mac.cacheFolder).toBe("/Users/ada/Library/Caches/bwp");
    const env = { APPDATA: "C:\\Users\\ada\\AppData\\Roaming", LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" };
    const windows = locatePaths({ env, platform: "win32", homedir: "C:\\Users\\ada" });
    expect(windows.settingsFile).toBe("C:\\Users\\ada\\AppData\\Roaming\\bwp\\settings.json");
    expect(windows.tokensFolder).toBe("C:\\Users\\ada\\AppData\\Local\\bwp\\state\\tokens");
  });

  it("moves everything with BWP_CONFIG_DIR and BWP_STATE_DIR", () => {
    const env = { BWP_CONFIG_DIR: "/t/c", BWP_STATE_DIR: "/t/s" };
    const paths = locatePaths({ env, platform: "linux", homedir: "/home/ada" });
    for (const value of Object.values(paths)) if (typeof value === "string") expect(value).toMatch(/^\/t\/[cs]/);
    expect(paths.ownConfigFolder).toBe(true);
  });

  it("refuses a relative override", () => {
    const facts = { env: { BWP_STATE_DIR: "here" }, platform: "linux", homedir: "/home/ada" } as const;
    expect(() => locatePaths(facts)).toThrow(
      expect.objectContaining({ type: "usage", message: "BWP_STATE_DIR must be an absolute path." }),
    );
  });
});
