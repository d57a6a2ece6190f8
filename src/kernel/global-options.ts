import { API_VERSIONS } from "../model/versions.ts";
import type { OptionSpec, OptionValues } from "./command.ts";

/** Formats of the result on stdout. */
export const OUTPUT_FORMATS = ["table", "json", "ndjson", "yaml", "csv"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS = {
  output: {
    type: "string",
    short: "o",
    value: "FORMAT",
    choices: OUTPUT_FORMATS,
    summary: "table, json, ndjson, yaml or csv (default: table on a terminal, json in a pipe)",
  },
  json: { type: "boolean", summary: "Short for --output json" },
  query: { type: "string", value: "JMESPATH", summary: "Select from the JSON result with JMESPath, as in the AWS CLI" },
  profile: { type: "string", short: "p", value: "NAME", summary: "Use this profile (BWP_PROFILE)" },
  apiVersion: {
    type: "string",
    value: "DATE",
    choices: API_VERSIONS,
    summary: "Version of the API (BWP_API_VERSION)",
  },
  dryRun: { type: "boolean", summary: "Show what would be sent, with secrets masked, and send nothing" },
  yes: { type: "boolean", short: "y", summary: "Answer every confirmation with yes" },
  noInput: { type: "boolean", summary: "Never ask; a missing value is an error that names it" },
  timeout: { type: "duration", value: "TIME", summary: "Time limit of each call (default: 30s)", default: 30_000 },
  debug: { type: "boolean", summary: "Show requests, answers and stack traces on stderr, with secrets masked" },
  quiet: { type: "boolean", short: "q", summary: "No progress and notices on stderr, only errors" },
  noColor: { type: "boolean", summary: "No colours (NO_COLOR)" },
  help: { type: "boolean", short: "h", summary: "Show help" },
} as const satisfies Record<string, OptionSpec>;

/** Values of the global options of one call. */
export type GlobalValues = OptionValues<typeof GLOBAL_OPTIONS>;
