import { ANALYTICS_FIDELITY } from "./fidelity/analytics.ts";
import { CALL_FIDELITY } from "./fidelity/calls.ts";
import { CANCELLATION_FIDELITY } from "./fidelity/cancellations.ts";
import { CATALOG_FIDELITY } from "./fidelity/catalog.ts";
import { DELIVERY_FIDELITY } from "./fidelity/delivery.ts";
import { EMULATOR_FIDELITY } from "./fidelity/emulator.ts";
import type { FidelityEntry } from "./fidelity/entry.ts";
import { EVENT_FIDELITY } from "./fidelity/events.ts";
import { ORDER_FIDELITY } from "./fidelity/orders.ts";
import { PACKAGE_FIDELITY } from "./fidelity/packages.ts";
import { PRIVACY_FIDELITY } from "./fidelity/privacy.ts";
import { RETURN_FIDELITY } from "./fidelity/returns.ts";
import { RETURNS_INTERFACE_FIDELITY } from "./fidelity/returns-interface.ts";
import { VERSION_FIDELITY } from "./fidelity/versions.ts";
import { WEBHOOK_FIDELITY } from "./fidelity/webhooks.ts";

/** Every behaviour that the documentation does not settle, and a few that surprise although it does. */
export const FIDELITY: readonly FidelityEntry[] = [
  ...CALL_FIDELITY,
  ...EVENT_FIDELITY,
  ...ORDER_FIDELITY,
  ...PACKAGE_FIDELITY,
  ...RETURN_FIDELITY,
  ...VERSION_FIDELITY,
  ...CANCELLATION_FIDELITY,
  ...RETURNS_INTERFACE_FIDELITY,
  ...EMULATOR_FIDELITY,
  ...DELIVERY_FIDELITY,
  ...ANALYTICS_FIDELITY,
  ...PRIVACY_FIDELITY,
  ...CATALOG_FIDELITY,
  ...WEBHOOK_FIDELITY,
];
