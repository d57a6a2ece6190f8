import type { CommandMetadata } from "../../kernel/command.ts";

/** Names of the commands that call an operation; those that are most about it first. */
export function commandsFor(operation: string, all: readonly CommandMetadata[]): readonly string[] {
  const weight = ({ operations = [] }: CommandMetadata): number =>
    operations.indexOf(operation) * 10 + operations.length;
  return all
    .filter(({ operations }) => operations?.includes(operation))
    .sort((left, right) => weight(left) - weight(right))
    .map(({ name }) => name);
}
