import type { Host } from "./host.ts";

/** The machine's clock until a service tells its own. */
export interface ServiceClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Goes by a time that the service told just now. */
  follow(time: number): void;
}

/** Times take a while to arrive: so much apart is the same time. */
const SAME_TIME_MS = 2_000;

/** Times of services are cut to whole seconds. The latest that one may mean, else what is 3 days old would be "2 days ago". */
const CUT_OFF_MS = 999;

/** Makes the clock by which views tell "3 days ago". */
export function createServiceClock(host: Pick<Host, "now">): ServiceClock {
  let ahead = 0;
  return {
    now: () => host.now() + ahead,
    follow(time) {
      const distance = time - host.now();
      ahead = Math.abs(distance) <= SAME_TIME_MS ? 0 : distance + CUT_OFF_MS;
    },
  };
}
