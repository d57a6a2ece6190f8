import { BwpError } from "../../errors.ts";
import type { Host } from "../../kernel/host.ts";
import { type SendEvents, surelyNotStored } from "./deliver.ts";

/** How long a run bears with a service that takes nothing. */
export interface Patience {
  readonly host: Pick<Host, "now" | "sleep">;
  /** Ends a pause. */
  readonly signal: AbortSignal;
  /** Milliseconds without a single success after which it gives up. */
  readonly giveUpAfterMs: number;
  /** Called when a pause begins and no other call pauses. */
  onPause(pause: { readonly error: BwpError; readonly pauseMs: number; readonly givesUpInMs: number }): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Sends, and waits where the service is throttled or not there, longer each time: a run of an hour must not end for a minute
 * of it. Only what was surely not stored is sent again. All calls share the patience, and any success renews it.
 */
export function patiently(send: SendEvents, { host, signal, giveUpAfterMs, onPause }: Patience): SendEvents {
  let troubleSince: number | undefined;
  let pausing = 0;
  return async (events) => {
    for (let pauses = 0; ; pauses += 1) {
      try {
        const answer = await send(events);
        troubleSince = undefined;
        return answer;
      } catch (error) {
        if (!(error instanceof BwpError) || !isPassing(error) || signal.aborted) throw error;
        troubleSince ??= host.now();
        const givesUpInMs = troubleSince + giveUpAfterMs - host.now();
        if (givesUpInMs <= 0) throw error;
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** pauses, LONGEST_PAUSE_MS, givesUpInMs);
        if (pausing === 0) onPause({ error, pauseMs, givesUpInMs });
        pausing += 1;
        await host
          .sleep(pauseMs, signal)
          .catch(() => {
            throw error;
          })
          .finally(() => {
            pausing -= 1;
          });
      }
    }
  };
}

function isPassing(error: BwpError): boolean {
  return error.type === "unavailable" && error.retryable && surelyNotStored(error);
}
