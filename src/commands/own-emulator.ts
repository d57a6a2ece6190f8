import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Speed } from "../emulator/clock.ts";
import type { Context } from "../kernel/context.ts";
import type { Host } from "../kernel/host.ts";
import { describeEmulator } from "./emulator/view.ts";

/** How a command runs an emulator of its own. */
export interface OwnEmulatorOptions {
  readonly speed: Speed;
  readonly eventData?: "thin" | "full";
  /** Absent: everything in memory. */
  readonly dataDir?: string | undefined;
}

/** Settings of the caller that stay in force beside an emulator. */
const KEPT: ReadonlySet<string> = new Set(["BWP_API_VERSION"]);

/**
 * Starts an emulator on a free port that lasts as long as the call.
 * @returns the environment for programs that shall talk to it and to nothing else: the caller's, without their accounts of
 * Buy with Prime and AWS, and with those of the emulator; settings and state of `bwp` lie in a temporary folder.
 */
export async function startOwnEmulator(
  context: Context,
  { speed, eventData, dataDir }: OwnEmulatorOptions,
): Promise<Readonly<Record<string, string>>> {
  const { host } = context;
  const { createEmulator } = await import("../emulator/emulator.ts");
  const folder = await mkdtemp(join(tmpdir(), "bwp-own-"));
  context.onClose(() => rm(folder, { recursive: true, force: true }));
  const emulator = await createEmulator({ now: host.now, speed, eventData, dataDir });
  context.onClose(() => emulator.close());
  const { url, port, credentials, region } = emulator;
  const startedAt = new Date(host.now()).toISOString();
  const { environment } = describeEmulator({ pid: host.pid, url, port, startedAt, region, credentials });
  const noProxy = [host.env.NO_PROXY ?? host.env.no_proxy, "127.0.0.1", "localhost"].filter(Boolean).join(",");
  return {
    ...withoutAccounts(host.env),
    ...environment,
    BWP_CONFIG_DIR: folder,
    BWP_STATE_DIR: folder,
    BWP_SECRET_STORE: "file",
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

function withoutAccounts(env: Host["env"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]): [string, string][] =>
      value === undefined || (/^(BWP_|AWS_)/i.test(name) && !KEPT.has(name)) ? [] : [[name, value]],
    ),
  );
}
