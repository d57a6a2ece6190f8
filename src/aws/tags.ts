/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;
