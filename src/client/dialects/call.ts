import { RefusedError } from "../../errors.ts";
import { OPERATIONS } from "../../model/operations.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { Operation, UntypedOperation } from "../operation.ts";
import type { Call, Variables } from "./dialect.ts";

/** Makes a call of which the compiler checks that operation and variables fit. */
export function makeCall<Data, Input extends Variables>(
  operation: Operation<Data, Input>,
  variables: Input,
  unconfirmed: readonly string[] = [],
): Call<Data> {
  const { name, kind, version, document } = operation;
  return {
    operation: { name, kind, version, document },
    variables,
    ...(unconfirmed.length === 0 ? {} : { unconfirmed }),
  };
}

/** Makes a call whose variables were checked elsewhere, against the input types of the version. */
export function writtenCall(
  operation: UntypedOperation,
  variables: Variables,
  unconfirmed: readonly string[] = [],
): Call {
  return unconfirmed.length === 0 ? { operation, variables } : { operation, variables, unconfirmed };
}

/** What a version has not got. */
export interface Missing {
  readonly version: ApiVersion;
  /** The operation that was asked for. */
  readonly operation: string;
  /** Where in its input, for a field. */
  readonly path?: readonly (string | number)[];
  /** Whose absence it is, in words, where that is more than the field. */
  readonly what?: string;
  /** Versions that have it, oldest first. */
  readonly versions: readonly ApiVersion[];
  /** What to do instead, beside choosing another version. */
  readonly instead?: string;
}

/** The error for an operation, a field or a value that a version lacks; code `not_in_version`. */
export function notInVersion({ version, operation, path, what, versions, instead }: Missing): RefusedError {
  const place = path === undefined ? operation : `${pathText(path)} in ${operation}`;
  const newest = versions.at(-1) ?? "";
  return new RefusedError(
    `Version ${version} of the API has no ${what === undefined ? place : `${what} (${place})`}; versions that have it: ${versions.join(", ")}.`,
    {
      code: "not_in_version",
      operation,
      ...(path === undefined ? {} : { path }),
      suggestion: `Choose one with --api-version ${newest}${instead === undefined ? "" : `, or ${instead}`}.`,
    },
  );
}

/** The error for a whole operation that a version lacks. */
export function lacksOperation(version: ApiVersion, operation: string): RefusedError {
  return notInVersion({ version, operation, versions: OPERATIONS[operation]?.versions ?? [] });
}

/** Stands in a dialect for an operation that its version lacks. */
export function lacking(version: ApiVersion, operation: string): () => never {
  return () => {
    throw lacksOperation(version, operation);
  };
}

/** A path as people read it: `lineItems[0].product`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
