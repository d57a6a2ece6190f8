import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringifyJson } from "../../src/model/json.ts";
import { API_VERSIONS, type ApiVersion } from "../../src/model/versions.ts";
import { documentedVariables } from "../client/dialects/sendable.ts";
import { type Emulated, errorOf, startEmulated } from "./emulated.ts";

/** How the JSON of each version says things (order-queries.md, section 1); the table is the same in all. */
const WORDS: Readonly<
  Record<ApiVersion, { readonly aliases: string; readonly deliveries: string; readonly product: string }>
> = {
  "2024-01-01": { aliases: "orderAliases", deliveries: "deliveryInformation", product: "purchasedItem" },
  "2024-04-01": { aliases: "aliases", deliveries: "deliveryInformation", product: "product" },
  "2024-11-01": { aliases: "aliases", deliveries: "packageInformation", product: "product" },
};

let world: Emulated;
let folder: string;

beforeAll(async () => {
  world = await startEmulated({ speed: "instant" });
  folder = mkdtempSync(join(tmpdir(), "bwp-versions-"));
});

afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly [name: string]: unknown;
}

const idIn = (answer: unknown): string => {
  const [, id] = /"id":"(\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6})"/.exec(stringifyJson(answer)) ?? [];
  if (id === undefined) throw new Error(`No order id in ${stringifyJson(answer)}`);
  return id;
};

async function create(version: ApiVersion, name: string, ...more: readonly string[]): Promise<string> {
  const argv = ["order", "create", "--sample", "--alias", `EXTERNAL_ID:${name}`, "--api-version", version, ...more];
  return idIn(await world.json<Answer>([...argv, "--json"]));
}

/** A table without what differs between two orders: ids and times. */
function shape(table: string): string {
  return (
    table
      // The longest first: the end of such an id can look like an order's.
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
      .replace(/\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}/g, "ORDER")
      .replace(/[0-9a-f]{10}-[0-9a-f]{10}/g, "LINE")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \([^)]*\)/g, "TIME")
      .replace(/(EXTERNAL_ID:)\S+/g, "$1NAME")
  );
}

describe.each(API_VERSIONS)("with %s", (version) => {
  const words = WORDS[version];
  const chosen = ["--api-version", version];

  it("suggests next steps that work with it, or names the version to use", async () => {
    const { stderr } = await world.bwp(["order", "create", "--sample", "--start", ...chosen]);
    const [, line = ""] = /Next: bwp (sandbox advance-delivery \S+.*?) ships its package/.exec(stderr) ?? [];
    const { code } = await world.bwp([...line.split(" "), "--to", "IN_TRANSIT"], {
      env: { BWP_API_VERSION: version },
    });
    expect({ line, code }).toEqual({ line: expect.stringContaining("advance-delivery"), code: 0 });
  });

  it("an order is created, shown in the version's own JSON, and found by its alias", async () => {
    const id = await create(version, `json-${version}`, "--start");
    const answer = await world.json<Answer>(["order", "show", `EXTERNAL_ID:json-${version}`, ...chosen, "--json"]);
    const text = stringifyJson(answer);
    expect(idIn(answer)).toBe(id);
    for (const word of Object.values(words)) expect(text).toContain(`"${word}"`);
  });

  it("the version comes from BWP_API_VERSION as well", async () => {
    const id = await create(version, `env-${version}`);
    const { code, stdout } = await world.bwp(["order", "show", id, "--json"], { env: { BWP_API_VERSION: version } });
    expect(code).toBe(0);
    expect(stdout).toContain(`"${words.deliveries}"`);
  });

  it("the table shows lines and packages in the newest words", async () => {
    const id = await create(version, `table-${version}`, "--start");
    const { code, stdout } = await world.bwp(["order", "show", id, ...chosen, "-o", "table"]);
    expect(code).toBe(0);
    const table = shape(stdout);
    expect(table).toContain("Blue stoneware mug, 12 oz");
    expect(table).toMatch(/Package ID +PENDING/);
    expect(table).toContain("Holds  1 × Blue stoneware mug, 12 oz");
  });

  it("an order that is named by an alias can be changed", async () => {
    const id = await create(version, `change-${version}`);
    const argv = ["order", "update", `EXTERNAL_ID:change-${version}`, "--start", "--alias", `OMS:${version}`];
    await world.json<Answer>([...argv, ...chosen, "--json"]);
    const found = await world.json<Answer>(["order", "show", `OMS:${version}`, ...chosen, "--json"]);
    expect(idIn(found)).toBe(id);
  });

  it("a dry run shows the words of the version", async () => {
    const { stdout } = await world.bwp(["order", "create", "--sample", ...chosen, "--dry-run", "--json"]);
    const request = JSON.parse(stdout) as { headers: Record<string, string>; body: { variables: { input: unknown } } };
    expect(request.headers["x-api-version"]).toBe(version);
    expect(stringifyJson(request.body.variables)).toContain(`"${words.product}"`);
  });

  it("subscriptions can be made, listed, shown and deleted", async () => {
    const name = `shop-${version}`;
    const made = await world.json<readonly { readonly subscriptionId: string; readonly status: string }[]>([
      ...["subscribe", "create", "--type", "REFUND_REQUESTED", "--source-name", name],
      ...[...chosen, "--json"],
    ]);
    const [first] = made;
    expect(first?.status).toBe("created");
    const id = first?.subscriptionId ?? "";
    const listed = await world.json<Answer[]>(["subscribe", "list", ...chosen, "--json"]);
    expect(stringifyJson(listed)).toContain(id);
    expect(stringifyJson(await world.json(["subscribe", "show", id, ...chosen, "--json"]))).toContain(name);
    expect(await world.json(["subscribe", "delete", id, "--yes", ...chosen, "--json"])).toMatchObject([
      { subscriptionId: id, status: "deleted" },
    ]);
  });
});

describe("a file is in the words of the version", () => {
  it.each([
    ["2024-01-01", "2024-01-01/5.4-1"],
    ["2024-04-01", "2024-04-01/5.4-1"],
    ["2024-11-01", "5.1-1"],
  ] as const)("%s takes the documented order %s", async (version, fixture) => {
    const { input } = documentedVariables(fixture);
    const file = join(folder, `${version}.json`);
    const { shopperIdentity: _, ...order } = input as { shopperIdentity: unknown };
    writeFileSync(file, JSON.stringify(order));
    const argv = [
      "order",
      "create",
      "--file",
      file,
      "--alias",
      `EXTERNAL_ID:file-${version}`,
      "--api-version",
      version,
    ];
    const { code, stdout, stderr } = await world.bwp([...argv, "--dry-run", "--json"]);
    expect(stderr).not.toContain("error");
    expect(code).toBe(0);
    const request = JSON.parse(stdout) as { body: { variables: { input: object } } };
    expect(request.body.variables.input).toEqual({
      ...order,
      aliases: [{ aliasType: "EXTERNAL_ID", aliasId: `file-${version}` }],
    });
  });

  it("refuses the words of another version, with their paths", async () => {
    const { input } = documentedVariables("5.1-1");
    const file = join(folder, "newest.json");
    writeFileSync(file, JSON.stringify(input));
    const result = await world.bwp(["order", "create", "--file", file, "--api-version", "2024-01-01"]);
    expect(result.code).toBe(2);
    const { code, findings = [] } = errorOf(result);
    expect(code).toBe("invalid_input");
    expect(findings.join("\n")).toContain("lineItems[0].product");
  });

  it("gets the order id of the command where the version has it inside", async () => {
    const id = await create("2024-04-01", "update-file");
    const file = join(folder, "update.json");
    writeFileSync(file, JSON.stringify({ desiredExecutionState: "STARTED" }));
    const argv = ["order", "update", "EXTERNAL_ID:update-file", "--file", file, "--api-version", "2024-04-01"];
    const { code, stdout } = await world.bwp([...argv, "--dry-run", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      body: { variables: { input: { orderId: id, desiredExecutionState: "STARTED" } } },
    });
  });
});

describe("the sandbox", () => {
  it("of 2024-01-01 moves deliveries and whole returns", async () => {
    const version = ["--api-version", "2024-01-01"];
    const id = await create("2024-01-01", "sandbox-first", "--start");
    const deliver = async (to: string): Promise<unknown> =>
      world.json([
        "sandbox",
        "advance-delivery",
        "EXTERNAL_ID:sandbox-first",
        "--to",
        to,
        "--wait",
        ...version,
        "--json",
      ]);
    expect(await deliver("IN_TRANSIT")).toMatchObject([
      { orderId: id, state: "IN_TRANSIT", expectedEvents: ["DELIVERY_IN_TRANSIT"], documentedWaitMs: 480_000 },
    ]);
    expect(await deliver("DELIVERED")).toMatchObject([{ state: "DELIVERED", expectedEvents: ["DELIVERY_COMPLETED"] }]);
    await world.openReturn(id);
    const argv = ["sandbox", "advance-return", "EXTERNAL_ID:sandbox-first", "--wait", ...version, "--json"];
    const refused = await world.bwp([...argv, "--to", "IN_TRANSIT"]);
    expect(errorOf(refused).code).toBe("impossible_step");
    expect(await world.json([...argv, "--to", "COMPLETED"])).toMatchObject([
      {
        returnPackageId: null,
        from: "CREATED",
        state: "COMPLETED",
        expectedEvents: ["RETURN_DELIVERY_COMPLETED", "REFUND_REQUESTED"],
        documentedWaitMs: 120_000,
      },
    ]);
  });

  it("of 2024-01-01 names the units that move, as its examples do", async () => {
    await create("2024-01-01", "sandbox-units", "--start");
    const { stdout } = await world.bwp([
      ...["sandbox", "advance-delivery", "EXTERNAL_ID:sandbox-units", "--to", "IN_TRANSIT"],
      ...["--api-version", "2024-01-01", "--dry-run", "--json"],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      operation: "updateOrderDeliveryInformation",
      body: {
        variables: {
          input: { details: [{ deliveryInformationDetailsFor: { orderLineItems: [{ amount: { value: 1 } }] } }] },
        },
      },
    });
  });

  it.each([
    ["2024-04-01", ["sandbox", "advance-delivery"], "2024-01-01, 2024-11-01"],
    ["2024-04-01", ["sandbox", "advance-return"], "2024-01-01, 2024-11-01"],
    ["2024-01-01", ["sandbox", "grade-return"], "2024-11-01"],
  ])("%s says which versions have %j", async (version, words, versions) => {
    const id = await create("2024-11-01", `lacks-${version}-${words.join("-")}`, "--start");
    const result = await world.bwp([...words, id, "--api-version", version]);
    expect(result.code).toBe(5);
    expect(errorOf(result)).toMatchObject({ code: "not_in_version" });
    expect(errorOf(result).message).toContain(`versions that have it: ${versions}`);
  });
});

describe("one order in three versions", () => {
  it("shows the same lines, packages, returns and refunds", async () => {
    const id = await create(
      "2024-11-01",
      "all",
      "--start",
      "--delivery-preview-id",
      "EMU-p",
      "--delivery-offer-id",
      "o",
    );
    for (const state of ["IN_TRANSIT", "DELIVERED"]) {
      await world.json(["sandbox", "advance-delivery", id, "--to", state, "--wait", "--json"]);
    }
    await world.openReturn(id);
    const tables = await Promise.all(
      API_VERSIONS.map(async (version) => {
        const { stdout } = await world.bwp(["order", "show", id, "--api-version", version, "-o", "table"]);
        return stdout.split("\n\n").find((part) => part.startsWith("Lines"));
      }),
    );
    expect(tables[0]).toContain("Blue stoneware mug, 12 oz");
    expect(tables[0]).toContain("DELIVERED");
    expect(new Set(tables).size).toBe(1);
  });
});
