import { randomUUID } from "node:crypto";
import { UsageError } from "../../errors.ts";
import type { IdentityTokenInput } from "../../generated/operations/2024-11-01.ts";
import type { OptionSpec, OptionValues } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { INDIRECTLY, readIndirect } from "../../kernel/input-file.ts";
import { SANDBOX_SHOPPERS } from "../../model/sandbox-shoppers.ts";

const SHOPPER = "Shopper";

/** Options that say who the shopper is. */
export const IDENTITY_FLAGS = {
  shopper: {
    type: "string",
    value: "KIND",
    choices: ["prime", "non-prime"],
    group: SHOPPER,
    summary: "A mock shopper that the documentation publishes for sandboxes (bwp sandbox tokens)",
  },
  lwaAccessToken: {
    type: "string",
    value: "TOKEN",
    group: SHOPPER,
    summary: `Login with Amazon token, ${INDIRECTLY}; also BWP_LWA_ACCESS_TOKEN`,
  },
  apayCheckoutSessionId: {
    type: "string",
    value: "ID",
    group: SHOPPER,
    summary: `Amazon Pay session, ${INDIRECTLY}; also BWP_APAY_CHECKOUT_SESSION_ID`,
  },
  apayExternalId: { type: "string", value: "ID", group: SHOPPER, summary: "Your own id of that checkout" },
} as const satisfies Record<string, OptionSpec>;

/** Values of {@link IDENTITY_FLAGS}. */
export type IdentityFlagValues = OptionValues<typeof IDENTITY_FLAGS>;

/** How to name a shopper, for errors about missing values. */
export const IDENTITY_USAGE = "--lwa-access-token <TOKEN>, --apay-checkout-session-id <ID> or --shopper <KIND>";

/** Length limits. Page: apaycheckoutsessionid. */
const LIMITS = { externalId: 512, value: 256 } as const;

/**
 * The shopper that flags name, else the environment; undefined if neither does.
 * @throws {UsageError} for several shoppers, half an Amazon Pay session, and a mock shopper on production.
 */
export async function identityOf(context: Context, flags: IdentityFlagValues): Promise<IdentityTokenInput | undefined> {
  const { shopper, lwaAccessToken, apayCheckoutSessionId, apayExternalId } = flags;
  const named = [shopper, lwaAccessToken, apayCheckoutSessionId].filter((value) => value !== undefined);
  if (named.length > 1) {
    throw new UsageError(`Name the shopper in one way: ${IDENTITY_USAGE}.`, { code: "two_ways" });
  }
  if (shopper !== undefined) return mockShopper(context, shopper, apayExternalId);
  if (lwaAccessToken !== undefined) {
    return { lwaAccessToken: { value: await readIndirect(context, lwaAccessToken, "--lwa-access-token") } };
  }
  const { BWP_APAY_CHECKOUT_SESSION_ID: session, BWP_LWA_ACCESS_TOKEN: token } = context.host.env;
  if (token && apayCheckoutSessionId === undefined && apayExternalId === undefined) {
    return { lwaAccessToken: { value: token } };
  }
  const given = apayCheckoutSessionId ?? (session || undefined);
  if (given === undefined && apayExternalId === undefined) return undefined;
  if (given === undefined || apayExternalId === undefined) {
    throw new UsageError("An Amazon Pay session needs --apay-checkout-session-id and --apay-external-id.", {
      code: "missing_input",
    });
  }
  const value = await readIndirect(context, given, "--apay-checkout-session-id");
  return { apayCheckoutSessionId: { value, externalId: apayExternalId } };
}

/** The documented token of such a shopper: of the one without Prime only the Amazon Pay session is printed correctly. */
async function mockShopper(
  context: Context,
  kind: "prime" | "non-prime",
  externalId = `bwp-${randomUUID()}`,
): Promise<IdentityTokenInput> {
  if ((await context.profile()).kind === "production") {
    throw new UsageError("--shopper names a mock shopper; production takes real ones only.", {
      code: "shopper_on_production",
      suggestion: "Give --lwa-access-token or --apay-checkout-session-id.",
    });
  }
  const found = SANDBOX_SHOPPERS.find(({ documented, isPrime }) => documented && isPrime === (kind === "prime"));
  const value = found?.token ?? "";
  return found?.identity === "apayCheckoutSessionId"
    ? { apayCheckoutSessionId: { value, externalId } }
    : { lwaAccessToken: { value } };
}

/** Mistakes of a shopper's identity that the schema does not catch, each with its path. Page: identitytokeninput. */
export function identityMistakes(identity: IdentityTokenInput | null | undefined): readonly string[] {
  const session = identity?.apayCheckoutSessionId;
  const path = "shopperIdentity.apayCheckoutSessionId";
  return [
    ...(session && identity?.lwaAccessToken
      ? ["shopperIdentity: give lwaAccessToken or apayCheckoutSessionId, not both."]
      : []),
    ...(["externalId", "value"] as const).flatMap((name) => {
      const length = session?.[name].length ?? 1;
      return length >= 1 && length <= LIMITS[name] ? [] : [`${path}.${name}: 1 to ${LIMITS[name]} characters.`];
    }),
  ];
}
