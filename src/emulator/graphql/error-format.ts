import { GraphQLError } from "graphql";
import { ApiError } from "../domain/api-error.ts";

/** Errors of variables quote the whole object that lacks a field. */
const SECRETS = /\b((?:clientSecret|password): )"(?:[^"\\]|\\.)*"/g;

function withoutSecrets(message: string): string {
  return message.replace(SECRETS, '$1"********"');
}

/**
 * A GraphQL error as the service words it: `extensions` holds `classification` alone. Errors of the language itself carry it
 * as a string (inferred from the server's library), errors of the API as an object. Whatever else happens is an
 * InternalServerError with the emulator's own message, handed to `onFault` as well.
 */
export function formatError(error: GraphQLError, onFault: (error: unknown) => void): GraphQLError {
  const { originalError } = error;
  const isPart = originalError instanceof ApiError && originalError.loses === "part";
  const place = {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: (isPart ? error.path?.slice(0, -1) : error.path) ?? null,
  };
  const withClassification = (classification: unknown): GraphQLError =>
    new GraphQLError(withoutSecrets(error.message), { ...place, extensions: { classification } });
  if (originalError instanceof ApiError) return withClassification(originalError.classification);
  if (error.path === undefined) {
    const isLanguage = error.nodes !== undefined || error.source !== undefined;
    const isSyntax = !isLanguage || error.message.startsWith("Syntax Error");
    const answer = withClassification(isSyntax ? "InvalidSyntax" : "ValidationError");
    // A body that holds no GraphQL at all keeps its HTTP status; what GraphQL answers has 200.
    if (!isLanguage && error.extensions.http !== undefined) answer.extensions.http = error.extensions.http;
    return answer;
  }
  onFault(originalError ?? error);
  return withClassification(new ApiError("InternalServerError", error.message).classification);
}

/** True for an error whose answer has no data at all, although its field may be null. */
export function losesAllData({ originalError }: GraphQLError): boolean {
  return originalError instanceof ApiError && originalError.loses === "data";
}
