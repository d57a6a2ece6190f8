// Takes Node's own modules without an import. For an `import` of one Node makes a module around it and reads each of its
// members for that, getters too: the one of node:fs loads the whole of node:stream, which most calls never need.

const SPACE = "\\s*";
const STATIC = new RegExp(
  `import${SPACE}(?:([\\w$]+)${SPACE},?${SPACE})?(?:\\*${SPACE}as${SPACE}([\\w$]+)|\\{([^}]*)\\})?${SPACE}from${SPACE}["'](node:[\\w/]+)["'];?`,
  "g",
);
const DYNAMIC = /\bimport\(\s*["'`](node:[\w/]+)["'`]\s*\)/g;

/** Not by the bare name: a module may import `process` itself. */
const taken = (name) => `globalThis.process.getBuiltinModule("${name}")`;

/** Names of an import as those of a pattern: `{ a, b as c }` becomes `{ a, b: c }`. */
const pattern = (names) => `{${names.replace(/\s+as\s+/g, ":")}}`;

function take(_, byDefault, namespace, names, module) {
  const targets = [byDefault, namespace, names === undefined ? undefined : pattern(names)];
  return targets
    .filter((target) => target !== undefined)
    .map((target) => `const ${target} = ${taken(module)};`)
    .join("\n");
}

/** A plugin for Rolldown. */
export const leanBuiltins = {
  name: "lean-builtins",
  renderChunk(code) {
    return code.replace(STATIC, take).replace(DYNAMIC, (_, module) => `Promise.resolve(${taken(module)})`);
  },
};
