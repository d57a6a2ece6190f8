import sdl20241101 from "../../../schema/2024-11-01.graphql?raw";
import type { ApiVersion } from "../../model/versions.ts";

/** The API as SDL, by version; only versions that the emulator speaks are here. */
export const SDL: Readonly<Partial<Record<ApiVersion, string>>> = {
  "2024-11-01": sdl20241101,
};
