const FIRST_SLOTS = 1024;
const FIRST_BYTES = 64 * 1024;
/** A fuller table finds its entries slowly; an emptier one costs megabytes. */
const MAX_LOAD = 0.8;

/** Texts in the order they came, all in one buffer: many small strings that live for long keep the garbage collector busy. */
class TextList {
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private ends = new Uint32Array(FIRST_SLOTS);
  private count = 0;

  get(index: number): string {
    return this.bytes.toString("utf8", this.ends[index - 1] ?? 0, this.ends[index]);
  }

  /** Answers its index. */
  add(text: string): number {
    const start = this.ends[this.count - 1] ?? 0;
    if (this.count === this.ends.length) this.ends = copyOf(this.ends, new Uint32Array(2 * this.count));
    while (start + Buffer.byteLength(text) > this.bytes.length) {
      this.bytes = copyOf(this.bytes, Buffer.allocUnsafeSlow(2 * this.bytes.length));
    }
    this.ends[this.count] = start + this.bytes.write(text, start);
    this.count += 1;
    return this.count - 1;
  }

  clear(): void {
    this.count = 0;
  }
}

function copyOf<Values extends Uint8Array | Uint32Array>(from: Values, into: Values): Values {
  into.set(from);
  return into;
}

/**
 * A map from numbers (53 bits) to texts of which many numbers share one. A `Map` takes five times the memory for a quarter of
 * a million numbers, and its growing leaves as much again behind for a while.
 */
export class OwnerTable {
  private hashes = new Float64Array(FIRST_SLOTS);
  /** For each slot the index of its text plus one; 0 for none. */
  private owners = new Uint32Array(FIRST_SLOTS);
  private readonly texts = new TextList();
  private last: { readonly text: string; readonly owner: number } | undefined;
  private used = 0;

  get(hash: number): string | undefined {
    const owner = this.owners[this.slotOf(hash)];
    return owner === undefined || owner === 0 ? undefined : this.texts.get(owner - 1);
  }

  set(hash: number, text: string): void {
    if (this.used >= this.hashes.length * MAX_LOAD) this.grow();
    const slot = this.slotOf(hash);
    if (this.hashes[slot] === 0) this.used += 1;
    if (this.last?.text !== text) this.last = { text, owner: this.texts.add(text) + 1 };
    this.hashes[slot] = hash;
    this.owners[slot] = this.last.owner;
  }

  /** The slot stays taken, so that those behind it are still found. */
  delete(hash: number): void {
    this.owners[this.slotOf(hash)] = 0;
  }

  /** Forgets everything, and keeps the room for as much again. */
  clear(): void {
    this.hashes.fill(0);
    this.owners.fill(0);
    this.texts.clear();
    this.last = undefined;
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
