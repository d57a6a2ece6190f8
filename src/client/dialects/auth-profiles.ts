import type {
  AuthConfigInput,
  CreateAuthProfileInput,
  CreateAuthProfileMutation,
  DeleteAuthProfileMutation,
  UpdateAuthProfileInput,
  UpdateAuthProfileMutation,
} from "../../generated/operations/2024-11-01.ts";
import {
  createAuthProfileOperation,
  deleteAuthProfileOperation,
  updateAuthProfileOperation,
} from "../../generated/operations/2024-11-01.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { lacksOperation, makeCall } from "./call.ts";
import type { Call } from "./dialect.ts";

export type { AuthConfigInput };

/** The calls on auth profiles, the stored credentials for webhooks. */
export interface AuthProfileCalls {
  createAuthProfile(input: CreateAuthProfileInput): Call<CreateAuthProfileMutation>;
  /** Replaces the credentials of a profile, whole. */
  updateAuthProfile(input: UpdateAuthProfileInput): Call<UpdateAuthProfileMutation>;
  deleteAuthProfile(authProfileId: string): Call<DeleteAuthProfileMutation>;
}

/**
 * The calls of a version; only 2024-11-01 has them.
 * @throws {RefusedError} code `not_in_version`, naming the operation that was asked for.
 */
export function authProfileCalls(version: ApiVersion, operation: keyof AuthProfileCalls): AuthProfileCalls {
  if (version !== "2024-11-01") throw lacksOperation(version, operation);
  return {
    createAuthProfile: (input) => makeCall(createAuthProfileOperation, { input }),
    updateAuthProfile: (input) => makeCall(updateAuthProfileOperation, { input }),
    deleteAuthProfile: (authProfileId) => makeCall(deleteAuthProfileOperation, { authProfileId }),
  };
}
