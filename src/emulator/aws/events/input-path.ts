import { isJsonObject } from "../protocol.ts";

const PATH = /^\$(?:\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\d+\])*$/;
const STEP = /\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]/g;

/** True for the JSON paths that can be followed: `$`, `$.detail`, `$.resources[0]`, `$['detail-type']`. */
export function isInputPath(path: unknown): path is string {
  return typeof path === "string" && PATH.test(path);
}

/** The value at a path of an event; undefined if there is none. */
export function followInputPath(event: unknown, path: string): unknown {
  let value = event;
  for (const [, name, quoted, index] of path.matchAll(STEP)) {
    const key = name ?? quoted;
    if (key === undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}
