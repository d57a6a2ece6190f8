import { UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { INDIRECTLY, readIndirect } from "../../kernel/input-file.ts";
import { waitOptions } from "../../kernel/wait.ts";
import { CLIENT_TOKEN, SHOPPER_EMAIL_PATTERN } from "../../model/privacy.ts";

/** The argument that names a shopper. */
export const EMAIL_ARGUMENT = {
  value: "EMAIL",
  summary: `The shopper's e-mail address, ${INDIRECTLY}; asked for if left out, which keeps it out of the shell's history`,
} as const;

/** Options of the two commands that start a task. */
export const START_OPTIONS = {
  new: { type: "boolean", summary: "Ask again, although the same request was made in the last 8 hours" },
  clientToken: {
    type: "string",
    value: "TOKEN",
    summary: "Your own idempotency key, 36 to 64 characters (default: made and remembered)",
  },
} as const;

/** Options of waiting for a task. */
export const WAIT_OPTIONS = waitOptions("the task is COMPLETED or FAILED", 3_600_000);

/** The option that shows what is masked otherwise. */
export const SHOW_EMAIL_OPTION = {
  type: "boolean",
  summary: "Show the shopper's e-mail address in full",
} as const;

/** The address of the shopper, which matches the service's pattern; asked for if it was not given. */
export async function completeEmail(context: Context, argument: string | undefined): Promise<string> {
  const given = argument === undefined ? undefined : await readIndirect(context, argument, "EMAIL");
  const fault = (text: string): string | undefined =>
    SHOPPER_EMAIL_PATTERN.test(text) ? undefined : "The service takes no such e-mail address.";
  if (given !== undefined && fault(given) !== undefined) {
    throw new UsageError("EMAIL is no e-mail address that the service takes.", {
      code: "invalid_email",
      suggestion: `It must match ${SHOPPER_EMAIL_PATTERN.source}`,
    });
  }
  const { email } = await complete(context, {
    email: {
      given,
      flag: "EMAIL",
      ask: (prompt) => prompt.input("The shopper's e-mail address", { check: fault }),
    },
  });
  return email;
}

/** Checks a client token of the user's own. */
export function checkClientToken(token: string | undefined): void {
  if (token === undefined) return;
  if (token.length >= CLIENT_TOKEN.shortest && token.length <= CLIENT_TOKEN.longest) return;
  throw new UsageError(
    `--client-token must have ${CLIENT_TOKEN.shortest} to ${CLIENT_TOKEN.longest} characters; a UUID has 36.`,
    { code: "invalid_client_token" },
  );
}
