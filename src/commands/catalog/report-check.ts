import { UsageError } from "../../errors.ts";
import { fileCheckBlocks, findingText } from "../../formatters/feed.ts";
import type { Context } from "../../kernel/context.ts";
import type { FeedReport, FileCheck } from "../../model/catalog.ts";

/** Findings that an error lists. */
const LISTED = 10;

/** Puts out what a check gave. @throws {UsageError} code `invalid_file` if there are findings. */
export async function reportCheck(
  context: Context,
  check: FileCheck,
  file: { readonly name: string; readonly bytes: number },
): Promise<void> {
  const { rows, total, findings } = check;
  const whole = { file: file.name, bytes: file.bytes, rows, total, findings };
  // A CSV of a check is for whoever corrects the file: the findings alone, a line each. A query selects from the whole.
  const data = context.output.format === "csv" && context.globals.query === undefined ? findings : whole;
  await context.output.result(data, () => fileCheckBlocks(check, file));
  adviseOnFile(context, check);
  if (total > 0) throw invalidFile(check, file.name, 0);
}

/** The refusal of a file with findings, the first of which it lists unless they were put out already. */
export function invalidFile(check: FileCheck, name: string, listed = LISTED): UsageError {
  const { total, findings } = check;
  const rest = total - listed;
  const listing = findings.slice(0, listed).map(findingText);
  return new UsageError(`${name} is not ready to be uploaded: ${total} finding${total === 1 ? "" : "s"}.`, {
    code: "invalid_file",
    findings: listed > 0 && rest > 0 ? [...listing, `and ${rest} more; --check lists them`] : listing,
    suggestion:
      listed === 0 ? "Correct the file." : "Nothing was sent. Correct the file, or send it as it is with --force.",
  });
}

/** Says what may become a problem and breaks no documented rule. */
export function adviseOnFile(context: Context, { withoutAmazonSku, hasByteOrderMark }: FileCheck): void {
  if (hasByteOrderMark) {
    context.notices.warn("The file begins with a byte order mark; whether the service takes that is not documented.");
  }
  if (withoutAmazonSku === 0) return;
  const rows = `${withoutAmazonSku.toLocaleString("en-US")} row${withoutAmazonSku === 1 ? " has" : "s have"}`;
  context.notices.warn(`${rows} no Amazon SKU: these products cannot be bought with Prime.`);
}

/** Says how rows that were passed over, because their products exist, change these products after all. */
export function adviseOnSkipped(context: Context, report: FeedReport | null): void {
  const skipped = report?.skipped ?? 0;
  if (skipped === 0) return;
  const rows = `${skipped.toLocaleString("en-US")} row${skipped === 1 ? " was" : "s were"}`;
  context.notices.info(`${rows} skipped: products that exist are changed with --overwrite only.`);
}
