/**
 * Permissions of API credentials, by the label on the reference and event pages. The console's own table was not readable;
 * the two names of one permission are kept where pages differ.
 */
export const PERMISSIONS = {
  viewOrder: { label: "View Order Data", alsoCalled: "Read Order", machineName: "ORDER_READ" },
  editOrder: { label: "Edit Order Data" },
  viewDeliveryPreview: { label: "View Delivery Preview" },
  viewShopperEligibility: { label: "View Shopper Buy with Prime Eligibility" },
  editCatalog: { label: "View & Edit Catalog Data" },
  viewCatalog: { label: "View Catalog Data" },
  viewReturnPolicy: { label: "View Product Return Policy" },
  catalogBatches: { label: "Create and View Catalog Batches" },
  productMedia: { label: "View product media and csv files" },
  viewInventory: { label: "View inventory data", alsoCalled: "Read Inventory" },
  readBuyability: { label: "Read Buyability" },
  viewPackageTracker: { label: "View Package Tracker Data", alsoCalled: "View Package Tracking Milestone Changes" },
  shopperPrivacy: { label: "Manage Shopper Privacy Requests" },
  eventSubscriptions: { label: "full permission (create, view, and delete) to event subscriptions" },
} as const satisfies Record<string, { label: string; alsoCalled?: string; machineName?: string }>;

/** Key of a permission, used by the emulator's credentials and by help. */
export type Permission = keyof typeof PERMISSIONS;
