import { ANALYTICS_CHECKS } from "./checks/analytics.ts";
import { AWS_CHECKS } from "./checks/aws.ts";
import { CATALOG_CHECKS } from "./checks/catalog.ts";
import type { CollectionChecks } from "./checks/check.ts";
import { EVENT_CHECKS } from "./checks/events.ts";
import { ORDER_CHECKS } from "./checks/orders.ts";
import { PRIVACY_CHECKS } from "./checks/privacy.ts";
import { WORK_CHECKS } from "./checks/work.ts";

/** Every collection that a document may hold, and what its values must have. */
const COLLECTIONS: CollectionChecks = {
  ...AWS_CHECKS,
  ...ORDER_CHECKS,
  ...EVENT_CHECKS,
  ...CATALOG_CHECKS,
  ...PRIVACY_CHECKS,
  ...ANALYTICS_CHECKS,
  ...WORK_CHECKS,
};

/** What is wrong with one entry of a document, as the end of a sentence; undefined if nothing is. */
export function problemOfEntry(collection: string, id: string, value: unknown): string | undefined {
  if (!Object.hasOwn(COLLECTIONS, collection)) return "is in a collection that the emulator does not have";
  return COLLECTIONS[collection]?.(value, id);
}
