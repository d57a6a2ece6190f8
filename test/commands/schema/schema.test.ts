import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { runBwp } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";

const json = async (...words: readonly string[]) => {
  const result = await runBwp(["schema", ...words]);
  expect(result, result.stderr).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(result.stdout);
};

describe("bwp schema show", () => {
  it("an operation on a terminal: signature, permission, errors, commands, example", async () => {
    const { code, stdout } = await runBwp(["schema", "show", "reversalOffers"], { tty: true });
    expect(code).toBe(0);
    expect(stdout).toBe(`reversalOffers  query of 2024-11-01
reversalOffers(reversalOffersInput: ReversalOffersInput!): ReversalOffers
Whether items on sale can be returned, and for how long.
Interface      returns
Permission     View Product Return Policy, View Catalog Data
Versions       2024-04-01, 2024-11-01
In 2024-01-01  generateReversalOffers
Known from     a reference page
Commands       bwp returns offers

Arguments
  reversalOffersInput  ReversalOffersInput!

Errors
  ItemDoesNotExist  The item is not in the catalog. Check it with the product
                    query.
  and AccessDeniedError, ThrottlingError and InternalServerError, as with every
  operation

Example
  query ReversalOffers($reversalOffersInput: ReversalOffersInput!) {
    reversalOffers(reversalOffersInput: $reversalOffersInput) {
      expiresAt
      id
      reversalOfferCollection {
        summary {
          resolutionTypes
        }
      }
    }
  }
`);
  });

  it("as JSON, with what each thing is known from", async () => {
    expect(await json("show", "Order.packageInformation")).toMatchObject({
      name: "Order.packageInformation",
      kind: "field",
      version: "2024-11-01",
      signature: "packageInformation: PackageInformation",
      versions: ["2024-11-01"],
      elsewhere: { "2024-01-01": "Order.deliveryInformation", "2024-04-01": "Order.deliveryInformation" },
      operation: null,
      commands: [],
    });
    const type = await json("show", "CatalogFeedResultReport");
    expect(type).toMatchObject({ kind: "union", possibleTypes: ["UploadedFile"], mark: { as: "INFERRED" } });
    expect(type.usedBy).toEqual(["CatalogFeedResult.resultReport"]);
    const status = await json("show", "DeliveryOfferProviderInput", "--api-version", "2024-04-01");
    expect(status.members.map((member: { name: string }) => member.name)).toEqual(["BUY_WITH_PRIME", "MERCHANT"]);
  });

  it("what another version has, and what it is called in this one", async () => {
    const result = await runBwp(["schema", "show", "mappingProduct"]);
    expect(result.code).toBe(5);
    expect(errorOf(result)).toMatchObject({
      code: "not_in_version",
      message: "Version 2024-11-01 has no mappingProduct; versions that have it: 2024-01-01.",
      suggestion: "Called product in 2024-04-01 and 2024-11-01; mappingProduct is the name in 2024-01-01.",
    });
  });

  it.each([
    ["createOrdr", "Did you mean createOrder"],
    ["trackingUrl", "Name it with its type: PackageTracker.trackingUrl."],
    ["Order.lineItem", "Did you mean Order.lineItems"],
    ["zzzzzz", 'See "bwp schema list" for all names.'],
  ])("%s is no name, and what was meant is said", async (name, suggestion) => {
    const result = await runBwp(["schema", "show", name]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(errorOf(result)).toMatchObject({ code: "unknown_name" });
    expect(errorOf(result).suggestion).toContain(suggestion);
  });

  it("names the missing name without a terminal", async () => {
    expect(errorOf(await runBwp(["schema", "show"]))).toMatchObject({
      code: "missing_input",
      message: "Missing: NAME.",
    });
  });
});

describe("bwp schema list", () => {
  it("keeps to 80 columns, operations first", async () => {
    const { stdout } = await runBwp(["schema", "list"], { tty: true });
    expect(stdout).toMatch(/\nOrder\n {2}order +One order, by Buy with Prime order id/);
    expect(stdout).toMatch(/\nObjects {2}\d+\n/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("is cut down by kind, interface and word", async () => {
    const names = async (...words: readonly string[]) =>
      (await json("list", ...words)).map((entry: { name: string }) => entry.name);
    expect(await names("--interface", "tracking", "--kind", "query")).toEqual(["packageTracker"]);
    expect(await names("--kind", "query", "--api-version", "2024-01-01")).toContain("mappingProduct");
    expect(await names("eligib", "--kind", "query,mutation")).toEqual(["shopperBwPEligibility"]);
    expect(await names("privacy", "--kind", "mutation")).toEqual(
      await names("--interface", "privacy", "--kind", "mutation"),
    );
    expect(await names("nonsense")).toEqual([]);
  });

  it("shows the coverage of every operation of any version, within 80 columns", async () => {
    const { stdout } = await runBwp(["schema", "list", "--coverage"], { tty: true });
    expect(stdout).toMatch(/^order +✓ +✓ +✓ +order show/m);
    expect(stdout).toMatch(/^updateOrderDeliveryInformation +✓ +– +– +sandbox advance-delivery/m);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(
      (await json("list", "--coverage")).find((row: { operation: string }) => row.operation === "reversalOffers"),
    ).toEqual({
      operation: "reversalOffers",
      interface: "returns",
      versions: ["2024-04-01", "2024-11-01"],
      reached: ["2024-04-01", "2024-11-01"],
      commands: ["returns offers"],
    });
  });
});

describe("bwp schema print", () => {
  it.each(["2024-01-01", "2024-04-01", "2024-11-01"])("%s builds, with and without marks", async (version) => {
    for (const marks of [[], ["--marks"]]) {
      const { code, stdout } = await runBwp(["schema", "print", "--api-version", version, ...marks]);
      expect(code).toBe(0);
      expect(stdout).toContain(version);
      expect(stdout.includes("@mark(")).toBe(marks.length > 0);
      expect(buildSchema(stdout).getType("Order")).toBeDefined();
    }
  });
});

describe("bwp schema diff", () => {
  it("what breaks, with what to write instead", async () => {
    const { code, stdout } = await runBwp(["schema", "diff", "2024-04-01", "2024-11-01"], { tty: true });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2024-04-01 → 2024-11-01 {2}\d+ breaking, \d+ other\n/);
    expect(stdout).toContain("  Order.deliveryInformation → packageInformation\n");
    expect(stdout).toMatch(/DeliveryProviderInput\.AMAZON\n {4}Say deliveryTerms/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("only what documents use, up to the newest version", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bwp-diff-"));
    try {
      const file = join(folder, "a.graphql");
      writeFileSync(file, "{ order(orderIdentifier: {}) { id deliveryInformation { summary { state } } } }");
      const { from, to, changes } = await json("diff", "2024-04-01", "--used-by", file, "--breaking");
      expect({ from, to }).toEqual({ from: "2024-04-01", to: "2024-11-01" });
      expect(changes).toEqual([
        {
          change: "renamed",
          breaking: true,
          kind: "field",
          coordinate: "Order.deliveryInformation",
          now: "Order.packageInformation",
          types: { from: null, to: null },
          hint: null,
          uncertain: false,
        },
        expect.objectContaining({ change: "changed", coordinate: "Query.order(orderIdentifier:)" }),
      ]);
      // Not of the first version: that nothing is found must not pass for an all-clear.
      writeFileSync(file, "{ order(id: { orderId: 1 }) { packageInformation { details { id } } } }");
      const foreign = await runBwp(["schema", "diff", "2024-04-01", "--used-by", file]);
      expect(foreign.stderr).toBe(
        "! Version 2024-04-01 has no Query.order(id:), Order.packageInformation: what the documents use there is not compared. See bwp schema lint.\n",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [["2024-02-01", "2024-11-01"], "unknown_version"],
    [["2024-04-01", "newest"], "unknown_version"],
    [["2024-04-01", "2024-04-01"], "same_version"],
    [[], "missing_input"],
    [["2024-04-01", "--used-by", "nowhere"], "unreadable_file"],
  ])("%j is wrong usage", async (words, code) => {
    const result = await runBwp(["schema", "diff", ...words]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(errorOf(result)).toMatchObject({ code });
  });
});

it("a profile that is asked for by name must be there; without one the newest version is meant", async () => {
  expect((await json("show", "order")).version).toBe("2024-11-01");
  const result = await runBwp(["schema", "show", "order", "--profile", "nobody"]);
  expect(errorOf(result)).toMatchObject({ code: "profile_not_found" });
});
