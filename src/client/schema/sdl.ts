import type { ApiVersion } from "../../model/versions.ts";

const SDL: Readonly<Record<ApiVersion, () => Promise<{ readonly default: string }>>> = {
  "2024-01-01": () => import("../../../schema/2024-01-01.graphql?raw"),
  "2024-04-01": () => import("../../../schema/2024-04-01.graphql?raw"),
  "2024-11-01": () => import("../../../schema/2024-11-01.graphql?raw"),
};

/** The API of a version as SDL, with its `@mark` directives; each version is loaded on its own. */
export async function loadSdl(version: ApiVersion): Promise<string> {
  return (await SDL[version]()).default;
}
