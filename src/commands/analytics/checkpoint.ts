import { parseJsonFile } from "../../config/json-file.ts";
import { readPrivateFile, writePrivateFile } from "../../config/private-files.ts";
import { FileError, UsageError } from "../../errors.ts";
import { isJsonObject } from "../../model/json-object.ts";
import type { Batch, Progress } from "./batches.ts";
import type { Position } from "./fingerprint.ts";
import { addRange, holdsRange, type LineRange } from "./line-ranges.ts";
import { inLineOrder, LISTED_REFUSALS, type Refusal } from "./refusal.ts";

/** What became of the events of a batch. */
export interface BatchOutcome {
  readonly sent: number;
  readonly refusals: readonly Refusal[];
}

/** How far a run is: in memory, and with a file also on the disk. */
export interface Checkpoint {
  /** What was done before this run; undefined at the first. */
  readonly earlier: Progress | undefined;
  /** Lines that the run before had on their way when it ended: some of them may be sent a second time. */
  readonly inDoubt: readonly LineRange[];
  readonly state: CheckpointState;
  /** Says that a batch is about to be sent; on the disk when this resolves. */
  begin(batch: Batch): Promise<void>;
  /** Says what became of it; on the disk before the next batch begins. */
  finish(batch: Batch, outcome: BatchOutcome): void;
  /** Says that nothing of it was sent. */
  withdraw(batch: Batch): void;
  /** Resolves when all that was said is on the disk. */
  settle(): Promise<void>;
}

/** What a checkpoint says, and its file. */
export interface CheckpointState {
  /** Target id of the account that the events go to. */
  readonly target: string;
  readonly read: Position;
  readonly done: readonly LineRange[];
  /** Sent, without a word of what became of it. */
  readonly underway: readonly LineRange[];
  readonly sent: number;
  readonly refused: number;
  /** The first of them. */
  readonly refusals: readonly Refusal[];
}

const FORMAT = "bwp-analytics-checkpoint";
const FORMAT_VERSION = 1;

/**
 * Opens the checkpoint in a file, or one without a file. Several batches are on their way at a time, so it holds ranges of
 * lines, not one number; each change replaces the file as a whole.
 * @throws {FileError} if the file is broken; UsageError code `other_account` if it belongs to another account
 */
export async function openCheckpoint(file: string | undefined, target: string): Promise<Checkpoint> {
  const stored = file === undefined ? undefined : await readStored(file);
  if (stored !== undefined && stored.target !== target) {
    throw new UsageError(`The checkpoint belongs to the account ${stored.target}, not to ${target}.`, {
      code: "other_account",
      suggestion: "Choose the profile that it was made with, or another file with --checkpoint.",
    });
  }
  const inDoubt = (stored?.underway ?? []).reduce<readonly LineRange[]>(addRange, []);
  let state: CheckpointState = stored ?? {
    target,
    read: { lines: 0, sha256: "" },
    done: [],
    underway: [],
    sent: 0,
    refused: 0,
    refusals: [],
  };
  const save = file === undefined ? async () => undefined : createSaver(file, () => state);
  const without = (range: LineRange): readonly LineRange[] => state.underway.filter((other) => other !== range);
  return {
    earlier: stored,
    inDoubt,
    get state() {
      return state;
    },
    begin({ range, position }) {
      const read = position.lines > state.read.lines ? position : state.read;
      state = { ...state, read, underway: [...state.underway, range] };
      return save();
    },
    finish({ range }, { sent, refusals }) {
      const done = addRange(state.done, range);
      state = {
        ...state,
        done,
        // What was in doubt before stays so until all its lines are done: this run may cut them differently.
        underway: without(range).filter((other) => !holdsRange(done, other)),
        sent: state.sent + sent,
        refused: state.refused + refusals.length,
        refusals: inLineOrder([...state.refusals, ...refusals]).slice(0, LISTED_REFUSALS),
      };
      // A failure shows at the next word that is waited for.
      save().catch(() => undefined);
    },
    withdraw({ range }) {
      state = { ...state, underway: without(range) };
      save().catch(() => undefined);
    },
    settle: save,
  };
}

/** Writes the newest state whenever asked; what is asked while a write runs is done by one more. */
function createSaver(file: string, state: () => CheckpointState): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  let running: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    await running.catch(() => undefined);
    // Others may say something in the same moment; it goes along.
    await new Promise((resume) => setImmediate(resume));
    waiting = undefined;
    running = writePrivateFile(
      file,
      `${JSON.stringify({ format: FORMAT, formatVersion: FORMAT_VERSION, ...state() })}\n`,
    );
    await running;
  };
  return () => {
    waiting ??= write();
    return waiting;
  };
}

async function readStored(file: string): Promise<CheckpointState | undefined> {
  const text = await readPrivateFile(file);
  if (text === undefined) return undefined;
  const value = parseJsonFile(text, file);
  if (isJsonObject(value) && value.format === FORMAT && value.formatVersion === FORMAT_VERSION && isState(value)) {
    const { target, read, done, underway, sent, refused, refusals } = value;
    return { target, read, done, underway, sent, refused, refusals };
  }
  throw new FileError(`${file} is no checkpoint of bwp analytics send.`, {
    code: "broken_checkpoint",
    suggestion: "Name another file with --checkpoint; one that is missing is made.",
  });
}

function isState(value: object): value is CheckpointState {
  const { target, read, done, underway, sent, refused, refusals } = value as Partial<CheckpointState>;
  return (
    typeof target === "string" &&
    typeof read?.lines === "number" &&
    typeof read.sha256 === "string" &&
    isRanges(done) &&
    isRanges(underway) &&
    typeof sent === "number" &&
    typeof refused === "number" &&
    Array.isArray(refusals)
  );
}

function isRanges(value: unknown): value is readonly LineRange[] {
  return (
    Array.isArray(value) &&
    value.every(
      (range) => Array.isArray(range) && range.length === 2 && range.every((line) => Number.isSafeInteger(line)),
    )
  );
}
