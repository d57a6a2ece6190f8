import { isMap } from "yaml";
import { UsageError } from "../../../errors.ts";
import { parseYamlDocument, type YamlDocument } from "../../../kernel/input-yaml.ts";
import { isExactJsonObject } from "../../../model/json-object.ts";
import { checkReferences } from "./check-meaning.ts";
import { NodeReader } from "./node-reader.ts";
import { readSteps, readVersions } from "./read-steps.ts";
import { SCENARIO_FIELDS, type Scenario } from "./scenario.ts";

/**
 * Reads a scenario and checks all of it: names, kinds, values, references to steps that come before.
 * @param file how the file is called in errors.
 * @throws {UsageError} code `invalid_scenario`, with every mistake and its line.
 */
export function readScenario(text: string, file: string): Scenario {
  const yaml = parse(text, file);
  const reader = new NodeReader(yaml);
  const root = yaml.document.contents;
  const entries = reader.entries(root, "The scenario", Object.keys(SCENARIO_FIELDS));
  const top = (name: keyof typeof SCENARIO_FIELDS): unknown => {
    const node = entries.get(name);
    return node === undefined ? undefined : reader.value(node, `"${name}"`, SCENARIO_FIELDS[name]);
  };
  if (isMap(root)) {
    for (const name of ["name", "steps"]) if (!entries.has(name)) reader.fail(root, `The scenario needs "${name}".`);
  }
  const steps = readSteps(reader, entries.get("steps"));
  const set = top("set");
  const scenario: Scenario = {
    name: String(top("name") ?? ""),
    description: top("description")?.toString(),
    file,
    apiVersions: readVersions(reader, entries.get("apiVersions")),
    set: isExactJsonObject(set) ? set : {},
    steps,
  };
  checkReferences(reader, entries.get("steps"), scenario);
  const { findings } = reader;
  if (findings.length === 0) return scenario;
  throw new UsageError(`${file} is no scenario: ${findings.length} mistake${findings.length === 1 ? "" : "s"}.`, {
    code: "invalid_scenario",
    findings,
    suggestion: "Nothing was sent. docs/scenarios.md tells what may stand there.",
  });
}

function parse(text: string, file: string): YamlDocument {
  try {
    return parseYamlDocument(text);
  } catch (cause) {
    const [first = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new UsageError(`${file} is no YAML: ${first.replace(/:$/, "")}.`, { code: "invalid_syntax", cause });
  }
}
