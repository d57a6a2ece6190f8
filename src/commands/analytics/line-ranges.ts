/** Lines from the first to the last, both included and counted from 1. */
export type LineRange = readonly [first: number, last: number];

/** The ranges with one more, sorted, and joined where they touch. */
export function addRange(ranges: readonly LineRange[], added: LineRange): readonly LineRange[] {
  let [first, last] = added;
  const apart: LineRange[] = [];
  for (const range of ranges) {
    if (range[1] + 1 < first || range[0] > last + 1) {
      apart.push(range);
    } else {
      first = Math.min(first, range[0]);
      last = Math.max(last, range[1]);
    }
  }
  return [...apart, [first, last] as const].sort(([left], [right]) => left - right);
}

/** A question that is asked of rising lines only: is the line in one of the sorted ranges? */
export function risingLookup(ranges: readonly LineRange[]): (line: number) => boolean {
  let next = 0;
  return (line) => {
    for (let range = ranges[next]; range !== undefined && range[1] < line; range = ranges[next]) next += 1;
    const [first = Number.POSITIVE_INFINITY] = ranges[next] ?? [];
    return line >= first;
  };
}

/** True if every line of the range is in one of the ranges, which are joined where they touch. */
export function holdsRange(ranges: readonly LineRange[], [first, last]: LineRange): boolean {
  return ranges.some((range) => range[0] <= first && last <= range[1]);
}

/** Ranges as people read them: `51-100, 151-200`. */
export function rangesText(ranges: readonly LineRange[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(", ");
}
