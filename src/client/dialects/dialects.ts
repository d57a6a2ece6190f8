import type { ApiVersion } from "../../model/versions.ts";
import type { Dialect } from "./dialect.ts";

const DIALECTS: Readonly<Record<ApiVersion, () => Promise<{ readonly dialect: Dialect }>>> = {
  "2024-01-01": () => import("./2024-01-01.ts"),
  "2024-04-01": () => import("./2024-04-01.ts"),
  "2024-11-01": () => import("./2024-11-01.ts"),
};

/** The dialect of a version; only its own documents are loaded. */
export async function dialectFor(version: ApiVersion): Promise<Dialect> {
  return (await DIALECTS[version]()).dialect;
}
