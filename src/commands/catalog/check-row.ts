import { CATALOG_LIMITS, FEED_COLUMNS, type FeedColumn, type FileFinding } from "../../model/catalog.ts";

/** What decides how rows are read. */
export interface RowRules {
  /** Existing products are overwritten: their rows need no SKU. */
  readonly overwrite: boolean;
}

/** Checks the rows of one file. */
export interface RowCheck {
  check(record: readonly string[], line: number): void;
  /** How many rows had no Amazon SKU so far. */
  withoutAmazonSku(): number;
}

/** A product id of the merchant may be named once, whether as it is or as it shall be. */
const UNIQUE: readonly FeedColumn[] = ["External ID", "SKU"];

/** Starts the check of a file's rows. Page: upload-a-catalog. */
export function createRowCheck({ overwrite }: RowRules, add: (finding: FileFinding) => void): RowCheck {
  const seen = new Map<string, number>();
  let without = 0;
  return {
    check(record, line) {
      if (record.length !== FEED_COLUMNS.length) {
        const problem = `has ${record.length} column${record.length === 1 ? "" : "s"} instead of ${FEED_COLUMNS.length}`;
        add({ line, column: null, problem });
        return;
      }
      const value = (column: FeedColumn): string => (record[FEED_COLUMNS.indexOf(column)] ?? "").trim();
      const report = (column: FeedColumn, problem: string | undefined): void => {
        if (problem !== undefined) add({ line, column, problem });
      };
      report("External ID", missingOrLong(value("External ID"), CATALOG_LIMITS.externalId));
      report("Updated External ID", tooLong(value("Updated External ID"), CATALOG_LIMITS.externalId));
      const checkSku = overwrite ? tooLong : missingOrLong;
      report("SKU", checkSku(value("SKU"), CATALOG_LIMITS.sku));
      report("Offer Prime", notFlag(value("Offer Prime")));
      report("Image URL", notUrl(value("Image URL")));
      report("Product Detail Page URL", notUrl(value("Product Detail Page URL")));
      if (value("Amazon SKU") === "") without += 1;
      for (const column of UNIQUE) {
        const text = value(column);
        if (text === "") continue;
        const key = `${column}\n${text}`;
        const earlier = seen.get(key);
        if (earlier === undefined) seen.set(key, line);
        else report(column, `is the same as in line ${earlier}`);
      }
    },
    withoutAmazonSku: () => without,
  };
}

function missingOrLong(text: string, most: number): string | undefined {
  return text === "" ? "is missing" : tooLong(text, most);
}

function tooLong(text: string, most: number): string | undefined {
  return text.length <= most ? undefined : `has ${text.length} characters; at most ${most} are allowed`;
}

function notFlag(text: string): string | undefined {
  return /^(true|false)?$/.test(text) ? undefined : `must be true or false, not "${shortened(text)}"`;
}

function notUrl(text: string): string | undefined {
  if (text === "") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isWeb ? undefined : `is no web address: "${shortened(text)}"`;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
