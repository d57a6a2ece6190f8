import type { Permission } from "../model/permissions.ts";
import { PERMISSIONS } from "../model/permissions.ts";

/** API credentials that the emulator accepts. */
export interface EmulatorCredential {
  /** Begins with `emu-`. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Business product id: whose orders and subscriptions they see. */
  readonly targetId: string;
  readonly permissions: readonly Permission[];
}

function isPermission(key: string): key is Permission {
  return Object.hasOwn(PERMISSIONS, key);
}

/** Every permission: what the console calls full access. */
export const FULL_ACCESS: readonly Permission[] = Object.keys(PERMISSIONS).filter(isPermission);

/**
 * The credentials of an emulator that was given none. They are the same everywhere, so that a profile outlives the emulator
 * that it was made for; they open nothing but emulators.
 */
export const DEFAULT_CREDENTIAL: EmulatorCredential = {
  clientId: "emu-client-full-access",
  clientSecret: "emu-secret-full-access",
  targetId: "bp-00000000-0000-4000-8000-000000000000",
  permissions: FULL_ACCESS,
};
