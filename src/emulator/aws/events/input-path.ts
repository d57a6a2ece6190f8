import { isJsonObject } from "../../../model/json-object.ts";

const PATH = /^\$(?:\.[A-Za-z_][\w/-]*|\.\*|\['[^']+'\]|\[\d+\]|\[\*\])*$/;
const STEP = /\.([A-Za-z_][\w/-]*)|\['([^']+)'\]|\[(\d+)\]|(\.\*|\[\*\])/g;

/** True for the JSON paths that can be followed: `$`, `$.detail`, `$.resources[0]`, `$['detail-type']`, `$.detail.list[*].id`. */
export function isInputPath(path: unknown): path is string {
  return typeof path === "string" && PATH.test(path);
}

/** The value at a path of an event, a list behind a wildcard; undefined if there is none. */
export function followInputPath(event: unknown, path: string): unknown {
  let values = [event];
  let isList = false;
  for (const [, name, quoted, index, wildcard] of path.matchAll(STEP)) {
    const key = name ?? quoted;
    if (wildcard !== undefined) isList = true;
    values = values.flatMap((value): unknown[] => {
      if (wildcard !== undefined) return typeof value === "object" && value !== null ? Object.values(value) : [];
      if (key === undefined) return Array.isArray(value) && Number(index) < value.length ? [value[Number(index)]] : [];
      return isJsonObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];
    });
  }
  return isList && values.length > 0 ? values : values[0];
}
