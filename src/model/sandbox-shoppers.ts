/** One of the shopper identities that the documentation publishes for sandboxes. */
export interface SandboxShopper {
  /** Which field of `IdentityTokenInput` takes it. */
  readonly identity: "lwaAccessToken" | "apayCheckoutSessionId";
  /** How the documentation calls the identity. */
  readonly provider: "Login with Amazon" | "Amazon Pay";
  readonly isPrime: boolean;
  readonly token: string;
  /** What the base64 of the token says. */
  readonly decodesTo: string;
  /** False: not printed by the documentation, but concluded. */
  readonly documented: boolean;
  readonly note: string | null;
}

/**
 * A Prime member, as a Login with Amazon token. It is base64 of a small JSON document and no secret; deliveryPreview,
 * shopperBwPEligibility and createOrder take nothing but the published ones in a sandbox.
 */
export const SANDBOX_PRIME_SHOPPER_TOKEN =
  "eyJ0eXBlIjoiQUNDRVNTX1RPS0VOIiwidmFsdWUiOiJzYW5kYm94LW1vY2tlZC10ZXN0LXByaW1lLXNob3BwZXItYWNjZXNzLXRva2VuIn0=";

/** The mock shoppers of the sandbox. Page: the sandbox tokens of the eligibility and delivery preview guides. */
export const SANDBOX_SHOPPERS: readonly SandboxShopper[] = [
  {
    identity: "lwaAccessToken",
    provider: "Login with Amazon",
    isPrime: true,
    token: SANDBOX_PRIME_SHOPPER_TOKEN,
    decodesTo: '{"type":"ACCESS_TOKEN","value":"sandbox-mocked-test-prime-shopper-access-token"}',
    documented: true,
    note: null,
  },
  {
    identity: "lwaAccessToken",
    provider: "Login with Amazon",
    isPrime: false,
    token:
      "eyJ0eXBlIjoiQUNDRVNTX1RPS0VOIiwidmFsdWUiOiJzYW5kYm94LW1vY2tlZC10ZXN0LW5vbi1wcmltZS1zaG9wcGVyLWFjY2Vzcy10b2tlbiJ9",
    decodesTo: '{"type":"ACCESS_TOKEN","value":"sandbox-mocked-test-non-prime-shopper-access-token"}',
    documented: false,
    note: "The documentation prints the token of the Prime shopper here too, by mistake. This one is concluded from the two of Amazon Pay, so a sandbox may refuse it.",
  },
  {
    identity: "apayCheckoutSessionId",
    provider: "Amazon Pay",
    isPrime: true,
    token:
      "eyJ0eXBlIjoiQ0hFQ0tPVVRfU0VTU0lPTl9JRCIsInZhbHVlIjoic2FuZGJveC1tb2NrZWQtdGVzdC1wcmltZS1zaG9wcGVyLWNoZWNrb3V0LXNlc3Npb24taWQifQ==",
    decodesTo: '{"type":"CHECKOUT_SESSION_ID","value":"sandbox-mocked-test-prime-shopper-checkout-session-id"}',
    documented: true,
    note: null,
  },
  {
    identity: "apayCheckoutSessionId",
    provider: "Amazon Pay",
    isPrime: false,
    token:
      "eyJ0eXBlIjoiQ0hFQ0tPVVRfU0VTU0lPTl9JRCIsInZhbHVlIjoic2FuZGJveC1tb2NrZWQtdGVzdC1ub24tcHJpbWUtc2hvcHBlci1jaGVja291dC1zZXNzaW9uLWlkIn0=",
    decodesTo: '{"type":"CHECKOUT_SESSION_ID","value":"sandbox-mocked-test-non-prime-shopper-checkout-session-id"}',
    documented: true,
    note: null,
  },
];
