import type { GraphQLSchema } from "graphql";
import type { ApiVersion } from "../../model/versions.ts";
import { loadSdl } from "./sdl.ts";

/** The executable-free schema of a version, to check documents against; loads the GraphQL parser. */
export async function loadSchema(version: ApiVersion): Promise<GraphQLSchema> {
  const [{ buildSchema }, sdl] = await Promise.all([import("graphql"), loadSdl(version)]);
  return buildSchema(sdl, { assumeValidSDL: true });
}
