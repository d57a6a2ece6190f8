import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostOptions } from "../../support/host.ts";
import { type Emulated, type EmulatedOptions, startEmulated } from "../emulated.ts";

export const SHOPPER = "sam.shopper@example.org";
export const MASKED = "s***@example.org";
export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** An emulator and a user whose folders stay from call to call. */
export interface PrivacyWorld extends Emulated {
  readonly folder: string;
  readonly ledgerFile: string;
  /** An order of the shopper; with `closed`, one that has arrived. */
  order(options?: { readonly closed?: boolean }): Promise<string>;
  advance(days: number): Promise<void>;
  /** Starts a task and gives its id. */
  start(verb: "retrieve" | "delete", ...words: readonly string[]): Promise<string>;
  /** How many tasks the emulator has. */
  tasks(): Promise<number>;
}

export async function startPrivacyWorld(options: EmulatedOptions = {}): Promise<PrivacyWorld> {
  const world = await startEmulated(options);
  const folder = mkdtempSync(join(tmpdir(), "bwp-privacy-"));
  const env = { BWP_STATE_DIR: folder };
  const bwp: Emulated["bwp"] = (argv, more: HostOptions = {}) =>
    world.bwp(argv, { ...more, env: { ...env, ...more.env } });
  const json = async <T>(argv: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await bwp(argv);
    if (code !== 0) throw new Error(`bwp ${argv.join(" ")} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const control = (path: string, body?: unknown) =>
    fetch(`${world.emulator.url}/_emulator/${path}`, {
      method: body === undefined ? "GET" : "POST",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    ...world,
    folder,
    ledgerFile: join(folder, "data", "privacy", "requests.json"),
    bwp,
    json,
    asked: (argv, answers, more = {}) => world.asked(argv, answers, { ...env, ...more }),
    async order({ closed = false } = {}) {
      const words = [
        "--line",
        "sku=MUG,title=Mug,price=5.00,preview=EMU-p-1,offer=o-1",
        "--name",
        "Sam",
        "--email",
        SHOPPER,
      ];
      const address = ["--address", "12 Harbor Lane, Portland, OR 97201"];
      const created = await json<{ createOrder: { order: { id: string } } }>([
        ...["order", "create", "--start", ...words, ...address],
      ]);
      const { id } = created.createOrder.order;
      for (const state of closed ? ["IN_TRANSIT", "DELIVERED"] : []) {
        await json(["sandbox", "advance-delivery", id, "--to", state, "--wait"]);
      }
      return id;
    },
    async advance(days) {
      await control("clock", { advanceMs: days * 86_400_000 });
    },
    async start(verb, ...words) {
      const more = verb === "delete" ? ["--yes"] : [];
      const answer = await json<Record<string, { taskId: string }>>(["privacy", verb, SHOPPER, ...more, ...words]);
      return Object.values(answer)[0]?.taskId ?? "";
    },
    async tasks() {
      const { collections } = (await (await control("export")).json()) as {
        collections: { privacyTasks?: unknown[] };
      };
      return collections.privacyTasks?.length ?? 0;
    },
    async close() {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
