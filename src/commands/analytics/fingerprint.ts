import { createHash } from "node:crypto";
import type { InputLine } from "./input-lines.ts";

/** Where a reader of the input stood, and what it had read: tells whether another input begins the same. */
export interface Position {
  readonly lines: number;
  /** SHA-256 of these lines. */
  readonly sha256: string;
}

/** Takes in line after line, and says at any of them what has been read. */
export interface Fingerprint {
  take(line: InputLine): void;
  position(): Position;
}

/** A fingerprint of nothing yet. The last line counts the same with and without a line feed, so an input may grow. */
export function createFingerprint(): Fingerprint {
  const hash = createHash("sha256");
  let lines = 0;
  return {
    take({ number, bytes, length }) {
      hash.update(bytes);
      // The length stands for the rest of a line that was cut.
      hash.update(`\n${length}\n`);
      lines = number;
    },
    position: () => ({ lines, sha256: hash.copy().digest("hex") }),
  };
}
