/** How many entries the collections of a state document hold in all. */
export function countEntries(document: unknown): number {
  const { collections } = document as { readonly collections?: Readonly<Record<string, readonly unknown[]>> };
  return Object.values(collections ?? {}).reduce((sum, entries) => sum + entries.length, 0);
}
