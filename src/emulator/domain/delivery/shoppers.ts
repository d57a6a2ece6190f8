import { SANDBOX_SHOPPERS } from "../../../model/sandbox-shoppers.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import { refused } from "../api-error.ts";
import { requireNoIssues } from "../catalog/catalog-issues.ts";
import type { Caller } from "../domain.ts";
import type { IdentityInput } from "../orders/order-input.ts";
import { checkIdentity } from "../orders/order-input.ts";
import { Issues } from "../validation.ts";

/** A shopper whose identity was proven. */
export interface Shopper {
  readonly id: string;
  readonly isPrime: boolean;
}

/** Tokens with this beginning, in capitals or not, have expired. */
const EXPIRED_TOKEN = "EMU-EXPIRED";
/** The last version in which the flat fields of an identity still work. */
const LAST_WITH_FLAT_TOKENS: ApiVersion = "2024-04-01";

/** Whether a shopper can use Prime benefits. Page: shopperbwpeligibility. */
export function shopperEligibility(caller: Caller, identity: IdentityInput) {
  const issues = new Issues("/shopperBwPEligibility/identityToken");
  checkGivenIdentity(identity, caller.apiVersion, issues);
  requireNoIssues(caller.apiVersion, issues);
  const { id, isPrime } = shopperOf(identity, caller.apiVersion);
  return { shopperId: id, bwpEligibilityStatus: isPrime ? "PRIME" : "NON_PRIME" };
}

/** Sizes, and that the shopper is named in exactly one way. */
export function checkGivenIdentity(identity: IdentityInput, version: ApiVersion, issues: Issues): void {
  checkIdentity(identity, issues);
  const given = tokensOf(identity, version).length;
  issues.check(given === 1, "must have exactly one of lwaAccessToken and apayCheckoutSessionId");
}

/** The shopper of an identity, who must be one of the published ones; the same whichever way he or she signed in. */
export function shopperOf(identity: IdentityInput, version: ApiVersion): Shopper {
  const [given] = tokensOf(identity, version);
  if (given?.token.toUpperCase().startsWith(EXPIRED_TOKEN)) {
    throw refused("ExpiredIdpToken", "The shopper's identity token has expired.");
  }
  const found = SANDBOX_SHOPPERS.find(
    ({ identity: kind, token }) => token === given?.token && (given.kind === undefined || given.kind === kind),
  );
  if (found === undefined) throw refused("InvalidIdpToken", "The shopper's identity token is not valid.");
  return { id: `amzn.emu-${found.isPrime ? "prime" : "non-prime"}-shopper`, isPrime: found.isPrime };
}

function tokensOf({ lwaAccessToken, apayCheckoutSessionId, idPToken }: IdentityInput, version: ApiVersion) {
  const flat = version <= LAST_WITH_FLAT_TOKENS ? idPToken : undefined;
  return [
    ...(lwaAccessToken == null ? [] : [{ kind: "lwaAccessToken", token: lwaAccessToken.value }]),
    ...(apayCheckoutSessionId == null ? [] : [{ kind: "apayCheckoutSessionId", token: apayCheckoutSessionId.value }]),
    ...(flat == null ? [] : [{ kind: undefined, token: flat }]),
  ];
}
