import type { GraphQLSchema } from "graphql";
import { API_VERSIONS, type ApiVersion } from "../../model/versions.ts";
import { loadSdl } from "./sdl.ts";

/** The executable-free schema of a version, to check documents against; loads the GraphQL parser. */
export async function loadSchema(version: ApiVersion): Promise<GraphQLSchema> {
  const [{ buildSchema }, sdl] = await Promise.all([import("graphql"), loadSdl(version)]);
  return buildSchema(sdl, { assumeValidSDL: true });
}

/** The schema of each version. */
export type Schemas = Readonly<Record<ApiVersion, GraphQLSchema>>;

/** The schemas of all versions, to compare them. */
export async function loadSchemas(): Promise<Schemas> {
  const entries = await Promise.all(API_VERSIONS.map(async (version) => [version, await loadSchema(version)] as const));
  return Object.fromEntries(entries) as Record<ApiVersion, GraphQLSchema>;
}
