/** The published versions of the API, oldest first. Sent bare in the header `x-api-version`. */
export const API_VERSIONS = ["2024-01-01", "2024-04-01", "2024-11-01"] as const;

/** A published version of the API. */
export type ApiVersion = (typeof API_VERSIONS)[number];

/** The newest version, and the one that `bwp` speaks unless told otherwise. */
export const DEFAULT_API_VERSION: ApiVersion = "2024-11-01";

/** True if the text names a published version. */
export function isApiVersion(text: string): text is ApiVersion {
  return (API_VERSIONS as readonly string[]).includes(text);
}
