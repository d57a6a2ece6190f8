import type { AuthConfigInput } from "../../domain/events/webhooks/auth-config.ts";
import { createAuthProfile, deleteAuthProfile, updateAuthProfile } from "../../domain/events/webhooks/auth-profiles.ts";
import { operation } from "../operations.ts";

interface CreateInput {
  readonly authProfileAliasId?: string | null;
  readonly authConfig: AuthConfigInput;
}

interface UpdateInput {
  readonly authProfileId: string;
  readonly authConfig: AuthConfigInput;
}

/** Mutations of auth profiles; only 2024-11-01 has them. */
export const AUTH_PROFILE_OPERATIONS = [
  operation("createAuthProfile", "eventSubscriptions", (domain, caller, args: { input: CreateInput }) =>
    createAuthProfile(domain, caller, args.input),
  ),
  operation("updateAuthProfile", "eventSubscriptions", (domain, caller, args: { input?: UpdateInput | null }) =>
    updateAuthProfile(domain, caller, args.input),
  ),
  operation("deleteAuthProfile", "eventSubscriptions", (domain, caller, args: { authProfileId: string }) =>
    deleteAuthProfile(domain, caller, args.authProfileId),
  ),
];
