/** Checks of input values. Each returns issues in the service's form, `/<operation>/<argument>/<path> …`. */

/** Collects issues under a path such as `/createOrder/input`. */
export class Issues {
  readonly found: string[];
  readonly #path: string;

  constructor(path: string, found: string[] = []) {
    this.#path = path;
    this.found = found;
  }

  /** The same collection, one step deeper. */
  at(...steps: readonly (string | number)[]): Issues {
    return new Issues([this.#path, ...steps].join("/"), this.found);
  }

  add(issue: string): void {
    this.found.push(`${this.#path} ${issue}`);
  }

  /** Adds the issue if the rule does not hold; says whether it holds. */
  check(holds: boolean, issue: string): boolean {
    if (!holds) this.add(issue);
    return holds;
  }

  size(value: string | readonly unknown[] | null | undefined, min: number, max: number): void {
    if (value === null || value === undefined) return;
    this.check(value.length >= min && value.length <= max, `size must be between ${min} and ${max}`);
  }

  match(value: string, pattern: RegExp, source = pattern.source): void {
    this.check(pattern.test(value), `must match "${source}"`);
  }
}
