import sdl20240101 from "../../../schema/2024-01-01.graphql?raw";
import sdl20240401 from "../../../schema/2024-04-01.graphql?raw";
import sdl20241101 from "../../../schema/2024-11-01.graphql?raw";
import type { ApiVersion } from "../../model/versions.ts";

/** The API as SDL, by version. */
export const SDL: Readonly<Record<ApiVersion, string>> = {
  "2024-01-01": sdl20240101,
  "2024-04-01": sdl20240401,
  "2024-11-01": sdl20241101,
};
