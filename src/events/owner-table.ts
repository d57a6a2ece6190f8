const FIRST_SLOTS = 1024;
/** A fuller table finds its entries slowly. */
const MAX_LOAD = 0.6;

/**
 * A map from numbers (53 bits) to texts of which many numbers share one. A `Map` takes five times the memory for a quarter of
 * a million numbers, and its growing leaves as much again behind for a while.
 */
export class OwnerTable {
  private hashes = new Float64Array(FIRST_SLOTS);
  /** For each slot the number of its text; 0 for none. */
  private owners = new Uint32Array(FIRST_SLOTS);
  private texts: string[] = [""];
  private used = 0;

  get(hash: number): string | undefined {
    const owner = this.owners[this.slotOf(hash)];
    return owner === undefined || owner === 0 ? undefined : this.texts[owner];
  }

  set(hash: number, text: string): void {
    if (this.used >= this.hashes.length * MAX_LOAD) this.grow();
    const slot = this.slotOf(hash);
    if (this.hashes[slot] === 0) this.used += 1;
    if (this.texts.length === 1 || this.texts.at(-1) !== text) this.texts.push(text);
    this.hashes[slot] = hash;
    this.owners[slot] = this.texts.length - 1;
  }

  /** The slot stays taken, so that those behind it are still found. */
  delete(hash: number): void {
    this.owners[this.slotOf(hash)] = 0;
  }

  /** Forgets everything, and keeps the room for as much again. */
  clear(): void {
    this.hashes.fill(0);
    this.owners.fill(0);
    this.texts = [""];
    this.used = 0;
  }

  /** Where a number stands, or would stand. Numbers from 1: 0 marks a free slot. */
  private slotOf(hash: number): number {
    const { hashes } = this;
    const mask = hashes.length - 1;
    let slot = hash & mask;
    while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { hashes, owners } = this;
    this.hashes = new Float64Array(hashes.length * 2);
    this.owners = new Uint32Array(hashes.length * 2);
    for (const [from, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const slot = this.slotOf(hash);
      this.hashes[slot] = hash;
      this.owners[slot] = owners[from] ?? 0;
    }
  }
}
