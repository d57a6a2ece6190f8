import type { UserEvent } from "../../client/dialects/analytics.ts";
import { UsageError } from "../../errors.ts";
import type { InputTypes } from "../../model/input-types.ts";
import { lineText, readEventLine } from "./check-event.ts";
import { createFingerprint, type Position } from "./fingerprint.ts";
import { type InputLine, readLines } from "./input-lines.ts";
import { type LineRange, risingLookup } from "./line-ranges.ts";
import { LONGEST_TEXT, type Refusal } from "./refusal.ts";

/** An event with the line it stands on. */
export interface LinedEvent {
  readonly line: number;
  readonly event: UserEvent;
}

/** Lines that are done together: events for one call, and what the check found beside them. */
export interface Batch {
  readonly range: LineRange;
  readonly events: readonly LinedEvent[];
  readonly refusals: readonly Refusal[];
  /** What had been read at its end. */
  readonly position: Position;
}

/** What an earlier run has done of the same input. */
export interface Progress {
  readonly read: Position;
  readonly done: readonly LineRange[];
}

/** How an input is cut into batches. */
export interface BatchOptions {
  readonly types: InputTypes;
  /** Most events of a batch. */
  readonly size: number;
  readonly earlier?: Progress | undefined;
}

/** A batch of nothing but refusals ends here, so that memory stays flat. */
const MOST_LINES = 1000;

/**
 * Cuts an input into batches; lines that an earlier run has done are left out. Nothing is given out before it is sure that
 * the input begins as that run's did.
 * @throws {UsageError} code `other_input` if it does not.
 */
export async function* readBatches(
  input: AsyncIterable<Uint8Array | string>,
  { types, size, earlier }: BatchOptions,
): AsyncGenerator<Batch, void, void> {
  const fingerprint = createFingerprint();
  const isDone = risingLookup(earlier?.done ?? []);
  const open = new OpenBatch();
  const held: Batch[] = [];
  let verified = earlier === undefined || earlier.read.lines === 0;
  let number = 0;
  for await (const lines of readLines(input)) {
    for (const line of lines) {
      // A batch may not reach over lines that are done: they must not be sent again with it.
      const done = isDone(line.number);
      if (done && !open.isEmpty) held.push(open.close(fingerprint.position()));
      fingerprint.take(line);
      number = line.number;
      if (!done) open.add(types, line);
      if (open.events.length >= size || open.lineCount >= MOST_LINES) held.push(open.close(fingerprint.position()));
      if (!verified && number === earlier?.read.lines) {
        if (fingerprint.position().sha256 !== earlier.read.sha256) throw otherInput(earlier.read.lines);
        verified = true;
      }
      while (verified && held.length > 0) yield* held.splice(0);
    }
  }
  if (!verified) throw shorterInput(number, earlier?.read.lines ?? 0);
  if (!open.isEmpty) yield open.close(fingerprint.position());
}

class OpenBatch {
  events: LinedEvent[] = [];
  #refusals: Refusal[] = [];
  #first = 0;
  #last = 0;

  get isEmpty(): boolean {
    return this.#first === 0;
  }

  get lineCount(): number {
    return this.isEmpty ? 0 : this.#last - this.#first + 1;
  }

  add(types: InputTypes, line: InputLine): void {
    const read = readEventLine(types, line);
    if (this.isEmpty) this.#first = line.number;
    this.#last = line.number;
    if (read === undefined) return;
    if ("event" in read) {
      this.events.push({ line: line.number, event: read.event });
      return;
    }
    const text = lineText(line).slice(0, LONGEST_TEXT);
    this.#refusals.push({ line: line.number, eventId: read.eventId, by: "check", problems: read.problems, text });
  }

  close(position: Position): Batch {
    const batch = {
      range: [this.#first, this.#last] as const,
      events: this.events,
      refusals: this.#refusals,
      position,
    };
    this.events = [];
    this.#refusals = [];
    this.#first = 0;
    return batch;
  }
}

const START_OVER = "Give the input that the checkpoint was made with, or another file with --checkpoint.";

function otherInput(lines: number): UsageError {
  return new UsageError(`The checkpoint belongs to another input: its first ${lines} lines are different.`, {
    code: "other_input",
    suggestion: `Nothing was sent. ${START_OVER}`,
  });
}

function shorterInput(lines: number, wanted: number): UsageError {
  return new UsageError(`The checkpoint belongs to another input: this one ends after ${lines} lines of ${wanted}.`, {
    code: "other_input",
    suggestion: `Nothing was sent. ${START_OVER}`,
  });
}
