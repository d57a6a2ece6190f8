import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { catalogueOf } from "../../../src/client/schema/catalogue.ts";
import { withoutMarks } from "../../../src/client/schema/clean-sdl.ts";
import { describe as describePart } from "../../../src/client/schema/describe.ts";
import { findName } from "../../../src/client/schema/find-name.ts";
import { loadSchemas } from "../../../src/client/schema/load-schema.ts";
import { partsOf } from "../../../src/client/schema/members.ts";
import { loadSdl } from "../../../src/client/schema/sdl.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { unsureSelections } from "../../schema/marks.ts";

const schemas = await loadSchemas();

/** Calls that need an argument which is only inferred. */
const UNAVOIDABLE = ["Mutation.updateOrderReturns"];

describe.each(API_VERSIONS)("of %s", (version) => {
  const schema = schemas[version];

  it("every example validates; those of confirmed things hold only what may be sent", () => {
    let examples = 0;
    for (const [coordinate, part] of partsOf(schema)) {
      const described = describePart(schemas, version, coordinate);
      expect(described, coordinate).toBeDefined();
      if (described?.example == null) continue;
      examples += 1;
      const document = parse(described.example);
      expect(validate(schema, document), coordinate).toEqual([]);
      const isDoubtful = ["INFERRED", "NEWEST"].includes(described.mark?.as ?? "");
      if (isDoubtful || part.kind === "type" || UNAVOIDABLE.includes(coordinate)) continue;
      const doubts = unsureSelections(schema, document).filter((doubt) => !doubt.startsWith("$"));
      expect(doubts, coordinate).toEqual([]);
    }
    expect(examples).toBeGreaterThan(200);
  });

  it("every operation has an example that calls it", () => {
    for (const { name, kind } of catalogueOf(schemas, version, { kinds: ["query", "mutation"] })) {
      const coordinate = `${kind === "query" ? "Query" : "Mutation"}.${name}`;
      expect(describePart(schemas, version, coordinate)?.example, name).toContain(`${name}`);
    }
  });

  it("the clean SDL builds without the directive, and has the same parts", async () => {
    const clean = withoutMarks(await loadSdl(version));
    expect(clean).not.toMatch(/@mark|enum Mark\b/);
    const built = partsOf(buildSchema(clean));
    expect([...built.keys()]).toEqual([...partsOf(schema).keys()]);
    expect([...built.values()].map(({ type, deprecated }) => [type, deprecated])).toEqual(
      [...partsOf(schema).values()].map(({ type, deprecated }) => [type, deprecated]),
    );
  });
});

describe("names", () => {
  const find = (name: string) => findName(schemas, "2024-11-01", name);

  it.each([
    ["createOrder", "Mutation.createOrder"],
    ["order", "Query.order"],
    ["Order", "Order"],
    ["Query.order", "Query.order"],
    ["lineitem", "LineItem"],
    ["order.lineitems", "Order.lineItems"],
    ["updateOrder(input)", "Mutation.updateOrder(input:)"],
    ["updateOrder(input:)", "Mutation.updateOrder(input:)"],
    ["DeliveryProviderInput.AMAZON", "DeliveryProviderInput.AMAZON"],
  ])("%s is %s", (name, coordinate) => {
    expect(find(name)).toEqual({ kind: "here", coordinate });
  });

  it.each([
    ["mappingProduct", ["2024-01-01"], "Called product in 2024-04-01 and 2024-11-01"],
    ["Order.deliveryInformation", ["2024-01-01", "2024-04-01"], "Called packageInformation in 2024-11-01"],
    ["deliveryInformation", ["2024-01-01", "2024-04-01"], "Called packageInformation in 2024-11-01"],
    ["AsinProductIdentifier", ["2024-04-01"], undefined],
  ])("%s is of other versions", (name, versions, hint) => {
    expect(find(name)).toMatchObject({ kind: "elsewhere", versions });
    const found = find(name);
    if (hint !== undefined) expect(found.kind === "elsewhere" && found.hint).toContain(hint);
  });

  it("a bare field name leads to its types, and nonsense to what is near", () => {
    expect(find("trackingUrl")).toMatchObject({ kind: "nowhere", members: ["PackageTracker.trackingUrl"] });
    expect(find("Order.lineItem")).toMatchObject({
      kind: "nowhere",
      candidates: expect.arrayContaining(["Order.lineItems"]),
    });
    for (const word of ["", "  ", "a.b.c", "__schema", "Query.__typename", "Mark", "(:)"]) {
      expect(find(word).kind, word).toBe("nowhere");
    }
  });
});

describe("the catalogue", () => {
  it("knows every operation and type, and can be cut down", () => {
    const all = catalogueOf(schemas, "2024-11-01");
    expect(all.filter(({ kind }) => kind === "query")).toHaveLength(16);
    expect(all.filter(({ kind }) => kind === "mutation")).toHaveLength(24);
    expect(all.map(({ name }) => name)).not.toContain("Mark");
    const privacy = catalogueOf(schemas, "2024-11-01", { interface: "privacy" });
    expect(privacy.map(({ name }) => name)).toContain("DataSubjectInput");
    expect(privacy.map(({ name }) => name)).not.toContain("Order");
    expect(catalogueOf(schemas, "2024-11-01", { kinds: ["enum"], word: "refund" }).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["RefundStateInput"]),
    );
  });
});
