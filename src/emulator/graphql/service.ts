import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "graphql-yoga";
import { createYoga } from "graphql-yoga";
import type { ApiVersion } from "../../model/versions.ts";
import { DEFAULT_API_VERSION, isApiVersion } from "../../model/versions.ts";
import type { ApiFault } from "../faults/fault.ts";
import { answerOfFault, cutConnection } from "../http/fault-answer.ts";
import { OPERATIONS_2024_01_01 } from "./2024-01-01/operations.ts";
import { VIEWS_2024_01_01 } from "./2024-01-01/views.ts";
import { OPERATIONS_2024_04_01 } from "./2024-04-01/operations.ts";
import { VIEWS_2024_04_01 } from "./2024-04-01/views.ts";
import { OPERATIONS_2024_11_01 } from "./2024-11-01/operations.ts";
import { VIEWS_2024_11_01 } from "./2024-11-01/views.ts";
import type { GraphqlContext } from "./context.ts";
import { formatError, losesAllData } from "./error-format.ts";
import type { Operation } from "./operations.ts";
import type { VersionViews } from "./schema.ts";
import { createVersionSchema } from "./schema.ts";
import { SDL } from "./sdl.ts";

/** What each version can do, and how it shows the entities. */
const VERSIONS: Readonly<Record<ApiVersion, readonly [operations: readonly Operation[], views: VersionViews]>> = {
  "2024-01-01": [OPERATIONS_2024_01_01, VIEWS_2024_01_01],
  "2024-04-01": [OPERATIONS_2024_04_01, VIEWS_2024_04_01],
  "2024-11-01": [OPERATIONS_2024_11_01, VIEWS_2024_11_01],
};

/** Where GraphQL lives. */
export const GRAPHQL_PATH = "/graphql";

/** What the GraphQL service needs of the rest. */
export interface GraphqlServiceOptions {
  /** The context of a request; called once a request, before anything runs. */
  readonly context: (request: IncomingMessage, version: ApiVersion) => Omit<GraphqlContext, "interrupt">;
  /** Headers that GraphiQL fills in for a new tab. */
  readonly graphiqlHeaders: () => Readonly<Record<string, string>>;
  /** Told of what went wrong inside the emulator. */
  readonly onFault: (error: unknown) => void;
}

interface ServerContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Answers `/graphql`: one server a version, chosen by `x-api-version`; without the header the newest. */
export function createGraphqlService(
  options: GraphqlServiceOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const servers = new Map<ApiVersion, ReturnType<typeof createServer>>();
  return async (request, response) => {
    const wanted = request.headers["x-api-version"] ?? DEFAULT_API_VERSION;
    const version = typeof wanted === "string" && isApiVersion(wanted) ? wanted : undefined;
    if (version === undefined) {
      refuseVersion(response, String(wanted));
      return;
    }
    let server = servers.get(version);
    if (server === undefined) {
      server = createServer(version, SDL[version], options);
      servers.set(version, server);
    }
    await server.handle(request, response);
  };
}

function createServer(version: ApiVersion, sdl: string, options: GraphqlServiceOptions) {
  const [operations, views] = VERSIONS[version];
  const interrupted = new WeakMap<IncomingMessage, ApiFault>();
  return createYoga<ServerContext, GraphqlContext>({
    schema: createVersionSchema(sdl, operations, views),
    context: ({ req }) => ({
      ...options.context(req, version),
      interrupt: (fault) => interrupted.set(req, fault),
    }),
    graphqlEndpoint: GRAPHQL_PATH,
    maskedErrors: false,
    logging: false,
    cors: false,
    landingPage: false,
    batching: false,
    multipart: false,
    graphiql: () => ({
      title: `Buy with Prime emulator, ${version}`,
      headers: JSON.stringify({ ...options.graphiqlHeaders(), "x-api-version": version }, null, 2),
    }),
    renderGraphiQL: async (page) => (await import("@graphql-yoga/render-graphiql")).renderGraphiQL(page),
    plugins: [errorFormat(options.onFault), faultyAnswers(interrupted)],
  });
}

/** Puts the answer of a fault in the place of the one that was worked out, or cuts the connection. */
function faultyAnswers(interrupted: WeakMap<IncomingMessage, ApiFault>): Plugin<Record<string, never>, ServerContext> {
  return {
    onResponse({ serverContext, setResponse, fetchAPI }) {
      const fault = interrupted.get(serverContext.req);
      if (fault === undefined) return;
      const answer = answerOfFault(fault);
      if (answer === undefined) cutConnection(serverContext.req);
      else setResponse(new fetchAPI.Response(answer.body, { status: answer.status, headers: answer.headers }));
    },
  };
}

/** Every error leaves in the service's form, with status 200 as its GraphQL layer answers. */
function errorFormat(onFault: (error: unknown) => void): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result || !("errors" in result)) return;
      const errors = result.errors?.map((error) => formatError(error, onFault));
      const lost = result.errors?.some(losesAllData) ? { data: null } : {};
      if (errors !== undefined) setResult({ ...result, ...lost, errors });
    },
  };
}

function refuseVersion(response: ServerResponse, wanted: string): void {
  const spoken = Object.keys(SDL).join(", ");
  const message = `The bwp emulator does not speak the API version ${JSON.stringify(wanted)}; it speaks ${spoken}.`;
  const classification = { type: "ValidationError", errorType: "ValidationException", errorCode: 400 };
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ errors: [{ message, extensions: { classification } }], data: null }));
}
