import type { Issues } from "../../validation.ts";
import { checkAddress } from "./addresses.ts";
import type { AuthConfig, Parameter } from "./entities.ts";

/** `AuthConfigInput`, as the schema lets it through. */
export interface AuthConfigInput {
  readonly oAuthConfig?: {
    readonly clientParameters: { readonly clientId: string; readonly clientSecret: string };
    readonly authEndpoint: string;
    readonly httpMethod?: "POST" | null;
    readonly httpParameters?: {
      readonly bodyParameters?: readonly Parameter[] | null;
      readonly headerParameters?: readonly Parameter[] | null;
    } | null;
  } | null;
  readonly basicAuthConfig?: { readonly username: string; readonly password: string } | null;
}

/** A header name of HTTP. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
/** What a header value may hold: no control characters. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads credentials; undefined if there are issues, which are added. No issue quotes a value. */
export function readAuthConfig(issues: Issues, input: AuthConfigInput): AuthConfig | undefined {
  const before = issues.found.length;
  const { oAuthConfig: oAuth, basicAuthConfig: basic } = input;
  issues.check((oAuth == null) !== (basic == null), "must have exactly one of oAuthConfig and basicAuthConfig");
  const headerParameters = oAuth?.httpParameters?.headerParameters ?? [];
  if (oAuth != null) {
    checkAddress(issues.at("oAuthConfig", "authEndpoint"), oAuth.authEndpoint);
    for (const [index, { key, value }] of headerParameters.entries()) {
      const at = issues.at("oAuthConfig", "httpParameters", "headerParameters", index);
      at.check(HEADER_NAME.test(key) && HEADER_VALUE.test(value), "must be a header of HTTP");
    }
  }
  if (basic != null) {
    issues.at("basicAuthConfig", "username").check(!basic.username.includes(":"), "must not hold a colon");
  }
  if (issues.found.length > before) return undefined;
  if (basic != null) return { basic: { username: basic.username, password: basic.password } };
  if (oAuth == null) return undefined;
  return {
    oAuth: {
      ...oAuth.clientParameters,
      authEndpoint: oAuth.authEndpoint,
      bodyParameters: oAuth.httpParameters?.bodyParameters ?? [],
      headerParameters,
    },
  };
}

/** The kind of credentials, for what may be shown. */
export function kindOf(config: AuthConfig): "oAuth" | "basic" {
  return "oAuth" in config ? "oAuth" : "basic";
}
