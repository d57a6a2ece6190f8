import type { BwpError } from "../errors.ts";

/**
 * Ends a call with the exit code of another program that it ran. Thrown by a handler; nothing is printed for it, except
 * the error that comes with it.
 */
export class ExitStatus extends Error {
  readonly code: number;
  readonly report: BwpError | undefined;

  constructor(code: number, report?: BwpError) {
    super(`exit code ${code}`);
    this.name = "ExitStatus";
    this.code = code;
    this.report = report;
  }
}
