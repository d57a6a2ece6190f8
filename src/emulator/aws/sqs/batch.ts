import type { JsonObject } from "../protocol.ts";
import { AwsError, objectsOf } from "../protocol.ts";

const MAX_ENTRIES = 10;
const ID_PATTERN = /^[\w-]{1,80}$/;

/** One entry of a batch, with its checked id. */
export interface BatchEntry {
  readonly id: string;
  readonly input: JsonObject;
}

/** The entries of a batch request. Throws AwsError for an empty, too long or ambiguous batch. */
export function readEntries(input: JsonObject): BatchEntry[] {
  const entries = objectsOf(input.Entries);
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > MAX_ENTRIES) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  return entries.map((entry) => {
    const id = entry.Id;
    if (typeof id !== "string" || !ID_PATTERN.test(id)) {
      throw new AwsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`);
    seen.add(id);
    return { id, input: entry };
  });
}

/** Runs a step for each entry and sorts the outcomes into Successful and Failed, as all SQS batch operations answer. */
export async function runBatch<Entry extends BatchEntry>(
  entries: readonly Entry[],
  run: (entry: Entry) => Promise<JsonObject> | JsonObject,
): Promise<JsonObject> {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.id, ...(await run(entry)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry.id, SenderFault: error.status < 500, Code: error.code, Message: error.message });
    }
  }
  return failed.length > 0 ? { Successful: successful, Failed: failed } : { Successful: successful };
}
