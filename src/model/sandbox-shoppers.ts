/**
 * The shopper identity that the documentation publishes for sandboxes: a Prime member, as a Login with Amazon token. It is
 * base64 of `{"type":"ACCESS_TOKEN","value":"sandbox-mocked-test-prime-shopper-access-token"}` and no secret; deliveryPreview,
 * shopperBwPEligibility and createOrder take nothing but the published ones there.
 */
export const SANDBOX_PRIME_SHOPPER_TOKEN =
  "eyJ0eXBlIjoiQUNDRVNTX1RPS0VOIiwidmFsdWUiOiJzYW5kYm94LW1vY2tlZC10ZXN0LXByaW1lLXNob3BwZXItYWNjZXNzLXRva2VuIn0=";
