import type { IdentityTokenInput } from "../../client/dialects/delivery.ts";
import type { Context } from "../../kernel/context.ts";
import { identityOf } from "../order/identity-flags.ts";

/** Asks a person who the shopper is: a mock shopper, or on production a token. */
export async function askShopper(context: Context): Promise<IdentityTokenInput> {
  if ((await context.profile()).kind === "production") {
    return { lwaAccessToken: { value: await context.prompt.secret("Login with Amazon token of the shopper") } };
  }
  const shopper = await context.prompt.select("Which mock shopper?", [
    { value: "prime", label: "A Prime member" },
    { value: "non-prime", label: "One without Prime" },
  ] as const);
  const others = { lwaAccessToken: undefined, apayCheckoutSessionId: undefined, apayExternalId: undefined };
  return (await identityOf(context, { shopper, ...others })) ?? {};
}
