import { randomUUID } from "node:crypto";
import type { Emulated } from "../emulated.ts";

/** A user event as the documentation shows it, changed. */
export function userEvent(
  change: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> & { eventId: string } {
  return {
    eventType: "click",
    eventId: randomUUID(),
    eventTime: "2024-12-01T08:00:04Z",
    clientType: "WEBSITE_CLIENT",
    clientVersion: "2.3",
    ...change,
  };
}

/** So many events. */
export function userEvents(count: number): ReturnType<typeof userEvent>[] {
  return Array.from({ length: count }, () => userEvent());
}

/** Events as ndjson. */
export function ndjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/** What the emulator has received. */
export interface Received {
  readonly events: number;
  readonly duplicates: number;
  readonly duplicateIds: readonly string[];
  readonly byTarget: Readonly<Record<string, { readonly calls: number }>>;
  readonly latest: readonly { readonly event: Record<string, unknown> }[];
}

export async function received({ emulator }: Emulated): Promise<Received> {
  return (await fetch(`${emulator.url}/_emulator/user-events`)).json() as Promise<Received>;
}

/** Summary on stdout. */
export interface Summary {
  readonly input: string;
  readonly complete: boolean;
  readonly lines: number;
  readonly sent: number;
  readonly refused: number;
  readonly refusals: readonly { line: number; eventId: string | null; by: string; problems: readonly string[] }[];
  readonly sentAgain: readonly (readonly [number, number])[];
  readonly checkpoint: string | null;
}

/** Lets a fault strike at the emulator. */
export async function addFault({ emulator }: Emulated, fault: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${emulator.url}/_emulator/faults`, {
    method: "POST",
    body: JSON.stringify({ operation: "sendUserEvents", ...fault }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
