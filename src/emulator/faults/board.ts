import type { LogReport } from "../log.ts";
import type { ApiFault, EventFault, Fault } from "./fault.ts";
import { matchesGlob, TOKEN_OPERATION } from "./fault.ts";

/** A fault on the board. */
export type ListedFault = Fault & {
  /** `f1`, `f2` …, for taking it down. */
  readonly id: string;
  /** How often it struck. */
  readonly applied: number;
};

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly random: () => number;
  applied: number;
}

/** The faults that were asked for. They are kept in memory: a restart begins without any, and so does a reset. */
export class FaultBoard {
  readonly #report: (report: LogReport) => void;
  #entries: Entry[] = [];
  #count = 0;

  constructor(report: (report: LogReport) => void) {
    this.#report = report;
  }

  add(fault: Fault): ListedFault {
    this.#count += 1;
    const entry: Entry = { id: `f${this.#count}`, fault, random: randomNumbers(fault.seed), applied: 0 };
    this.#entries.push(entry);
    return listed(entry);
  }

  /** In the order of adding; those that have struck as often as they should are listed too. */
  list(): readonly ListedFault[] {
    return this.#entries.map(listed);
  }

  /** True if there was a fault of that id. */
  remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  /** Takes down all faults and says how many there were. */
  clear(): number {
    const { length } = this.#entries;
    this.#entries = [];
    return length;
  }

  /**
   * The faults that strike this call of an operation: every delay, and the first of the other kinds. Each strike is counted
   * and reported.
   */
  strike(operation: string): readonly ApiFault[] {
    if (this.#entries.length === 0) return [];
    const struck: ApiFault[] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (!("operation" in fault) || !isMeant(fault, operation)) continue;
      if (fault.kind !== "delay" && struck.some((other) => other.kind !== "delay")) continue;
      if (this.#strikes(entry, operation)) struck.push(fault);
    }
    return struck;
  }

  /** The first fault that strikes an event of this type. */
  strikeEvent(eventType: string): EventFault | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if ("operation" in fault || !matchesGlob(fault.eventType, eventType)) continue;
      if (this.#strikes(entry, eventType)) return fault;
    }
    return undefined;
  }

  #strikes(entry: Entry, what: string): boolean {
    const { times, probability, kind } = entry.fault;
    if (times !== null && entry.applied >= times) return false;
    if (probability < 1 && entry.random() >= probability) return false;
    entry.applied += 1;
    const details = { fault: entry.id, faultKind: kind, target: what, applied: entry.applied };
    this.#report({ kind: "fault", message: `The fault ${entry.id} (${kind}) struck ${what}.`, details });
    return true;
  }
}

function isMeant(fault: ApiFault, operation: string): boolean {
  return fault.operation === operation || (fault.operation === "*" && operation !== TOKEN_OPERATION);
}

function listed({ id, fault, applied }: Entry): ListedFault {
  return { id, ...fault, applied };
}

/** Mulberry32: random numbers from 0 to below 1 that follow from their seed. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
