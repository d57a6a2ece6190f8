import { GraphQLClient } from "graphql-request";
import { parseJson, stringifyJson } from "../model/json.ts";
import type { HttpResponse } from "./transport.ts";

/** A GraphQL answer as it came, before anything is made of its errors. */
export interface GraphqlAnswer {
  readonly data: unknown;
  /** Empty if there were none. */
  readonly errors: readonly unknown[];
}

/** Posts a request body with headers and gives the HTTP answer. */
export type Post = (url: URL, headers: Record<string, string>, body: string) => Promise<HttpResponse>;

/** The answer was no GraphQL answer: no JSON object with `data` or `errors`. */
export class NoGraphqlAnswer extends Error {
  readonly response: HttpResponse;

  constructor(response: HttpResponse) {
    super("No GraphQL answer.");
    this.response = response;
  }
}

function isHeaders(value: unknown): value is { forEach(each: (value: string, name: string) => void): void } {
  return typeof value === "object" && value !== null && "forEach" in value && typeof value.forEach === "function";
}

function plainHeaders(headers: unknown): Record<string, string> {
  const plain: Record<string, string> = {};
  if (isHeaders(headers)) {
    headers.forEach((value, name) => {
      plain[name] = value;
    });
  }
  return plain;
}

/** True for what graphql-request reads of a Response; the rest of that interface is not used by it. */
function isReadable(value: unknown): value is Response {
  return typeof value === "object" && value !== null && "text" in value && "headers" in value && "status" in value;
}

function standInFor(response: HttpResponse): Response {
  const standIn: unknown = {
    ok: true,
    status: response.status,
    headers: { get: () => "application/json" },
    text: async () => response.body,
  };
  if (!isReadable(standIn)) throw new TypeError("Not a response.");
  return standIn;
}

/**
 * Sends one document through graphql-request. The transport stands in for `fetch`, and nothing is left to the package's own
 * errors: their message holds the variables. Status and body are judged by the caller, so every answer is handed to it as a
 * success of type JSON.
 * @throws NoGraphqlAnswer, or what `post` throws
 */
export async function callGraphql(
  url: string,
  headers: Record<string, string>,
  body: { readonly document: string; readonly variables: Record<string, unknown> },
  post: Post,
): Promise<{ readonly answer: GraphqlAnswer; readonly response: HttpResponse }> {
  let response: HttpResponse | undefined;
  const client = new GraphQLClient(url, {
    // Without a parser the package cannot know the operation's name; the documents hold one operation each.
    excludeOperationName: true,
    errorPolicy: "all",
    headers,
    jsonSerializer: { parse: parseJson, stringify: (value: unknown) => stringifyJson(value) },
    fetch: async (input: unknown, init?: { headers?: unknown; body?: unknown }) => {
      response = await post(new URL(String(input)), plainHeaders(init?.headers), String(init?.body ?? ""));
      return standInFor(response);
    },
  });
  const answer = await client.rawRequest(body.document, body.variables).catch((error: unknown) => {
    if (response === undefined) throw error;
    return { data: undefined, errors: undefined };
  });
  if (response === undefined) throw new Error("graphql-request answered without a request.");
  if (answer.data === undefined && answer.errors === undefined) throw new NoGraphqlAnswer(response);
  const errors: unknown = answer.errors ?? [];
  return { answer: { data: answer.data ?? null, errors: Array.isArray(errors) ? errors : [errors] }, response };
}
