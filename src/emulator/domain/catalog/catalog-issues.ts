import type { ApiVersion } from "../../../model/versions.ts";
import { ApiError, invalidRequest } from "../api-error.ts";
import type { Issues } from "../validation.ts";

/** What versions before 2024-04-01 say of every violation, and downloadLink in all; to the letter. */
const OLDER_MESSAGE =
  "Input request is not valid. Retrying the same request is not likely to succeed. An example could be query or argument value is not correct or valid.";

/** Refuses input with issues, in the words of the version. Page: the error examples of createuploadlink. */
export function requireNoIssues(version: ApiVersion, { found }: Issues): void {
  if (found.length === 0) return;
  if (version === "2024-01-01") throw olderInvalidRequest(found.join(", "));
  throw invalidRequest(found);
}

/** The same in the older words, which do not say what is wrong. */
export function olderInvalidRequest(reason: string, loses: ApiError["loses"] = "field"): ApiError {
  return new ApiError("ValidationError", OLDER_MESSAGE, { reason, loses });
}
