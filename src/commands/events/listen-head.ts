import type { Credentials } from "../../events/webhook/callers.ts";
import type { SignatureMode } from "../../events/webhook/signature-gate.ts";
import { type Inline, span } from "../../formatters/blocks.ts";
import type { Context } from "../../kernel/context.ts";
import { isLoopbackHost } from "../../model/ids.ts";

/** What is said of a listener before its first post. */
interface ListenFacts {
  readonly address: string;
  readonly signature: SignatureMode;
  /** Address of the key set. */
  readonly keys: string | undefined;
  readonly credentials: Credentials | undefined;
  readonly archive: string;
  readonly filter: readonly string[] | undefined;
  readonly target: string | undefined;
}

/** The head, a line each. */
export function headOf(facts: ListenFacts): readonly (readonly [string, Inline])[] {
  const { address, signature, keys, credentials, archive, filter, target } = facts;
  return [
    ["Address", span(address, "strong")],
    ["Signature", keys === undefined ? span("not looked at", "warn") : `${signature}, keys from ${keys}`],
    ...(credentials === undefined ? [] : [["Callers", callersText(credentials)] as const]),
    ["Archive", archive],
    ...(target === undefined ? [] : [["Receiver", target] as const]),
    ...(filter === undefined
      ? []
      : [["Only", filter.join("; ")] as const, ["Others", "archived as well, not shown"] as const]),
  ];
}

function callersText(credentials: Credentials): string {
  return credentials.kind === "basic" ? `basic authentication, as ${credentials.username}` : "with the bearer token";
}

/** What to do next, for the address that was found; warns at once where anybody could post. */
export async function nextStep(
  context: Context,
  { signature, credentials, host }: Pick<ListenFacts, "signature" | "credentials"> & { readonly host: string },
): Promise<(address: string) => Inline> {
  if (signature === "off" && credentials === undefined) {
    context.notices.warn(
      "Whoever reaches this address can post events: neither signature nor credentials are asked for.",
    );
  }
  if (!isLoopbackHost(host)) {
    context.notices.warn(`${host} is reached from other machines, by http: anybody on the way can read the events.`);
  }
  const profile = await context.profile().catch(() => undefined);
  if (profile?.kind === "emulator") {
    const flags = credentials === undefined ? "" : ", with the same credentials";
    return (address) => [
      "Next: ",
      span(`bwp subscribe create --type ORDER_CONFIRMED --webhook-url ${address}`, "code"),
      flags,
    ];
  }
  return () => [
    "Buy with Prime calls https only: lead a tunnel here, and give its address to ",
    span("bwp subscribe create --webhook-url", "code"),
    ".",
  ];
}
