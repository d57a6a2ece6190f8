import type { IncomingMessage } from "node:http";
import type { ApiVersion } from "../model/versions.ts";
import type { EmulatorCredential } from "./credentials.ts";
import type { Caller } from "./domain/domain.ts";
import type { Tokens } from "./tokens.ts";

/** The caller of a request, or why there is none. Pages: call-the-buy-with-prime-api, authenticate-to-the-buy-with-prime-api. */
export function identify(tokens: Tokens, request: IncomingMessage, apiVersion: ApiVersion): Caller | string {
  const token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return "the header Authorization: Bearer <token> is missing";
  const credential = tokens.check(token);
  if (typeof credential === "string") return credential;
  const { "x-api-target-id": target, "x-omni-targetid": olderTarget } = request.headers;
  if (target === undefined && olderTarget === undefined) return "the header x-api-target-id is missing";
  for (const sent of [target, olderTarget]) {
    if (sent !== undefined && sent !== credential.targetId) return `the credentials are not for the target id ${sent}`;
  }
  const { clientId, targetId, permissions } = credential;
  return { clientId, targetId, permissions, apiVersion };
}

/** Headers with which GraphiQL calls at once: a fresh token of the emulator's own credentials. */
export function graphiqlHeaders(tokens: Tokens, own: EmulatorCredential): Readonly<Record<string, string>> {
  const form = { grant_type: "client_credentials", client_id: own.clientId, client_secret: own.clientSecret };
  const { access_token: token } = tokens.grant(new URLSearchParams(form)).body;
  return { Authorization: `Bearer ${String(token)}`, "x-api-target-id": own.targetId };
}
