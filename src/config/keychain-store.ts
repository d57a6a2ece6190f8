import type { FinishedTool, ToolResult } from "./run-tool.ts";
import { type SecretStore, type SecretStoreDescription, SecretStoreError } from "./secret-store.ts";

/** The three calls of an operating system's tool. */
export interface KeychainTool {
  readonly description: SecretStoreDescription;
  lookup(account: string): Promise<ToolResult>;
  /** `value` is base64: safe in any quoting, without line ends. */
  store(account: string, value: string): Promise<ToolResult>;
  clear(account: string): Promise<ToolResult>;
  /** True if this end of a call means "there is no such entry". */
  isMissing(result: FinishedTool): boolean;
}

/**
 * A secret store over an operating system's tool. Each secret is stored as base64, and read back after it was stored:
 * not every tool admits a failure by its exit code.
 */
export function keychainStore(tool: KeychainTool): SecretStore {
  const { location } = tool.description;
  const finished = (result: ToolResult): FinishedTool => {
    if (result.outcome === "hung") throw new SecretStoreError(location, "did not answer in time");
    if (result.outcome === "missing")
      throw new SecretStoreError(location, "cannot be reached: its tool is not installed");
    return result;
  };
  const get = async (name: string): Promise<string | undefined> => {
    const result = finished(await tool.lookup(name));
    if (result.exitCode === 0 && result.stdout.trim() !== "") {
      return Buffer.from(result.stdout.trim(), "base64").toString("utf8");
    }
    if (result.exitCode === 0 || tool.isMissing(result)) return undefined;
    throw new SecretStoreError(location, `refused to read (exit code ${result.exitCode})`);
  };
  return {
    place: "keychain",
    get,
    async set(name, secret) {
      const result = finished(await tool.store(name, Buffer.from(secret, "utf8").toString("base64")));
      if (result.exitCode !== 0) {
        throw new SecretStoreError(location, `refused to store (exit code ${result.exitCode})`);
      }
      if ((await get(name)) !== secret) throw new SecretStoreError(location, "did not keep what was stored");
    },
    async delete(name) {
      if ((await get(name)) === undefined) return false;
      const result = finished(await tool.clear(name));
      if (result.exitCode === 0 || tool.isMissing(result)) return true;
      throw new SecretStoreError(location, `refused to delete (exit code ${result.exitCode})`);
    },
    describe: () => tool.description,
  };
}

/** True if the store really keeps, returns and removes a secret; a tool that is installed may have no service behind it. */
export async function isWorking(store: SecretStore): Promise<boolean> {
  const name = "bwp-probe";
  try {
    await store.set(name, "probe");
    await store.delete(name);
    return true;
  } catch {
    return false;
  }
}
