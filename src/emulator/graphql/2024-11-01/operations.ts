import type { Operation } from "../operations.ts";
import { AUTH_PROFILE_OPERATIONS } from "../resolvers/auth-profiles.ts";
import { EVENT_OPERATIONS } from "../resolvers/events.ts";
import { ORDER_OPERATIONS } from "../resolvers/orders.ts";
import { RETURN_OPERATIONS } from "../resolvers/returns.ts";
import { SANDBOX_OPERATIONS } from "../resolvers/sandbox.ts";

/** What version 2024-11-01 can do here. */
export const OPERATIONS_2024_11_01: readonly Operation[] = [
  ...AUTH_PROFILE_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...ORDER_OPERATIONS,
  ...RETURN_OPERATIONS,
  ...SANDBOX_OPERATIONS,
];
