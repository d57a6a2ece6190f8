// Makes graphql-request cheap to load in the bundle. It imports graphql's parser and printer, which it needs only for documents
// that are not text or whose operation name it must find out, and it touches the global Headers, which loads the whole of undici
// on Node 20. We send text without an operation name and bring our own transport, so neither is ever used for more than a list
// of names and values. Without this plugin everything works the same, some 40 ms slower.
import { readFile } from "node:fs/promises";

const PARSER = `
export const Kind = { OPERATION_DEFINITION: "OperationDefinition" };
export const parse = () => { throw new Error("The parser of graphql is not part of this bundle."); };
export const print = parse;
`;

const HEADERS = `
export class Headers {
  #values = new Map();
  constructor(init = {}) { for (const [name, value] of Object.entries(init)) this.set(name, value); }
  has(name) { return this.#values.has(name.toLowerCase()); }
  get(name) { return this.#values.get(name.toLowerCase()) ?? null; }
  set(name, value) { this.#values.set(name.toLowerCase(), String(value)); }
  forEach(each) { for (const [name, value] of this.#values) each(value, name, this); }
}
`;

const NAMESPACE = "graphql-request-parts";
const INSIDE = /[\\/]graphql-request[\\/]build[\\/].*\.js$/;

/** An esbuild plugin; it changes nothing outside the package graphql-request. */
export const graphqlRequestPlugin = {
  name: "graphql-request",
  setup(build) {
    build.onResolve({ filter: /^graphql$/ }, ({ importer }) =>
      INSIDE.test(importer) ? { path: "parser", namespace: NAMESPACE } : undefined,
    );
    build.onResolve({ filter: /^graphql-request-parts:headers$/ }, () => ({ path: "headers", namespace: NAMESPACE }));
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: path === "parser" ? PARSER : HEADERS,
      loader: "js",
    }));
    build.onLoad({ filter: INSIDE }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      if (!/\bHeaders\b/.test(contents)) return undefined;
      return { contents: `import { Headers } from "graphql-request-parts:headers";\n${contents}`, loader: "js" };
    });
  },
};
