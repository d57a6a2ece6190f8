import { type AccessToken, createMemoryTokenCache } from "../../client/token.ts";
import { AuthenticationError, BwpError } from "../../errors.ts";
import { connectApi } from "../../kernel/api.ts";
import type { Context } from "../../kernel/context.ts";
import { DEFAULT_API_VERSION } from "../../model/versions.ts";
import type { GatheredLogin } from "./gather-login.ts";

/**
 * Tries a login that is not kept yet, by fetching a token.
 * @throws {AuthenticationError} when the service refuses it.
 * @throws {UnavailableError} when the service cannot be asked.
 */
export async function verifyLogin(
  context: Context,
  { credentials, apiUrl }: Pick<GatheredLogin, "credentials" | "apiUrl">,
): Promise<AccessToken | undefined> {
  const { host, globals, notices, signal } = context;
  const tokens = createMemoryTokenCache();
  const api = await connectApi({
    host,
    globals,
    notices,
    tokens,
    profile: {
      apiUrl,
      apiVersion: DEFAULT_API_VERSION,
      clientId: credentials.clientId,
      targetId: credentials.targetId,
      credentials: async () => credentials,
      accessKey: async () => credentials.accessKey,
    },
  });
  context.onClose(() => api.close());
  try {
    await api.accessToken({ signal });
    return await tokens.read();
  } catch (error) {
    if (!(error instanceof BwpError) || error.type === "interrupted" || error.type === "terminated") throw error;
    throw unsaved(error);
  }
}

function unsaved(error: BwpError): BwpError {
  const { code, operation, retryable, cause } = error;
  if (error instanceof AuthenticationError) {
    return new AuthenticationError(error.message, {
      code,
      operation,
      cause,
      suggestion:
        "Nothing was saved. Check client id and client secret, and that they still exist in the merchant console.",
    });
  }
  const suggestion = "Nothing was saved. Try again, or keep the login without trying it: --no-verify";
  return new BwpError(error.type, error.message, { code, operation, retryable, cause, suggestion });
}
