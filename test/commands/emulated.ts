import { createEmulator, type Emulator, type EmulatorCredential } from "../../src/emulator/emulator.ts";
import { type Answered, askBwp, type CliResult, type HostOptions, runBwp } from "../support/host.ts";

/** An emulator on a free port, and `bwp` calls against it. */
export interface Emulated {
  readonly emulator: Emulator;
  /** Environment that points bwp at the emulator. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs bwp without a terminal, unless said otherwise. */
  bwp(argv: readonly string[], options?: HostOptions): Promise<CliResult>;
  /** Runs bwp on a terminal and types an answer as soon as its question shows. */
  asked(
    argv: readonly string[],
    answers: readonly Answered[],
    env?: Readonly<Record<string, string>>,
  ): Promise<CliResult>;
  /** Runs bwp, expects exit 0, and gives the JSON on stdout. */
  json<T>(argv: readonly string[]): Promise<T>;
  /** Opens a return of everything delivered, or of the given lines, as a shopper would. */
  openReturn(orderId: string, lineItems?: readonly { lineItemId: string; amount: number }[]): Promise<void>;
  close(): Promise<void>;
}

export interface EmulatedOptions {
  readonly credentials?: readonly EmulatorCredential[];
  readonly speed?: "instant" | "real" | number;
}

export async function startEmulated(options: EmulatedOptions = {}): Promise<Emulated> {
  const emulator = await createEmulator({ now: () => Date.now(), ...options });
  const env = {
    BWP_API_URL: emulator.url,
    BWP_CLIENT_ID: emulator.credentials.clientId,
    BWP_CLIENT_SECRET: emulator.credentials.clientSecret,
    BWP_TARGET_ID: emulator.credentials.targetId,
  };
  const bwp: Emulated["bwp"] = (argv, { env: more, ...rest } = {}) =>
    runBwp(argv, { ...rest, env: { ...env, ...more } });
  return {
    emulator,
    env,
    bwp,
    asked: (argv, answers, more = {}) => askBwp(argv, answers, { ...env, ...more }),
    async json<T>(argv: readonly string[]): Promise<T> {
      const { code, stdout, stderr } = await bwp(argv);
      if (code !== 0) throw new Error(`bwp ${argv.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async openReturn(orderId, lineItems) {
      const response = await fetch(`${emulator.url}/_emulator/returns`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ orderId, lineItems }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    close: () => emulator.close(),
  };
}

/** The error that bwp printed as JSON on stderr. */
export function errorOf({ stderr }: CliResult): {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly findings?: readonly string[];
  readonly suggestion?: string;
} {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  return (JSON.parse(line) as { error: ReturnType<typeof errorOf> }).error;
}
