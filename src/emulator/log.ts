/** One thing that a user of the emulator wants to see. */
export interface EmulatorLogEntry {
  /** Counts up from 1; `GET /_emulator/log?after=N` continues behind it. */
  readonly sequence: number;
  /** ISO 8601 on the emulator's clock. */
  readonly time: string;
  readonly kind: LogKind;
  /** One sentence. */
  readonly message: string;
  /** The same in parts, for machines. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** What a line is about: a GraphQL operation, a token, an event, an AWS call, a file's transfer, a fault that struck, or the emulator itself. */
export type LogKind = "operation" | "token" | "event" | "aws" | "storage" | "fault" | "emulator";

/** What a part of the emulator reports; sequence and time are added. */
export type LogReport = Pick<EmulatorLogEntry, "kind" | "message" | "details">;

/** Entries that are kept for late readers, of events and of all else, so that many calls do not push out the events. */
const KEPT = 1000;

/** The emulator's log: hands each entry on, and keeps the last thousand on events and the last thousand on all else. */
export class EmulatorLog {
  readonly #now: () => number;
  readonly #sink: ((entry: EmulatorLogEntry) => void) | undefined;
  readonly #kept: Record<"events" | "others", EmulatorLogEntry[]> = { events: [], others: [] };
  #sequence = 0;

  constructor(now: () => number, sink?: (entry: EmulatorLogEntry) => void) {
    this.#now = now;
    this.#sink = sink;
  }

  readonly report = (report: LogReport): void => {
    this.#sequence += 1;
    const entry = { sequence: this.#sequence, time: new Date(this.#now()).toISOString(), ...report };
    const list = report.kind === "event" ? "events" : "others";
    this.#kept[list].push(entry);
    if (this.#kept[list].length > 2 * KEPT) this.#kept[list] = this.#kept[list].slice(-KEPT);
    this.#sink?.(entry);
  };

  /** Number of the last entry. */
  get latest(): number {
    return this.#sequence;
  }

  /** The kept entries behind a sequence number, in their order; only those of a kind if it is given. */
  after(sequence: number, kind?: string): readonly EmulatorLogEntry[] {
    const lists = Object.values(this.#kept).flatMap((entries) => entries.slice(-KEPT));
    return lists
      .filter((entry) => entry.sequence > sequence && (kind === undefined || entry.kind === kind))
      .sort((left, right) => left.sequence - right.sequence);
  }
}
