import type { KeychainTool } from "./keychain-store.ts";
import type { Environment } from "./paths.ts";
import { runTool } from "./run-tool.ts";

const NOT_FOUND = 44;

/**
 * The login keychain, by `/usr/bin/security`. The secret goes to the tool's own command prompt (`security -i`) on standard
 * input, so it never shows in the list of processes, as `-w SECRET` on the command line would. That prompt takes lines of
 * up to 4096 characters. Weakness that remains: any program of the user may run `security` and read the entry.
 */
export function macosKeychain(options: {
  readonly service: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly tool?: string;
}): KeychainTool {
  const { service, env, timeoutMs, tool = "/usr/bin/security" } = options;
  const run = (args: readonly string[], input?: string) =>
    runTool({ file: tool, args, env, timeoutMs, ...(input === undefined ? {} : { input }) });
  return {
    description: { kind: "macos-keychain", location: "macOS keychain", secure: true },
    lookup: (account) => run(["find-generic-password", "-s", service, "-a", account, "-w"]),
    store: (account, value) =>
      run(["-i"], `add-generic-password -U -s ${quote(service)} -a ${quote(account)} -w ${quote(value)}\n`),
    clear: (account) => run(["delete-generic-password", "-s", service, "-a", account]),
    isMissing: ({ exitCode }) => exitCode === NOT_FOUND,
  };
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
