import { type CallerCheck, type Credentials, createCallerCheck } from "../../events/webhook/callers.ts";
import {
  createSignatureGate,
  SIGNATURE_MODES,
  type SignatureGate,
  type SignatureMode,
} from "../../events/webhook/signature-gate.ts";
import type { Context } from "../../kernel/context.ts";
import { CALLER_OPTIONS, type CallerFlags, readCredentials } from "./listen-callers.ts";
import { openKeys } from "./listen-keys.ts";

const GROUP = "Who may post";

/** Options that say who may post. */
export const GATE_OPTIONS = {
  signature: {
    type: "string",
    value: "MODE",
    choices: SIGNATURE_MODES,
    summary: "required (default), optional (default with credentials: one that is there must fit), or off",
    group: GROUP,
  },
  jwksUrl: {
    type: "string",
    value: "URL",
    summary: "The key set (default: /jwks.json of the profile's service)",
    group: GROUP,
  },
  ...CALLER_OPTIONS,
} as const;

/** Values of {@link GATE_OPTIONS}. */
interface GateFlags extends CallerFlags {
  readonly signature: SignatureMode | undefined;
  readonly jwksUrl: string | undefined;
}

/** Who may post: the checks, and what is said of them. */
export interface Gate {
  readonly callers: CallerCheck | undefined;
  readonly signatures: SignatureGate;
  readonly signature: SignatureMode;
  readonly credentials: Credentials | undefined;
  /** Address of the key set; undefined if signatures are not looked at. */
  readonly keys: string | undefined;
  /** Fetches the keys before they are needed. */
  prepare(): void;
}

/**
 * Reads who may post; a secret that is missing is asked for.
 * @param say tells that the keys cannot be had, or can be again.
 * @throws {UsageError} if the options contradict each other or cannot be read.
 */
export async function openGate(
  context: Context,
  flags: GateFlags,
  say: (message: string, isGood: boolean) => void,
): Promise<Gate> {
  const credentials = await readCredentials(context, flags);
  const signature = flags.signature ?? (credentials === undefined ? "required" : "optional");
  const keys = await openKeys(context, { signature, jwksUrl: flags.jwksUrl }, say);
  return {
    callers: credentials === undefined ? undefined : createCallerCheck(credentials),
    signatures: createSignatureGate(signature, keys?.store),
    signature,
    credentials,
    keys: keys?.url,
    prepare: () => void keys?.store.refresh(),
  };
}
