import { describeClock, moveClock } from "./clock-control.ts";
import type { EmulatorCredential } from "./credentials.ts";
import { describeUserEvents } from "./domain/analytics/user-event-log.ts";
import { setStock } from "./domain/catalog/product-changes.ts";
import type { Domain } from "./domain/domain.ts";
import { ORDERS, TRACKERS } from "./domain/entities.ts";
import type { OrderIdentifier } from "./domain/orders/find-order.ts";
import type { MilestoneRequest } from "./domain/orders/tracker-control.ts";
import { advanceTracker } from "./domain/orders/tracker-control.ts";
import { openReturn } from "./domain/returns/open-return.ts";
import { submitReturn } from "./domain/returns/programmatic-returns.ts";
import type { FaultBoard } from "./faults/board.ts";
import { readFault } from "./faults/fault.ts";
import type { Controls } from "./http/controls.ts";
import { describeOrder, describeReturn, describeStock, describeTracker } from "./http/describe.ts";
import type { EmulatorLog } from "./log.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { exportState } from "./state/document.ts";
import type { Store } from "./store/store.ts";

/** The controls that look at the data or change some of it; those that replace or end all of it are the emulator's own. */
type ControlOperations = Omit<Controls, "status" | "reset" | "importState" | "shutdown">;

/** What the controls do to a running emulator. */
export function createControlOperations(parts: {
  /** The domain of now: a reset makes a new one. */
  readonly domain: () => Domain;
  /** Whose orders are meant where a request names none. */
  readonly own: EmulatorCredential;
  readonly url: string;
  readonly faults: FaultBoard;
  readonly keys: SigningKeys;
  readonly log: EmulatorLog;
}): ControlOperations {
  const { domain, own, url, faults, keys, log } = parts;
  return {
    openReturn: (request) => {
      const current = domain();
      if ("returnId" in request) return describeReturn(submitReturn(current, request.returnId).each);
      return describeReturn(openReturn(current, targetOf(current.store, request, own), request));
    },
    advanceTracker: (request) => {
      const current = domain();
      return describeTracker(advanceTracker(current, targetOfTracker(current.store, request, own), request));
    },
    setStock: ({ product, units }) => describeStock(setStock(domain(), own.targetId, product, units)),
    clock: () => describeClock(domain()),
    moveClock: (request) => {
      const current = domain();
      const { clock } = current;
      const target = "setTo" in request ? request.setTo : clock.now() + request.advanceMs;
      const refusal = moveClock(current, target);
      if (refusal !== undefined) return refusal;
      log.report({ kind: "emulator", message: `The clock shows ${clock.iso()}.` });
      return describeClock(current);
    },
    keys: () => ({ keys: keys.list() }),
    rotateKey: () => {
      keys.rotate();
      log.report({ kind: "emulator", message: "Webhooks are signed with a new key from now on." });
      return { keys: keys.list() };
    },
    faults: () => faults.list(),
    addFault: (json) => {
      const fault = readFault(json);
      return typeof fault === "string" ? fault : faults.add(fault);
    },
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    exportState: () => exportState(domain().store),
    userEvents: () => describeUserEvents(domain().store),
    logAfter: (sequence, kind) => ({ entries: log.after(sequence, kind), latest: log.latest }),
    describeOrder: (orderId) => describeOrder(domain().store, orderId, url),
  };
}

/** An order's own target; an order named by alias is looked for under the emulator's own. */
function targetOf(store: Store, request: OrderIdentifier, own: EmulatorCredential): string {
  const order = request.orderId == null ? undefined : store.get(ORDERS, request.orderId);
  return order?.targetId ?? own.targetId;
}

/** A tracker's own target, or its order's. */
function targetOfTracker(store: Store, request: MilestoneRequest, own: EmulatorCredential): string {
  for (const [, tracker] of request.trackingNumber === undefined ? [] : store.list(TRACKERS)) {
    if (tracker.trackingNumber === request.trackingNumber) return tracker.targetId;
  }
  return targetOf(store, request, own);
}
