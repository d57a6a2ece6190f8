import type { DeliveryPreviewInput } from "../../domain/delivery/delivery-previews.ts";
import type { Operation } from "../operations.ts";
import { REPORT_OPERATIONS, USER_EVENT_OPERATIONS } from "../resolvers/analytics.ts";
import { AUTH_PROFILE_OPERATIONS } from "../resolvers/auth-profiles.ts";
import { CATALOG_OPERATIONS } from "../resolvers/catalog.ts";
import { deliveryOperations } from "../resolvers/delivery.ts";
import { EVENT_OPERATIONS } from "../resolvers/events.ts";
import { ORDER_OPERATIONS } from "../resolvers/orders.ts";
import { PRIVACY_OPERATIONS } from "../resolvers/privacy.ts";
import { RETURN_OPERATIONS } from "../resolvers/returns.ts";
import { SANDBOX_OPERATIONS } from "../resolvers/sandbox.ts";

/** What version 2024-11-01 can do here. */
export const OPERATIONS_2024_11_01: readonly Operation[] = [
  ...AUTH_PROFILE_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...USER_EVENT_OPERATIONS,
  ...REPORT_OPERATIONS,
  ...CATALOG_OPERATIONS,
  ...ORDER_OPERATIONS,
  ...PRIVACY_OPERATIONS,
  ...RETURN_OPERATIONS,
  ...SANDBOX_OPERATIONS,
  ...deliveryOperations((input: DeliveryPreviewInput) => input),
];
