import { PROFILE_KINDS, type ProfileKind } from "../../config/settings-shape.ts";
import type { Prompter } from "../../prompts/prompter.ts";

const HINTS: Readonly<Record<ProfileKind, string>> = {
  production: "live orders; every change asks first",
  sandbox: "the test environment that Amazon's solutions architect set up",
  emulator: "the local API of: bwp emulator start",
};

/** Asks what a profile stands for. Sandbox and production share one address, so only the user can tell. */
export function askKind(prompt: Prompter): Promise<ProfileKind> {
  return prompt.select(
    "These credentials are for",
    PROFILE_KINDS.map((kind) => ({ value: kind, label: kind, hint: HINTS[kind] })),
  );
}
