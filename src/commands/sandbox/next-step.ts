import { span } from "../../formatters/blocks.ts";
import type { Context } from "../../kernel/context.ts";
import { sandboxLine } from "./sandbox-only.ts";

/** A command that leads on, and what it does. */
type Next = readonly [command: string, does: string];

const AFTER: Readonly<Record<string, Next>> = {
  IN_TRANSIT: ["sandbox advance-delivery", "delivers it"],
};
/** Only the emulator has a shopper. */
const AFTER_ON_EMULATOR: Readonly<Record<string, Next>> = {
  DELIVERED: ["emulator create-return", "opens a return, as the shopper would"],
};
const AFTER_OF_RETURN: Readonly<Record<string, Next>> = {
  DROPPED_OFF: ["sandbox advance-return", "moves it on"],
  IN_TRANSIT: ["sandbox advance-return", "lets it arrive"],
};
const AFTER_OF_RETURN_ON_EMULATOR: Readonly<Record<string, Next>> = {
  DELIVERED: ["sandbox grade-return", "inspects what came back"],
};

/** Tells a person which command leads on from a state, if one does. */
export async function adviseNext(
  context: Context,
  { orderId, of, state }: { readonly orderId: string; readonly of: "package" | "return"; readonly state: string },
): Promise<void> {
  if (!context.io.canPrompt) return;
  const isEmulator = (await context.profile()).kind === "emulator";
  const [always, emulated] =
    of === "package" ? [AFTER, AFTER_ON_EMULATOR] : [AFTER_OF_RETURN, AFTER_OF_RETURN_ON_EMULATOR];
  const next = always[state] ?? (isEmulator ? emulated[state] : undefined);
  if (next === undefined) return;
  const [command, does] = next;
  const line = `${command} ${orderId}`;
  const suggested = command.startsWith("sandbox ") ? await sandboxLine(context, line) : `bwp ${line}`;
  context.notices.info(["Next: ", span(suggested, "code"), ` ${does}.`]);
}
