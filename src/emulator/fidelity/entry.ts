/** Where a behaviour of the emulator comes from. Documented behaviour is listed only where one would doubt it. */
export type Basis = "documented" | "inferred" | "decided";

/** One behaviour of the emulator, for docs/emulator-fidelity.md. */
export interface FidelityEntry {
  readonly id: string;
  /** Operation of the API, or the part of the emulator. */
  readonly operation: string;
  /** What the emulator does, in one sentence. */
  readonly behaviour: string;
  readonly basis: Basis;
  /** Page or reasoning behind it. */
  readonly source: string;
}

/** One entry, with its members in the order in which one reads them. */
export const entry = (
  id: string,
  operation: string,
  basis: Basis,
  behaviour: string,
  source: string,
): FidelityEntry => ({
  id,
  operation,
  behaviour,
  basis,
  source,
});
