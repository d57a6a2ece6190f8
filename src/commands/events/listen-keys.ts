import { createTransport } from "../../client/transport.ts";
import { UsageError } from "../../errors.ts";
import { KeyStore } from "../../events/webhook/key-store.ts";
import type { SignatureMode } from "../../events/webhook/signature-gate.ts";
import type { Context } from "../../kernel/context.ts";
import { isLoopbackHost } from "../../model/ids.ts";
import { VERSION } from "../../version.ts";

/** The keys that signatures are verified with, and where they come from. */
export interface ListenKeys {
  readonly store: KeyStore;
  readonly url: string;
}

/**
 * The keys of the service that the profile is about, or of `--jwks-url`; undefined if signatures are not looked at.
 * @param say tells that they cannot be had, or can be again.
 * @throws {UsageError} code `invalid_url` if the address is not safe to take keys from.
 */
export async function openKeys(
  context: Context,
  { signature, jwksUrl }: { readonly signature: SignatureMode; readonly jwksUrl: string | undefined },
  say: (message: string, isGood: boolean) => void,
): Promise<ListenKeys | undefined> {
  if (signature === "off") {
    if (jwksUrl === undefined) return undefined;
    throw new UsageError("--jwks-url has no meaning with --signature off.");
  }
  const url = readUrl(jwksUrl ?? `${(await context.profile()).apiUrl}/jwks.json`);
  const transport = createTransport(context.host.env);
  context.onClose(() => transport.close());
  const headers = { accept: "application/json", "user-agent": `bwp/${VERSION}` };
  const store = new KeyStore({
    now: () => context.host.steady(),
    async load() {
      const timeoutMs = context.globals.timeout;
      const { status, body } = await transport.send({ method: "GET", url, headers, timeoutMs, signal: context.forced });
      if (status !== 200) throw new Error(`it answers HTTP ${status}`);
      return body;
    },
    onTrouble: (reason) =>
      say(
        `The keys cannot be had from ${url.href}: ${reason.replace(/\.$/, "")}. Until they can, what is signed with an unknown key is answered with 503.`,
        false,
      ),
    onRecovery: () => say("The keys can be had again.", true),
  });
  return { store, url: url.href };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopbackHost(url.hostname));
  if (url !== undefined && isSafe && url.username === "" && url.password === "") return url;
  throw new UsageError("--jwks-url takes an https address, or http on this machine, without a user or password.", {
    code: "invalid_url",
  });
}
