import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { type CliResult, createTestHost, type HostOptions, runBwp } from "../../support/host.ts";

/** Settings, secrets and state that several calls share; gone after the test. */
export interface Workspace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  run(argv: readonly string[], options?: HostOptions): Promise<CliResult>;
  /** Runs in a terminal and answers each question, in this order, with these keys. */
  answer(argv: readonly string[], answers: readonly (readonly [question: string, keys: string])[]): Promise<CliResult>;
  /** The text of a file of the configuration, or an empty text. */
  read(file: "settings.json" | "secrets.json"): string;
}

export function createWorkspace(extra: Readonly<Record<string, string>> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "bwp-auth-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { BWP_CONFIG_DIR: join(folder, "config"), BWP_STATE_DIR: join(folder, "state"), ...extra };
  return {
    folder,
    env,
    run: (argv, options = {}) => runBwp(argv, { ...options, env: { ...env, ...options.env } }),
    async answer(argv, answers) {
      const stdin = new Readable({ read() {} });
      const test = createTestHost({ tty: true, stdin, env });
      try {
        const ended = runCli(argv, test.host);
        let seen = 0;
        for (const [question, keys] of answers) {
          seen = await shown(() => test.output().stderr, question, seen);
          stdin.push(keys);
        }
        return { code: await ended, ...test.output() };
      } finally {
        stdin.push(null);
        test.remove();
      }
    },
    read(file) {
      try {
        return readFileSync(join(folder, "config", file), "utf8");
      } catch {
        return "";
      }
    },
  };
}

/** Waits until a text appears after a place; answers the place behind it. */
async function shown(text: () => string, wanted: string, from: number): Promise<number> {
  const start = Date.now();
  for (;;) {
    const index = text().indexOf(wanted, from);
    if (index !== -1) return index + wanted.length;
    if (Date.now() - start > 60_000) throw new Error(`"${wanted}" was not asked: ${text().slice(from)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
