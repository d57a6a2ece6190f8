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

/** Entries that are kept for late readers. */
const KEPT = 1000;

/** The emulator's log: hands each entry on, and keeps the last thousand. */
export class EmulatorLog {
  readonly #now: () => number;
  readonly #sink: ((entry: EmulatorLogEntry) => void) | undefined;
  #entries: EmulatorLogEntry[] = [];
  #sequence = 0;

  constructor(now: () => number, sink?: (entry: EmulatorLogEntry) => void) {
    this.#now = now;
    this.#sink = sink;
  }

  readonly report = (report: LogReport): void => {
    this.#sequence += 1;
    const entry = { sequence: this.#sequence, time: new Date(this.#now()).toISOString(), ...report };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
    this.#sink?.(entry);
  };

  /** The kept entries behind a sequence number, at most a thousand. */
  after(sequence: number): readonly EmulatorLogEntry[] {
    return this.#entries.slice(-KEPT).filter((entry) => entry.sequence > sequence);
  }
}
