import { win32 } from "node:path";
import type { KeychainTool } from "./keychain-store.ts";
import type { Environment } from "./paths.ts";
import { runTool } from "./run-tool.ts";

const NOT_FOUND = 44;

/** Reads one JSON object from standard input; all texts go that way, so nothing needs quoting. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
$in = [Console]::In.ReadToEnd() | ConvertFrom-Json
[void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime]
$vault = New-Object Windows.Security.Credentials.PasswordVault
$old = $null
try { $old = $vault.Retrieve($in.service, $in.account) } catch { }
if ($in.action -eq 'store') {
  if ($old) { $vault.Remove($old) }
  $vault.Add((New-Object Windows.Security.Credentials.PasswordCredential($in.service, $in.account, $in.value)))
} elseif (-not $old) { exit ${NOT_FOUND} }
elseif ($in.action -eq 'clear') { $vault.Remove($old) }
else { $old.RetrievePassword(); [Console]::Out.Write($old.Password) }
`;

/**
 * The Credential Locker of Windows, by Windows PowerShell (the newer `pwsh` cannot reach it). The secret goes by standard
 * input.
 */
export function windowsVault(options: {
  readonly service: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly tool?: string;
}): KeychainTool {
  const { service, env, timeoutMs } = options;
  const root = env.SystemRoot ?? env.SYSTEMROOT ?? "C:\\Windows";
  const file = options.tool ?? win32.join(root, "System32", "WindowsPowerShell", "v1.0", "powershell.exe");
  const script = Buffer.from(SCRIPT, "utf16le").toString("base64");
  const args = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-EncodedCommand", script];
  const run = (action: string, account: string, value = "") =>
    runTool({ file, args, env, timeoutMs, input: JSON.stringify({ action, service, account, value }) });
  return {
    description: { kind: "windows-vault", location: "Windows Credential Locker", secure: true },
    lookup: (account) => run("lookup", account),
    store: (account, value) => run("store", account, value),
    clear: (account) => run("clear", account),
    isMissing: ({ exitCode }) => exitCode === NOT_FOUND,
  };
}
