import { UsageError } from "../errors.ts";
import { API_VERSIONS, type ApiVersion, isApiVersion } from "../model/versions.ts";
import type { ValueSource } from "./profile-choice.ts";
import { PROFILE_KINDS, type ProfileKind } from "./settings-shape.ts";

/** A value, and where it came from. */
export interface Picked<T> {
  readonly source: ValueSource;
  readonly value: T;
}

type Candidate<T> = readonly [ValueSource, T | undefined];

/** The first of the candidates that has a value. */
export function pick<T>(...candidates: readonly [...Candidate<T>[], readonly ["default", T]]): Picked<T>;
export function pick<T>(...candidates: readonly Candidate<T>[]): Picked<T> | undefined;
export function pick<T>(...candidates: readonly Candidate<T>[]): Picked<T> | undefined {
  for (const [source, value] of candidates) if (value !== undefined) return { source, value };
  return undefined;
}

/** Checks a version of the API; undefined stays so. @throws {UsageError} naming `origin` and the versions. */
export function checkedVersion(text: string | undefined, origin: string): ApiVersion | undefined {
  if (text === undefined || isApiVersion(text)) return text;
  throw new UsageError(`${origin} is no version of the API; known are ${API_VERSIONS.join(", ")}.`, {
    code: "unknown_api_version",
  });
}

/** Checks a kind of profile; undefined stays so. @throws {UsageError} naming `origin` and the kinds. */
export function checkedKind(text: string | undefined, origin: string): ProfileKind | undefined {
  const kind = PROFILE_KINDS.find((known) => known === text);
  if (kind !== undefined || text === undefined) return kind;
  throw new UsageError(`${origin} must be ${PROFILE_KINDS.join(", ")}.`, { code: "invalid_profile_kind" });
}
