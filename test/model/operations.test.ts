import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { documentedError, OPERATIONS, requiredPermissions } from "../../src/model/operations.ts";
import { API_VERSIONS } from "../../src/model/versions.ts";

const SCHEMAS = join(import.meta.dirname, "..", "..", "schema");

describe("facts on operations", () => {
  it.each(readdirSync(SCHEMAS).filter((name) => name.endsWith(".graphql")))(
    "agree with the root fields of %s",
    (name) => {
      const version = API_VERSIONS.find((known) => name === `${known}.graphql`);
      const schema = buildSchema(readFileSync(join(SCHEMAS, name), "utf8"));
      const fields = (type: { getFields(): object } | null | undefined) => Object.keys(type?.getFields() ?? {}).sort();
      const known = (kind: string) =>
        Object.entries(OPERATIONS)
          .filter(([, facts]) => facts.kind === kind && facts.versions.some((each) => each === version))
          .map(([operation]) => operation)
          .sort();
      expect(known("query")).toEqual(fields(schema.getQueryType()));
      expect(known("mutation")).toEqual(fields(schema.getMutationType()));
    },
  );

  it.each([
    ["cancelOrder", ["2024-04-01", "2024-11-01"]],
    ["generateReversalOffers", ["2024-01-01"]],
    ["mappingProduct", ["2024-01-01"]],
    ["products", ["2024-04-01", "2024-11-01"]],
    ["updateOrderDeliveryInformation", ["2024-01-01"]],
    ["updateOrderPackageInformation", ["2024-11-01"]],
    ["updateOrderReturns", ["2024-01-01", "2024-11-01"]],
    ["packageTracker", ["2024-11-01"]],
    ["createEventSubscription", ["2024-01-01", "2024-04-01", "2024-11-01"]],
  ])("%s is in %j", (operation, versions) => {
    expect(OPERATIONS[operation]?.versions).toEqual(versions);
  });

  it("name permissions by the console's labels", () => {
    expect(requiredPermissions("order")).toEqual(["View Order Data"]);
    expect(requiredPermissions("createOrder")).toEqual(["Edit Order Data"]);
    expect(requiredPermissions("reversalOffers")).toEqual(["View Product Return Policy", "View Catalog Data"]);
    expect(requiredPermissions("unheardOf")).toEqual([]);
  });

  it("find an error by its code, or by its kind where the page gives no code", () => {
    expect(documentedError("createOrder", "validation", "AliasValueAlreadyExists")?.wayOut).toContain("alias");
    expect(documentedError("createOrder", "conflict", "ConflictError")?.wayOut).toContain("alias");
    expect(documentedError("createOrder", "validation", "SomethingNew")).toBeUndefined();
    expect(documentedError("updateOrderPackageInformation", "conflict", "ConflictException")?.passing).toBe(true);
    expect(documentedError("eventSubscriptions", "accessDenied", "AccessDeniedError")?.meaning).toContain(
      "no subscription yet",
    );
  });
});
