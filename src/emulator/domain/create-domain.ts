import type { Clock } from "../clock.ts";
import type { FaultBoard } from "../faults/board.ts";
import type { EmulatorLog } from "../log.ts";
import type { SigningKeys } from "../signing-keys.ts";
import type { Store } from "../store/store.ts";
import { Timers } from "../timers.ts";
import { doWork } from "./do-work.ts";
import type { Domain, Storage } from "./domain.ts";
import type { EventChannel } from "./events/publishing.ts";
import { Publisher } from "./events/publishing.ts";
import { Outbox } from "./events/webhooks/outbox.ts";
import type { Work } from "./work.ts";

/** Puts a domain together over a store, and starts what waits in it. */
export function createDomain(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly channel: EventChannel;
  readonly faults: FaultBoard;
  readonly storage: Storage;
  readonly keys: SigningKeys;
  readonly withData: boolean;
  readonly log: EmulatorLog;
  readonly onFault: (error: unknown) => void;
}): Domain {
  const { store, clock, channel, faults, storage, keys, withData, log, onFault } = parts;
  const { report } = log;
  const timers = new Timers<Work>({ store, clock, fire: (tx, work) => doWork(domain, tx, work), onFault });
  const outbox = new Outbox({ store, clock, timers, sign: keys.sign, report, onFault });
  const publisher = new Publisher({ channel, outbox, clock, timers, faults, withData, report });
  const domain: Domain = { store, clock, timers, publisher, storage, outbox, report };
  timers.start();
  outbox.start();
  return domain;
}
