import { describe, expect, it } from "vitest";
import { findDefinition } from "../../../src/client/schema/coordinates.ts";
import { loadSchemas } from "../../../src/client/schema/load-schema.ts";
import { otherName, otherNameText } from "../../../src/client/schema/other-names.ts";
import { DOCUMENTATION_TRAPS } from "../../../src/model/documentation-traps.ts";
import { RENAMES } from "../../../src/model/renames.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";

const schemas = await loadSchemas();

describe("the renames", () => {
  it.each(RENAMES.map(({ names }) => [Object.values(names).join(" | "), names] as const))("%s", (_, names) => {
    for (const version of API_VERSIONS) {
      const name = names[version];
      if (name !== null) expect(findDefinition(schemas[version], name), `${name} in ${version}`).toBeDefined();
    }
    expect(new Set(Object.values(names).filter((name) => name !== null)).size).toBe(2);
  });

  it.each([
    [
      "Order.deliveryInformation",
      "2024-11-01",
      "Called packageInformation in 2024-11-01; deliveryInformation is the name in 2024-01-01 and 2024-04-01.",
    ],
    [
      "Order.packageInformation",
      "2024-01-01",
      "Called deliveryInformation in 2024-01-01 and 2024-04-01; packageInformation is the name in 2024-11-01.",
    ],
    [
      "Query.mappingProduct",
      "2024-04-01",
      "Called product in 2024-04-01 and 2024-11-01; mappingProduct is the name in 2024-01-01.",
    ],
    [
      "Product.productSku",
      "2024-11-01",
      "Called sku in 2024-04-01 and 2024-11-01; productSku is the name in 2024-01-01.",
    ],
    [
      "UploadLinkInput",
      "2024-11-01",
      "Called CreateUploadLinkInput in 2024-04-01 and 2024-11-01; UploadLinkInput is the name in 2024-01-01.",
    ],
  ] as const)("%s in %s", (coordinate, version, text) => {
    const found = otherName(coordinate, version);
    expect(found && otherNameText(found)).toBe(text);
  });
});

describe("the traps of the documentation", () => {
  // A trap is a wrong name, or a right place that is easily used wrongly; its parent exists somewhere.
  it.each(DOCUMENTATION_TRAPS.map(({ at }) => at))("%s is below something that exists", (at) => {
    const parent = at.includes("(") ? at.replace(/\(.*/, "") : at.replace(/\..*/, "");
    expect(API_VERSIONS.some((version) => findDefinition(schemas[version], parent) !== undefined)).toBe(true);
  });
});
