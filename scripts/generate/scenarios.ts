import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { GeneratedFile, Generator } from "./generator.ts";

/** Puts the shipped scenarios into the program: `src/generated/scenarios.ts`, by the names of their files. */
export const generate: Generator = async (root): Promise<GeneratedFile[]> => {
  const folder = join(root, "scenarios");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const entries = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return `  ${JSON.stringify(basename(name, ".yaml"))}: ${JSON.stringify(text)},`;
    }),
  );
  return [
    {
      path: "src/generated/scenarios.ts",
      text: `// Made by \`npm run generate\` from scenarios/. Do not edit.\n/** The shipped scenarios: YAML by name. */\nexport const shippedScenarios: Readonly<Record<string, string>> = {\n${entries.join("\n")}\n};\n`,
    },
  ];
};
