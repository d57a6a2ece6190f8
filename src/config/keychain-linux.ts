import type { KeychainTool } from "./keychain-store.ts";
import type { Environment } from "./paths.ts";
import { runTool } from "./run-tool.ts";

/**
 * The Secret Service of the desktop (GNOME Keyring, KWallet, KeePassXC), by libsecret's `secret-tool`. The secret goes by
 * standard input. For an entry that is not there the tool exits with 1 and says nothing; with 1 and words on standard
 * error it failed, for example because no service runs.
 */
export function linuxKeyring(options: {
  readonly service: string;
  readonly env: Environment;
  readonly timeoutMs: number;
}): KeychainTool {
  const { service, env, timeoutMs } = options;
  const run = (args: readonly string[], input?: string) =>
    runTool({ file: "secret-tool", args, env, timeoutMs, ...(input === undefined ? {} : { input }) });
  const attributes = (account: string): string[] => ["service", service, "account", account];
  return {
    description: { kind: "linux-keyring", location: "keyring of the desktop (Secret Service)", secure: true },
    lookup: (account) => run(["lookup", ...attributes(account)]),
    store: (account, value) => run(["store", `--label=bwp: ${account}`, ...attributes(account)], value),
    clear: (account) => run(["clear", ...attributes(account)]),
    isMissing: ({ exitCode, stderr }) => exitCode === 1 && stderr.trim() === "",
  };
}
