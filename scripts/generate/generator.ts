/** A file that a generator makes. */
export interface GeneratedFile {
  /** Path from the project's root. */
  readonly path: string;
  readonly text: string;
}

/** What every file in this folder exports as `generate`: takes the project's root, returns the files in a fixed order. */
export type Generator = (root: string) => Promise<readonly GeneratedFile[]>;
