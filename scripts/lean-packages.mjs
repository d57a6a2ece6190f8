// Makes four packages cheaper to load in the bundle; without these plugins everything works the same, only slower.
//
// graphql-request imports graphql's parser and printer, which it needs only for documents that are not text or whose operation
// name it must find out, and it touches the global Headers, which loads the whole of undici on Node 20. We send text without an
// operation name and bring our own transport, so neither is ever used for more than a list of names and values.
//
// commander loads node:child_process for commands that are programs of their own, and its help; bwp has neither: help is
// rendered from the metadata (src/kernel/help.ts).
//
// undici brings fetch, WebSocket and more; we use its pools of connections only, and HTTP/2 not at all.

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

const UNDICI = `
import Pool from "undici/lib/dispatcher/pool.js";
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js";
export { Pool, ProxyAgent };
`;

const STAND_INS = {
  "\0undici:pools": UNDICI,
  "\0undici:http2": "export const constants = {};",
  "\0graphql-request:parser": PARSER,
  "\0graphql-request:headers": HEADERS,
  "\0commander:child-process": "export {};",
  "\0commander:help": `export class Help {
  visibleOptions(command) { return command.options; }
  visibleCommands() { return []; }
}
export const stripColor = (text) => text;`,
};

/** Plugins for Rolldown; they change nothing outside those packages. */
export const leanPackages = [
  {
    name: "lean-packages",
    resolveId: {
      filter: {
        id: /^graphql$|^graphql-request:headers$|^undici$|^node:(child_process|http2)$|^\.\/(lib\/)?help\.js$/,
      },
      handler(id, importer = "") {
        if (id === "graphql-request:headers") return "\0graphql-request:headers";
        if (id === "graphql" && /[\\/]graphql-request[\\/]build[\\/]/.test(importer)) return "\0graphql-request:parser";
        if (id === "undici") return "\0undici:pools";
        if (id === "node:http2" && /[\\/]undici[\\/]/.test(importer)) return "\0undici:http2";
        if (id === "node:child_process" && /[\\/]commander[\\/]/.test(importer)) return "\0commander:child-process";
        if (/help\.js$/.test(id) && /[\\/]commander[\\/]/.test(importer)) return "\0commander:help";
        return null;
      },
    },
    load: {
      filter: { id: /^\0(graphql-request|commander|undici):/ },
      handler: (id) => ({ code: STAND_INS[id], moduleType: "js" }),
    },
    transform: {
      filter: { id: /[\\/]graphql-request[\\/]build[\\/].*\.js$/, code: /\bHeaders\b/ },
      handler: (code) => ({ code: `import { Headers } from "graphql-request:headers";\n${code}`, map: null }),
    },
  },
];
