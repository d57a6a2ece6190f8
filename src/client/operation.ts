import type { ApiVersion } from "../model/versions.ts";

/** One GraphQL operation of one API version, made at build time from `operations/<version>/<name>.graphql`. */
export interface Operation<Data, Variables> {
  /** Name of the root field and of the operation, for example `createOrder`. */
  readonly name: string;
  readonly kind: "query" | "mutation";
  readonly version: ApiVersion;
  /** The document on one line, as it is sent. */
  readonly document: string;
  /** The document for people, where the one that is sent holds secrets. */
  readonly shown?: string;
  /** Never set: carries the types of answer and variables to the caller. */
  readonly types?: (variables: Variables) => Data;
}

/** An operation without the types of its answer and variables. */
export type UntypedOperation = Omit<Operation<unknown, unknown>, "types">;
