import { Writable } from "node:stream";
import type { Emulator } from "../emulator/emulator.ts";
import type { Host } from "../kernel/host.ts";

/** The world that the demo's commands run in: the emulator's credentials, and folders that nobody else uses. */
export function createDemoHost(
  host: Host,
  { folder, emulator, showing }: { folder: string; emulator: Emulator; showing: boolean },
): Host {
  const { clientId, clientSecret, targetId } = emulator.credentials;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    ...host,
    stdout: showing ? host.stdout : silent,
    stderr: showing ? host.stderr : silent,
    env: {
      ...withoutSettings(host.env),
      BWP_CONFIG_DIR: folder,
      BWP_STATE_DIR: folder,
      BWP_SECRET_STORE: "file",
      BWP_API_URL: emulator.url,
      BWP_CLIENT_ID: clientId,
      BWP_CLIENT_SECRET: clientSecret,
      BWP_TARGET_ID: targetId,
    },
  };
}

/** The user's own accounts must play no part: neither of Buy with Prime nor of AWS, nor a proxy. */
function withoutSettings(env: Host["env"]): Host["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(BWP_|AWS_)/i.test(name)));
}
