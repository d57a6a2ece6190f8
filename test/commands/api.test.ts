import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { apiError, startService } from "../client/service.ts";
import { runBwp } from "../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "./emulated.ts";

let world: Emulated;
let folder: string;
let orderId: string;
beforeAll(async () => {
  world = await startEmulated();
  folder = mkdtempSync(join(tmpdir(), "bwp-api-"));
  const words = ["order", "create", "--sample", "--alias", "EXTERNAL_ID:shop-1", "--start"];
  orderId = await world.json<string>([...words, "--query", "createOrder.order.id"]);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function file(text: string, ending = "graphql"): string {
  files += 1;
  const path = join(folder, `${files}.${ending}`);
  writeFileSync(path, text);
  return path;
}

const ORDER = `query Show($id: OrderIdentifierInput!) {
  order(orderIdentifier: $id) {
    id
    metadata { executionState }
  }
}`;

const api = (...words: string[]) => ["api", ...words];

describe("where the document comes from", () => {
  const expected = () => ({ order: { id: orderId, metadata: { executionState: "STARTED" } } });

  test("a file, stdin, the argument, and -f query=... as with gh", async () => {
    const id = ["-f", `id.orderId=${orderId}`];
    expect(await world.json(api(file(ORDER), ...id))).toEqual(expected());
    expect(await world.json(api(ORDER, ...id))).toEqual(expected());
    expect(await world.json(api("-f", `query=${ORDER}`, ...id))).toEqual(expected());
    for (const words of [api("-", ...id), api(...id)]) {
      const { code, stdout } = await world.bwp(words, { stdin: ORDER });
      expect([code, JSON.parse(stdout)]).toEqual([0, expected()]);
    }
  });

  test("--operation sends bwp's own document, in each version", async () => {
    for (const [version, variable] of [
      ["2024-01-01", "orderIdentifier.orderId"],
      ["2024-04-01", "orderId"],
      ["2024-11-01", "orderIdentifier.orderId"],
    ] as const) {
      const words = ["--api-version", version, "-f", `${variable}=${orderId}`];
      const { code, stdout, stderr } = await world.bwp(api("--operation", "order", ...words));
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout).order.id).toBe(orderId);
    }
    const typo = await world.bwp(api("--operation", "oder"));
    expect([typo.code, errorOf(typo).suggestion]).toEqual([2, "Did you mean order?"]);
    const older = await world.bwp(api("--operation", "reportTask", "--api-version", "2024-01-01"));
    expect([older.code, errorOf(older).code]).toEqual([5, "not_in_version"]);
  });

  test("nothing at all, two documents, and a missing file", async () => {
    for (const [words, code] of [
      [[], "missing_input"],
      [[file(ORDER), "--operation", "order"], "two_ways"],
      [[join(folder, "nowhere.graphql")], "unreadable_file"],
    ] as const) {
      const result = await world.bwp(api(...words));
      expect([result.code, errorOf(result).code]).toEqual([2, code]);
    }
  });

  test("of several operations one is run", async () => {
    const both = file(`query A { __typename } ${ORDER.replace("query Show", "query B")}
      mutation C { deleteEventSubscription(subscriptionId: "x") { subscription { id } } }`);
    const none = await world.bwp(api(both));
    expect([none.code, errorOf(none).code, errorOf(none).suggestion]).toEqual([
      2,
      "which_operation",
      "Choose one with --operation-name: A, B, C.",
    ]);
    expect(await world.json(api(both, "--operation-name", "A"))).toEqual({ __typename: "Query" });
    expect(await world.json(api(both, "--operation-name", "B", "-f", `id.orderId=${orderId}`))).toEqual(expected());
    expect(errorOf(await world.bwp(api(both, "--operation-name", "C"))).code).toBe("mutation_not_allowed");
    expect(errorOf(await world.bwp(api(both, "--operation-name", "D"))).code).toBe("no_such_operation");
  });
});

describe("variables", () => {
  const ECHO = `mutation M($input: StartReportTaskInput!, $ids: [String!], $n: Decimal) { startReportTask(input: $input) { taskId } }`;

  async function sent(...words: string[]): Promise<unknown> {
    const dry = await world.json<{ body: { variables: unknown } }>(api(ECHO, "--dry-run", "--no-validate", ...words));
    return dry.body.variables;
  }

  test("-F reads literals, -f texts; keys are nested as gh and dots have it", async () => {
    expect(
      await sent(
        ...["-F", "n=1", "-F", "t=true", "-F", "f=false", "-F", "z=null", "-F", "s=1,5 x"],
        ...["-f", "text=1", "-f", "empty="],
        ...["-F", "ids[]=a", "-F", "ids[]=2", "-F", "items[][id]=1", "-F", "items[][name]=x", "-F", "items[][id]=2"],
        ...[
          "-f",
          "input.timeRange.startDate=2024",
          "-f",
          "input[reportType]=X",
          "-F",
          "list[1].a=1",
          "-F",
          "list[0].a=0",
        ],
      ),
    ).toEqual({
      n: 1,
      t: true,
      f: false,
      z: null,
      s: "1,5 x",
      text: "1",
      empty: "",
      ids: ["a", 2],
      items: [{ id: 1, name: "x" }, { id: 2 }],
      input: { timeRange: { startDate: "2024" }, reportType: "X" },
      list: [{ a: 0 }, { a: 1 }],
    });
  });

  test("decimals stay exact on their way", async () => {
    const { stdout } = await world.bwp(
      api(ECHO, "--dry-run", "--no-validate", "-F", "n=10.10", "-F", "big=12345678901234567890"),
    );
    expect(stdout).toContain('"n": 10.10');
    expect(stdout).toContain('"big": 12345678901234567890');
  });

  test("from a file, from stdin, and @FILE as content; single fields win", async () => {
    const yaml = file("id:\n  orderId: nobody\n", "yaml");
    const words = api(ORDER, "--variables", yaml, "-f", `id.orderId=${orderId}`);
    expect(await world.json<{ order: { id: string } }>(words)).toMatchObject({ order: { id: orderId } });
    const piped = await world.bwp(api(ORDER, "--variables", "-"), { stdin: JSON.stringify({ id: { orderId } }) });
    expect(piped.code, piped.stderr).toBe(0);
    expect(await sent("-F", `text=@${file("a\nb", "txt")}`)).toEqual({ text: "a\nb" });
  });

  test.each([
    ["x", "-F takes KEY=VALUE"],
    ["=1", "-F takes KEY=VALUE"],
    ["a-b=1", "cannot be read from"],
    ["1=1", "is no name of a variable"],
    ["__proto__.x=1", "is no name of a variable"],
    ["a.__proto__=1", "is no name of a variable"],
    ["a[99999]=1", "an index goes up to"],
  ])("-F %s is malformed", async (field, message) => {
    const result = await world.bwp(api(ORDER, "-F", field));
    expect([result.code, errorOf(result).code]).toEqual([2, "malformed_field"]);
    expect(errorOf(result).message).toContain(message);
  });

  test("fields that contradict each other", async () => {
    for (const [first, second] of [
      ["a=1", "a.b=2"],
      ["a[]=1", "a.b=2"],
      ["a.b=1", "a[]=2"],
    ] as const) {
      expect(errorOf(await world.bwp(api(ORDER, "-F", first, "-F", second))).message).toContain("contradicts");
    }
  });
});

describe("the check before sending", () => {
  test("names each mistake with line and column, and sends nothing", async () => {
    const broken = file(
      `query ($id: OrderIdentifierInput!) {\n  order(orderIdentifier: $id) {\n    ident\n    nothing\n  }\n}`,
    );
    const result = await world.bwp(api(broken, "-f", "id.orderId=1"));
    expect([result.code, errorOf(result).code]).toEqual([2, "invalid_document"]);
    expect(errorOf(result).findings).toEqual([
      expect.stringMatching(/^3:5 Cannot query field "ident" on type "Order"\./),
      expect.stringMatching(/^4:5 Cannot query field "nothing" on type "Order"\./),
    ]);
    const syntax = await world.bwp(api(file("query {\n  order(\n}")));
    expect([syntax.code, errorOf(syntax).findings]).toEqual([2, [expect.stringMatching(/^3:1 Syntax Error/)]]);
  });

  test("says what a name is called in the version, and what no page confirms", async () => {
    const older = await world.bwp(
      api(
        "query ($id: OrderIdentifierInput!) { order(orderIdentifier: $id) { deliveryInformation { summary { state } } } }",
      ),
    );
    expect(errorOf(older).findings?.[0]).toMatch(
      /^1:\d+ Cannot query field "deliveryInformation" on type "Order"\..*packageInformation/,
    );
    const text =
      "query ($id: OrderIdentifierInput!) { order(orderIdentifier: $id) { lineItems { deliveryOffer { details { recipient { deliveryAddress { countryCode } } } } } } }";
    const words = api(text, "-f", `id.orderId=${orderId}`);
    const unconfirmed = /Not confirmed by the documentation, may be refused: 1:\d+ \w*Recipient\w*\.deliveryAddress/;
    expect((await world.bwp(words, { env: { BWP_PROFILE_KIND: "sandbox" } })).stderr).toMatch(unconfirmed);
    expect((await world.bwp(words)).stderr).not.toMatch(unconfirmed);
  });

  test("is that of the version", async () => {
    const text = 'query { reportTask(taskId: "x") { status } }';
    expect(errorOf(await world.bwp(api(text, "--api-version", "2024-01-01"))).code).toBe("invalid_document");
    const sent = await world.bwp(api(text, "--api-version", "2024-01-01", "--no-validate"));
    // The service's own refusal: it was sent.
    expect([sent.code, errorOf(sent).code]).toEqual([5, "ValidationError"]);
    expect((await world.bwp(api(text))).code).toBe(4);
  });

  test("looks at the variables", async () => {
    const result = await world.bwp(api(ORDER, "-F", "id.orderId=5", "-f", "id.alias.aliasType=X", "-f", "ids=1"));
    expect([result.code, errorOf(result).code]).toEqual([2, "invalid_variables"]);
    expect(errorOf(result).findings).toEqual([
      "$ids: the operation declares no such variable. Did you mean id?",
      "$id: alias.aliasId: is required.",
    ]);
    const bare = errorOf(await world.bwp(api(ORDER)));
    expect(bare.findings).toEqual(["$id: is required."]);
    expect(bare.suggestion).toContain("It declares $id: OrderIdentifierInput!.");
    const text = "mutation ($input: StartReportTaskInput!) { startReportTask(input: $input) { taskId } }";
    const number = await world.bwp(api(text, "-F", "input.reportType=5", "--allow-mutations"));
    expect(errorOf(number).findings).toEqual(["$input: reportType: must be a text, not a number; put it in quotes."]);
    expect(errorOf(number).suggestion).toContain("-f KEY=VALUE gives a text");
  });
});

describe("mutations", () => {
  const START = `mutation { startReportTask(input: { reportType: "USER_EVENTS" }) { taskId } }`;

  test("need --allow-mutations", async () => {
    const result = await world.bwp(api(START));
    expect([result.code, errorOf(result).code]).toEqual([2, "mutation_not_allowed"]);
    const done = await world.bwp(api(START, "--allow-mutations"));
    expect(done.code, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout).startReportTask.taskId).toMatch(/^USER_EVENTS:/);
    expect(done.stderr).toContain("emulator profile");
  });

  test("are confirmed on production, and the deletion of personal data everywhere", async () => {
    const production = await world.bwp(api(START, "--allow-mutations"), { env: { BWP_PROFILE_KIND: "production" } });
    expect([production.code, errorOf(production).code]).toEqual([2, "confirmation_required"]);
    const text = `mutation ($input: StartPersonalDataDeletionTaskInput!) { ...Delete }
      fragment Delete on Mutation { startPersonalDataDeletionTask(input: $input) { taskId } }`;
    const deletion = await world.bwp(
      api(
        text,
        "--allow-mutations",
        "-f",
        "input.dataSubject.email=a@example.org",
        "-f",
        "input.dataSubject.type=SHOPPER",
      ),
    );
    expect([deletion.code, errorOf(deletion).code]).toEqual([2, "confirmation_required"]);
  });

  test("a dry run shows the request, secrets in the document masked", async () => {
    const text = `query { shopperBwPEligibility(input: { identityToken: { lwaAccessToken: { accessToken: "Atza-secret" } } }) { __typename } }`;
    const dry = await world.bwp(api(text, "--dry-run", "--no-validate", "-f", "accessToken=hidden"));
    expect(dry.code, dry.stderr).toBe(0);
    expect(dry.stdout).not.toContain("Atza-secret");
    expect(dry.stdout).not.toContain("hidden");
    expect(JSON.parse(dry.stdout).body.query).toContain("********");
    const shown = await world.bwp(api(text, "--dry-run", "--no-validate"), { tty: true });
    expect(shown.stdout).toMatch(/\nDocument\n.*accessToken: "\*{8}"/s);
    expect(shown.stdout).not.toContain("Atza-secret");
  });
});

describe("the answer", () => {
  test("--query works on the data", async () => {
    const { stdout } = await world.bwp(
      api(ORDER, "-f", `id.orderId=${orderId}`, "--query", "order.metadata.executionState"),
    );
    expect(JSON.parse(stdout)).toBe("STARTED");
  });

  test("an error ends with its exit code; what data came is printed", async () => {
    const missing = await world.bwp(api(ORDER, "-f", "id.orderId=111-AAAA-AAAAAA"));
    expect([missing.code, missing.stdout]).toEqual([3, ""]);
    const partial = await world.bwp(
      api(
        `query ($id: OrderIdentifierInput!) { order(orderIdentifier: $id) { id } reportTask(taskId: "x") { status } }`,
        "-f",
        `id.orderId=${orderId}`,
      ),
    );
    expect(partial.code).toBe(4);
    expect(JSON.parse(partial.stdout)).toEqual({ order: { id: orderId }, reportTask: null });
    expect(errorOf(partial).message).toBe("Querying for an invalid or expired taskId");
  });

  test("--include shows status and headers on stderr, --verbose all of it, masked", async () => {
    const words = api(ORDER, "-f", `id.orderId=${orderId}`);
    const plain = await world.bwp(words);
    const included = await world.bwp([...words, "-i"]);
    expect(included.stdout).toBe(plain.stdout);
    expect(included.stderr).toMatch(/^HTTP 200\n(?:[a-z-]+: .*\n)+$/);
    const verbose = await world.bwp([...words, "--verbose"]);
    expect(verbose.stdout).toBe(plain.stdout);
    expect(verbose.stderr).toMatch(/^> POST http:\/\/127\.0\.0\.1:\d+\/graphql\n/);
    expect(verbose.stderr).toContain("> Authorization: Bearer ********\n");
    expect(verbose.stderr).toContain("> query Show($id: OrderIdentifierInput!) {\n");
    expect(verbose.stderr).toContain("< HTTP 200\n");
    expect(verbose.stderr).toContain(`<       "id": "${orderId}"`);
    expect(verbose.stderr).not.toContain(world.env.BWP_CLIENT_SECRET);
  });

  test("a page that is no GraphQL is shown by --verbose", async () => {
    const service = await startService(() => ({
      status: 404,
      headers: { "content-type": "text/html" },
      text: "<html>gone</html>",
    }));
    const env = {
      BWP_API_URL: service.url,
      BWP_CLIENT_ID: "client-1",
      BWP_CLIENT_SECRET: "secret-of-the-test",
      BWP_TARGET_ID: "bp-test",
      BWP_PROFILE_KIND: "sandbox",
    };
    const result = await runBwp(api("{ __typename }", "--verbose"), { env });
    await service.close();
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain("< HTTP 404\n");
    expect(result.stderr).toContain("< <html>gone</html>\n");
  });
});

describe("--paginate", () => {
  const ids = Array.from({ length: 5 }, (_, index) => `sub-${index}`);
  interface Connection {
    readonly eventSubscriptions: {
      readonly edges: readonly { readonly node: { readonly id: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean };
    };
  }
  let env: Readonly<Record<string, string>>;
  /** A service of five subscriptions, two a page; the cursor is the number of the next one. */
  let service: Awaited<ReturnType<typeof startService>>;
  let failAt: number | undefined;

  beforeAll(async () => {
    service = await startService(({ body }) => {
      const { variables = {} } = JSON.parse(body) as { variables?: { after?: string; first?: number } };
      const start = Number(variables.after ?? 0);
      if (start === failAt) return { json: { errors: [apiError("ResourceNotFoundError", 404)], data: null } };
      const end = start + (variables.first ?? 2);
      const edges = ids.slice(start, end).map((id) => ({ node: { id } }));
      const pageInfo = { hasNextPage: end < ids.length, endCursor: String(end) };
      return { json: { data: { eventSubscriptions: { edges, pageInfo, totalCount: ids.length } } } };
    });
    env = {
      BWP_API_URL: service.url,
      BWP_CLIENT_ID: "client-1",
      BWP_CLIENT_SECRET: "secret-of-the-test",
      BWP_TARGET_ID: "bp-test",
      BWP_PROFILE_KIND: "sandbox",
    };
  });
  beforeEach(() => {
    failAt = undefined;
  });
  afterAll(() => service.close());

  const DOCUMENT = `query ($after: String, $first: Int) {
    eventSubscriptions(after: $after, first: $first) { edges { node { id } } pageInfo { hasNextPage endCursor } totalCount }
  }`;

  test("joins the pages to one answer", async () => {
    const { code, stdout } = await runBwp(api(DOCUMENT, "--paginate"), { env });
    const { eventSubscriptions } = JSON.parse(stdout) as Connection;
    expect([code, eventSubscriptions.edges.map(({ node }) => node.id)]).toEqual([0, ids]);
    expect(eventSubscriptions).toMatchObject({ pageInfo: { hasNextPage: false }, totalCount: 5 });
  });

  test("with -o ndjson each page is a line", async () => {
    const words = api("--operation", "eventSubscriptions", "-F", "first=3", "--paginate", "-o", "ndjson");
    const { stdout } = await runBwp([...words, "--query", "eventSubscriptions.edges[].node.id"], { env });
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([ids.slice(0, 3), ids.slice(3)]);
  });

  test("a page that fails does not lose those before it", async () => {
    failAt = 4;
    const result = await runBwp(api(DOCUMENT, "--paginate"), { env });
    expect([result.code, errorOf(result).code]).toEqual([4, "ResourceNotFoundError"]);
    expect((JSON.parse(result.stdout) as Connection).eventSubscriptions.edges).toHaveLength(4);
  });

  test("the emulator's own pages", async () => {
    const source = ["--account", "000000000000", "--region", "us-east-1", "--source-name", "pages"];
    await world.json(["subscribe", "create", "--type", "PACKAGE_*,ORDER_CONFIRMED", ...source]);
    const { eventSubscriptions } = await world.json<Connection>(api(DOCUMENT, "--paginate", "-F", "first=2"));
    const found = new Set(eventSubscriptions.edges.map(({ node }) => node.id));
    expect(found.size).toBeGreaterThan(4);
    expect(found.size).toBe(world.emulator.status().counts.subscriptions);
    const bare = await world.bwp(api(DOCUMENT.replace(/pageInfo \{.*?\}/, ""), "--paginate"));
    expect([bare.code, errorOf(bare).code]).toEqual([2, "not_paginated"]);
  });

  test("what has no pages is said before or after, and nothing is asked for ever", async () => {
    expect(errorOf(await runBwp(api("{ __typename }", "--paginate"), { env })).code).toBe("not_paginated");
    const lost = await startService(() => ({
      json: { data: { eventSubscriptions: { edges: [], pageInfo: { hasNextPage: true, endCursor: "same" } } } },
    }));
    const result = await runBwp(api(DOCUMENT, "--paginate"), { env: { ...env, BWP_API_URL: lost.url } });
    await lost.close();
    expect([result.code, errorOf(result).code, lost.graphql.length]).toEqual([6, "lost_cursor", 2]);
  });
});
