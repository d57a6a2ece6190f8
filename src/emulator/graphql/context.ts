import type { Caller, Domain } from "../domain/domain.ts";
import type { ApiFault } from "../faults/fault.ts";
import type { LogReport } from "../log.ts";

/** What resolvers work with. */
export interface GraphqlContext {
  readonly domain: Domain;
  /** Who calls, or why nobody may: bad token, wrong target id, missing header. */
  readonly caller: Caller | string;
  /** Address of the emulator, without a slash at the end. */
  readonly baseUrl: string;
  readonly report: (report: LogReport) => void;
  /** The faults that strike this call of an operation. */
  readonly strike: (operation: string) => readonly ApiFault[];
  /** Replaces the answer to the whole request by what a fault makes of it. */
  readonly interrupt: (fault: ApiFault) => void;
}

/** Resolvers of one type, by field; fields without one are read from the source. */
export type Fields<Source> = Readonly<
  Record<string, (source: Source, args: Readonly<Record<string, never>>, context: GraphqlContext) => unknown>
>;
