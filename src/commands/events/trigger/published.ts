import type { Context } from "../../../kernel/context.ts";
import { type LoggedEvent, readEventLog } from "../../../kernel/emulator-log.ts";
import { waitFor } from "../../../kernel/wait.ts";

/** How long to look for an event that nobody waits for: most changes show at once on an emulator. */
const GLANCE_MS = 1_000;

/** How much longer to look once there is an entry: a webhook has its own only when its receiver has answered. */
const SETTLE_MS = 150;

/** Which events of the log are meant. */
export interface AwaitedEvent {
  /** Number of the last entry before the cause. */
  readonly after: number;
  readonly isIt: (event: LoggedEvent) => boolean;
  /** What is awaited, in words. */
  readonly what: string;
}

/**
 * The entries of the emulator's log on what was triggered: one for each subscription, or one that says that there is none.
 * Waits for the first of them, or only looks for a moment; then there may be none. A webhook that has not answered by then is
 * not among them.
 */
export async function findPublished(
  context: Context,
  url: string,
  { after, isIt, what }: AwaitedEvent,
  timeoutMs: number | undefined,
): Promise<readonly LoggedEvent[]> {
  const look = async (): Promise<readonly LoggedEvent[]> => (await readEventLog(url, after)).events.filter(isIt);
  const found =
    timeoutMs === undefined
      ? await glance(context, look)
      : await waitFor(context, {
          what,
          timeoutMs,
          poll: look,
          done: (entries) => entries.length > 0,
          state: () => "not published",
          firstPauseMs: 20,
        });
  if (found.length === 0) return found;
  await context.host.sleep(SETTLE_MS, context.signal);
  return look();
}

async function glance(
  { host, signal }: Context,
  look: () => Promise<readonly LoggedEvent[]>,
): Promise<readonly LoggedEvent[]> {
  const end = host.steady() + GLANCE_MS;
  for (;;) {
    const found = await look();
    if (found.length > 0 || host.steady() > end) return found;
    await host.sleep(25, signal);
  }
}
