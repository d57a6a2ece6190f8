import type { CommandMetadata } from "./command.ts";

/** All commands' metadata by name, loaded when asked for. */
export async function reference(): Promise<Readonly<Record<string, CommandMetadata>>> {
  return (await import("../generated/reference.ts")).reference();
}
