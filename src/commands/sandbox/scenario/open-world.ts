import { randomUUID } from "node:crypto";
import { NotFoundError } from "../../../errors.ts";
import { awsSettings } from "../../../kernel/aws.ts";
import type { Context } from "../../../kernel/context.ts";
import { controlEmulator } from "../../../kernel/emulator-control.ts";
import { chooseQueue } from "../../events/choose-queue.ts";
import { openTailArchive } from "../../events/tail-archive.ts";
import type { Scenario } from "./scenario.ts";
import type { EventFeed, ScenarioWorld } from "./world.ts";

/**
 * Opens what a scenario works on: the API of the call's profile, the emulator behind it, and the events from now on. What
 * the scenario waits for is opened before its first step, so that no event is missed.
 */
export async function openWorld(context: Context, scenario: Pick<Scenario, "steps">): Promise<ScenarioWorld> {
  const [api, dialect, profile] = await Promise.all([context.api(), context.dialect(), context.profile()]);
  const isEmulator = profile.kind === "emulator";
  const { host, signal } = context;
  const feeds = new Map<string, Promise<EventFeed>>();
  const warned = new Set<string>();
  const control: ScenarioWorld["control"] = (method, path, body) => controlEmulator(profile.apiUrl, method, path, body);
  const readLog = (after: number): Promise<unknown> => control("GET", `log?after=${after}`);

  const openFeed = async (from: "queue" | "emulator", queue: string | undefined): Promise<EventFeed> => {
    const feeding = await import("./feeds.ts");
    if (from === "emulator") return feeding.emulatorFeed(readLog, await feeding.newestEntry(readLog));
    const settings = await awsSettings(context, {});
    const chosen = await chooseQueue(context, settings, { queue, consume: false, peek: false });
    const archive = await openTailArchive(context, { archiveDir: undefined, noArchive: false, mode: "consume" });
    const feed = feeding.queueFeed(context, chosen.queue, archive);
    context.onClose(() => feed.close());
    return feed;
  };
  const feedOf: ScenarioWorld["feed"] = (from, queue) => {
    const key = `${from} ${queue ?? ""}`;
    const opened = feeds.get(key) ?? openFeed(from, queue);
    feeds.set(key, opened);
    return opened;
  };

  const world: ScenarioWorld = {
    dialect,
    isEmulator,
    async send(call, retry) {
      // The emulator takes what bwp concludes; only a service may refuse it.
      for (const path of isEmulator ? [] : (call.unconfirmed ?? [])) {
        const what = `${call.operation.name}: ${path}`;
        if (!warned.has(what)) context.notices.warn(`Not confirmed by the documentation, may be refused: ${what}`);
        warned.add(what);
      }
      return api.request(call.operation, call.variables, { signal, ...(retry === undefined ? {} : { retry }) });
    },
    async order(orderId) {
      const call = dialect.order({ orderId });
      const answer = await api.request(call.operation, call.variables, { signal });
      const order = dialect.readOrder(answer);
      if (order === undefined) throw new NotFoundError(`There is no order ${orderId}.`, { operation: "order" });
      return { answer, order };
    },
    control,
    feed: feedOf,
    now: () => host.now(),
    sleep: (ms) => host.sleep(ms, signal),
    newId: randomUUID,
  };
  for (const { kind, values } of scenario.steps) {
    if (kind !== "wait") continue;
    const from =
      values.from === "queue" || values.from === "emulator" ? values.from : isEmulator ? "emulator" : "queue";
    await feedOf(from, typeof values.queue === "string" ? values.queue : undefined);
  }
  return world;
}
