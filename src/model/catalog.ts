/** Columns of a catalog file in their order. Page: upload-a-catalog, of 2024-04-01 and later; those of 2024-01-01 are unseen. */
export const FEED_COLUMNS = [
  "External ID",
  "Updated External ID",
  "SKU",
  "Amazon SKU",
  "Offer Prime",
  "Image URL",
  "Product Detail Page URL",
] as const;

/** Name of a column of a catalog file. */
export type FeedColumn = (typeof FEED_COLUMNS)[number];

/** Most of everything. Pages: upload-a-catalog (rows), the console's help for the same file (bytes), identifiers. */
export const CATALOG_LIMITS = {
  feedRows: 15_000,
  feedBytes: 50 * 1024 * 1024,
  externalId: 512,
  sku: 255,
  inventoryItemId: 14,
  fileId: 36,
  page: 20,
} as const;

/** States of an import; the last two are its ends. */
export const FEED_STATES = ["CREATED", "IN_PROGRESS", "COMPLETED", "FAILED"] as const;

/** State of an import. */
export type FeedState = (typeof FEED_STATES)[number];

/** What the service says while another import runs; to the letter. Page: createcatalogfeed. */
export const FEED_RUNNING_MESSAGE =
  "Only one ongoing Catalog Feed is supported at a time. Please wait for your existing Catalog Feed to finish processing.";

/** A product as commands show it, in the words of the newest version. */
export interface ProductView {
  readonly id: string;
  readonly sku: string | undefined;
  readonly externalId: string | undefined;
  readonly amazonSku: string | undefined;
  readonly offerPrime: boolean | undefined;
  /** BUYABLE, NOT_BUYABLE or UNKNOWN. */
  readonly buyability: string | undefined;
  readonly url: string | undefined;
  readonly imageUrl: string | undefined;
  readonly description: string | undefined;
  readonly inventory: InventoryView | undefined;
}

/** A stock record as commands show it. */
export interface InventoryView {
  readonly id: string | undefined;
  /** Units that shoppers can buy, as text; undefined if the service could not tell. */
  readonly amount: string | undefined;
  /** SKU of the product, where the version answers it. */
  readonly sku: string | undefined;
}

/** An import as commands show it. */
export interface FeedView {
  readonly id: string;
  readonly status: string;
  /** File of the report; only when COMPLETED. */
  readonly reportFileId: string | undefined;
  readonly signals: readonly FeedSignal[];
}

/** Why an import failed. */
export interface FeedSignal {
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly impact: string | undefined;
  readonly remedy: string | undefined;
}

/** One thing that is wrong in a catalog file. */
export interface FileFinding {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly column: FeedColumn | null;
  /** What is wrong, as the end of a sentence. */
  readonly problem: string;
}

/** What the check of a catalog file gave. */
export interface FileCheck {
  readonly rows: number;
  /** How many findings there are. */
  readonly total: number;
  /** The first of them, in the order of the lines. */
  readonly findings: readonly FileFinding[];
  /** Rows without an Amazon SKU. */
  readonly withoutAmazonSku: number;
  /** The file begins with a byte order mark. */
  readonly hasByteOrderMark: boolean;
}

/** A row of the report of an import, by the names of its columns. */
export type ReportRow = Readonly<Record<string, string>>;

/** The report of an import. Its columns are not documented: it is read by what they are called. */
export interface FeedReport {
  readonly rows: number;
  readonly succeeded: number | null;
  /** Rows that were passed over, such as products that exist already. */
  readonly skipped: number | null;
  /** Null if no column tells. */
  readonly failed: number | null;
  readonly failedRows: readonly ReportRow[];
}
