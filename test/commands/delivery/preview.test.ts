import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SANDBOX_PRIME_SHOPPER_TOKEN } from "../../../src/model/sandbox-shoppers.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
let folder: string;
beforeEach(async () => {
  world = await startEmulated();
  folder = mkdtempSync(join(tmpdir(), "bwp-delivery-"));
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const ADDRESS = ["--address", "12 Harbor Lane, Portland, OR 97201"];
const CHECKOUT = ["--sku", "EMU-MUG", ...ADDRESS, "--shopper", "prime"];
const PREVIEW = ["delivery", "preview"];
const PRODUCTION = { env: { BWP_PROFILE_KIND: "production" } };

interface Answer {
  readonly deliveryPreview: {
    readonly id: string;
    readonly deliveryGroups: readonly { readonly deliveryOffers: readonly { readonly id: string }[] }[];
  };
}

describe("a product page", () => {
  test("an estimate on a terminal, and what is missing for checkout", async () => {
    const { code, stdout, stderr } = await world.bwp([...PREVIEW, "--sku", "EMU-MUG", "--quantity", "2"], {
      tty: true,
      columns: 120,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Preview {2}[0-9a-f-]{36}\nExpires {2}never: an estimate, not for an order\n/);
    expect(stdout).toMatch(/\nGroup 1: 2 × EMU-MUG\n {2}Offer +Date +Message +Price +Badge +Terms\n/);
    expect(stdout).toMatch(/Get it on \w{3}, \w{3} \d+ +0\.00 USD +PRIME +with Prime\n/);
    expect(stderr).toBe(
      "An estimate: it does not expire and is not for an order. For checkout give a whole address (--address) and the shopper\n(--shopper, --lwa-access-token, ...).\n",
    );
  });

  test.each(["2024-01-01", "2024-04-01", "2024-11-01"])("the view is the same in %s", async (version) => {
    const words = [...PREVIEW, "--line", "sku=EMU-MUG,qty=2", "--postal-code", "97201", "--api-version", version];
    const { code, stdout } = await world.bwp(words, { tty: true, columns: 120 });
    expect(code).toBe(0);
    expect(stdout).toContain("Group 1: 2 × EMU-MUG");
    expect(stdout).toContain("Get it on");
    const json = await world.json<{ deliveryPreview: { deliveryGroups: object[] } }>(words);
    const contents = version === "2024-01-01" ? "items" : "products";
    expect(json.deliveryPreview.deliveryGroups[0]).toHaveProperty(contents);
  });

  test("asks for a product on a terminal, and names what is missing elsewhere", async () => {
    const none = await world.bwp(PREVIEW);
    expect([none.code, errorOf(none).message]).toEqual([2, "Missing: --line <KEY=VALUE,...> or --sku <SKU>."]);
    const asked = await world.asked(PREVIEW, [["SKU of the product", "EMU-MUG\r"]]);
    expect([asked.code, asked.stdout.includes("EMU-MUG")]).toEqual([0, true]);
  });
});

describe("checkout", () => {
  test("offers expire, and one can be handed on", async () => {
    const { code, stdout, stderr } = await world.bwp([...PREVIEW, ...CHECKOUT], { tty: true, columns: 120 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExpires {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(in (?:29|30) minutes\)\n/);
    expect(stderr).toBe("Next: the same with --use ask hands an offer to bwp order create.\n");
  });

  test("two groups show what is in each", async () => {
    const words = [...PREVIEW, "--line", "sku=EMU-1,qty=2", "--line", "external-id=EMU-APART-2", ...ADDRESS];
    const { stdout } = await world.bwp(words, { tty: true, columns: 120 });
    expect(stdout).toContain("Group 1: 2 × EMU-1\n");
    expect(stdout).toContain("Group 2: 1 × EMU-APART-2\n");
  });

  test("the country is not sent, since no page confirms it", async () => {
    const { stderr } = await world.bwp([...PREVIEW, ...CHECKOUT, "--debug"]);
    expect(stderr).toContain('"region":"OR"');
    expect(stderr).not.toContain("countryCode");
  });
});

describe("the shopper", () => {
  const status = (words: readonly string[], options = {}) => world.bwp(["delivery", "eligibility", ...words], options);

  test("eligibility of the mock shoppers", async () => {
    const prime = await world.json(["delivery", "eligibility", "--shopper", "prime"]);
    expect(prime).toEqual({
      shopperBwPEligibility: { shopperId: "amzn.emu-prime-shopper", bwpEligibilityStatus: "PRIME" },
    });
    const other = await status(["--shopper", "non-prime"], { tty: true });
    expect(other.stdout).toBe("Shopper  amzn.emu-non-prime-shopper\nStatus   NON_PRIME\n");
    const asked = await world.asked(["delivery", "eligibility"], [["Which mock shopper?", "\r"]]);
    expect([asked.code, asked.stdout.includes("PRIME")]).toEqual([0, true]);
  });

  test("a token comes from a file, stdin or the environment as well, and never shows", async () => {
    const file = join(folder, "token.txt");
    writeFileSync(file, `${SANDBOX_PRIME_SHOPPER_TOKEN}\n`);
    const ways = await Promise.all([
      status(["--lwa-access-token", `@${file}`]),
      status(["--lwa-access-token", "-"], { stdin: SANDBOX_PRIME_SHOPPER_TOKEN }),
      status([], { env: { BWP_LWA_ACCESS_TOKEN: SANDBOX_PRIME_SHOPPER_TOKEN } }),
      status(["--lwa-access-token", SANDBOX_PRIME_SHOPPER_TOKEN, "--debug"]),
    ]);
    for (const { code, stdout, stderr } of ways) {
      expect([code, stdout.includes('"PRIME"')]).toEqual([0, true]);
      expect(stderr).not.toContain(SANDBOX_PRIME_SHOPPER_TOKEN);
    }
  });

  test("an Amazon Pay session from the environment still needs the checkout's id", async () => {
    const env = { env: { BWP_APAY_CHECKOUT_SESSION_ID: "session" } };
    const half = await status([], env);
    expect([half.code, errorOf(half).code]).toEqual([2, "missing_input"]);
    const refused = await status(["--apay-external-id", "cart-1"], env);
    expect([refused.code, errorOf(refused).code]).toEqual([5, "InvalidIdpToken"]);
    expect(errorOf(refused).suggestion).toContain("bwp sandbox tokens");
  });

  test("what cannot be is said before anything is sent", async () => {
    const cases: readonly (readonly [words: readonly string[], code: string, exit: number])[] = [
      [["--shopper", "prime", "--lwa-access-token", "x"], "two_ways", 2],
      [["--apay-checkout-session-id", "x".repeat(257), "--apay-external-id", "y"], "invalid_identity", 5],
      [["--lwa-access-token", "@/nowhere"], "unreadable_file", 2],
      [[], "missing_input", 2],
    ];
    for (const [words, code, exit] of cases) {
      const result = await status(words);
      expect([result.code, errorOf(result).code], words.join(" ")).toEqual([exit, code]);
    }
    const production = await status(["--shopper", "prime"], PRODUCTION);
    expect([production.code, errorOf(production).code]).toEqual([2, "shopper_on_production"]);
  });
});

describe("mistakes", () => {
  test("documented rules are checked before anything is sent, all at once", async () => {
    const file = join(folder, "preview.yaml");
    writeFileSync(
      file,
      "products:\n  - { productIdentifier: { sku: A, externalId: B }, amount: { value: 1 } }\nlocation: { shippingAddress: { region: PR, postalCode: '9720' } }\n",
    );
    const result = await world.bwp([...PREVIEW, "--file", file]);
    expect([result.code, errorOf(result).code]).toEqual([5, "invalid_preview"]);
    expect(errorOf(result).findings).toEqual([
      "products[0].productIdentifier: name the product in exactly one way, not 2.",
      "location.shippingAddress: Buy with Prime does not deliver in PR.",
      "location.shippingAddress: give the postal code alone, or all of it; missing: streetAddress, locality.",
      'location.shippingAddress.postalCode: "9720" is no ZIP code, such as 97201.',
    ]);
  });

  test("the service's refusals say what to do, and which product it is", async () => {
    const unknown = await world.bwp([...PREVIEW, "--sku", "NOWHERE"]);
    expect([unknown.code, errorOf(unknown).code]).toEqual([4, "ResourceNotFoundException"]);
    expect(errorOf(unknown).message).toBe("Request references a resource which does not exist. (itemId NOWHERE)");
    const many = await world.bwp([...PREVIEW, "--sku", "EMU-MUG", "--quantity", "101"]);
    expect([many.code, errorOf(many).code]).toEqual([5, "ProductAmountUnavailable"]);
    expect(errorOf(many).suggestion).toBe("Ask for a smaller amount.");
  });

  test.each([
    [[...CHECKOUT, "--postal-code", "97201"], "two_ways"],
    [[...CHECKOUT, "--line", "sku=B"], "two_ways"],
    [["--line", "sku=A,colour=red"], "invalid_line"],
    [["--sku", "A", "--quantity", "0"], "invalid_amount"],
    [["--sku", "A", "--address", "Portland"], "invalid_address"],
    [["--file", "x.yaml", "--sku", "A"], "two_ways"],
    [[...CHECKOUT, "--write", "order.yaml"], "missing_input"],
    [[...CHECKOUT, "--use", "ask"], "missing_input"],
  ])("%j: %s", async (words, code) => {
    const result = await world.bwp([...PREVIEW, ...words]);
    expect([result.code, errorOf(result).code]).toEqual([2, code]);
  });
});

describe("a file", () => {
  test.each([
    ["2024-01-01", { items: [{ itemIdentifier: { SKU: "EMU-1" }, amount: { value: 1 } }] }],
    ["2024-04-01", { products: [{ productIdentifier: { sku: "EMU-1" }, amount: { value: 1 } }] }],
    ["2024-11-01", { products: [{ productIdentifier: { sku: "EMU-1" }, amount: { value: 1 } }] }],
  ])("is in the words of %s", async (version, input) => {
    const words = [...PREVIEW, "--file", "-", "--api-version", version];
    const { code, stdout } = await world.bwp(words, { stdin: JSON.stringify(input) });
    expect([code, stdout.includes('"deliveryGroups"')]).toEqual([0, true]);
    const other = version === "2024-01-01" ? "2024-11-01" : "2024-01-01";
    const wrong = await world.bwp([...PREVIEW, "--file", "-", "--api-version", other], {
      stdin: JSON.stringify(input),
    });
    expect([wrong.code, errorOf(wrong).code]).toEqual([2, "invalid_input"]);
  });
});

describe("--use hands an offer to order create", () => {
  const DESCRIBED = ["--line", "sku=EMU-MUG,qty=2,title=Blue mug,price=18.50", ...ADDRESS, "--shopper", "prime"];

  test("on a terminal: choose, describe, order", async () => {
    const words = [...PREVIEW, "--line", "sku=EMU-MUG,qty=2", ...ADDRESS, "--shopper", "prime", "--use", "ask"];
    const result = await world.asked(words, [
      ["Group 1: 2 × EMU-MUG: which offer?", "\u001b[B\r"],
      ["Title of EMU-MUG", "Blue mug, 12 oz\r"],
      ["Price of one unit of EMU-MUG", "18.50\r"],
      ["Customer's name", "Nora Quist\r"],
      ["Customer's e-mail address", "nora@example.com\r"],
    ]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^Preview [\s\S]*\nOrder \d{3}-[A-Z0-9]{4}-[A-Z0-9]{6} {2}NOT_STARTED\n/);
    expect(result.stdout).toContain("Blue mug, 12 oz");
    expect(world.emulator.status().counts.orders).toBe(1);
  });

  test("on a terminal what is missing for a checkout is asked for; JSON is the order's alone", async () => {
    const words = [...PREVIEW, "--line", "sku=EMU-MUG,title=Mug,price=1", "--use", "earliest", "--json", "--dry-run"];
    const result = await world.asked(
      [...words, "--name", "N", "--email", "n@example.com"],
      [
        ["Where to deliver", "12 Harbor Lane, Portland, OR 97201\r"],
        ["Which mock shopper?", "\r"],
      ],
    );
    expect(result.code).toBe(0);
    const request = JSON.parse(result.stdout) as { readonly operation: string };
    expect(request.operation).toBe("createOrder");
    expect(world.emulator.status().counts.orders).toBe(0);
  });

  test("without a terminal: the exact command, which works as it stands", async () => {
    const { code, stdout, stderr } = await world.bwp([...PREVIEW, ...DESCRIBED, "--use", "earliest"]);
    expect(code).toBe(0);
    const { deliveryPreview } = JSON.parse(stdout) as Answer;
    const offer = deliveryPreview.deliveryGroups[0]?.deliveryOffers[0]?.id;
    const line = `sku=EMU-MUG,qty=2,title=Blue mug,price=18.50,preview=${deliveryPreview.id},offer=${offer}`;
    const address = "12 Harbor Lane, Portland, OR 97201";
    expect(stderr).toBe(`Next: bwp order create --line '${line}' --address '${address}' --shopper prime\n`);
    const people = ["--name", "Nora Quist", "--email", "nora@example.com"];
    const words = ["order", "create", "--line", line, "--address", address, "--shopper", "prime", ...people];
    await world.json(words);
  });

  test("a token is not shown", async () => {
    const words = [...PREVIEW, "--line", "sku=EMU-MUG,title=Mug,price=1", ...ADDRESS, "--use", "cheapest"];
    const shown = await world.bwp([...words, "--lwa-access-token", SANDBOX_PRIME_SHOPPER_TOKEN]);
    expect(shown.stderr).toContain("--lwa-access-token @TOKEN_FILE\n");
    expect(shown.stderr).not.toContain(SANDBOX_PRIME_SHOPPER_TOKEN);
  });

  test.each(["2024-01-01", "2024-04-01", "2024-11-01"])("--write makes a file for --file in %s", async (version) => {
    const file = join(folder, "order.yaml");
    const chosen = ["--api-version", version];
    const people = ["--name", "Nora Quist", "--email", "nora@example.com"];
    const words = [...PREVIEW, ...DESCRIBED, "--use", "earliest", "--write", file, ...people, ...chosen];
    expect(await world.json(words)).toEqual({ file });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(SANDBOX_PRIME_SHOPPER_TOKEN);
    expect(world.emulator.status().counts.orders).toBe(0);
    const again = await world.bwp(words);
    expect([again.code, errorOf(again).code]).toEqual([1, "file_error"]);
    // The file is in the words of the version, and the next step says so.
    rmSync(file);
    const shown = await world.bwp(words, { tty: true });
    expect(shown.stdout.replace(/\s+/g, " ")).toContain(`--file ${file} --api-version ${version} `);
    await world.json(["order", "create", "--file", file, ...chosen]);
    expect(world.emulator.status().counts.orders).toBe(1);
  });

  test("a shopper without Prime gets a delivery without Prime", async () => {
    const file = join(folder, "order.yaml");
    const people = ["--name", "Nora Quist", "--email", "nora@example.com"];
    const described = DESCRIBED.map((word) => (word === "prime" ? "non-prime" : word));
    await world.json([...PREVIEW, ...described, "--use", "earliest", "--write", file, ...people]);
    expect(readFileSync(file, "utf8")).toContain("isPrimeEligible: false\n          deliverySpeed: STANDARD\n");
    await world.json(["order", "create", "--file", file]);
  });

  test("every group has its offer; the first version cannot tell which product is in which", async () => {
    const two = ["--line", "sku=EMU-1,title=A,price=1", "--line", "sku=EMU-APART-2,title=B,price=2"];
    const words = [...PREVIEW, ...two, ...ADDRESS, "--shopper", "prime", "--use", "earliest"];
    const people = ["--name", "Nora Quist", "--email", "nora@example.com"];
    const file = join(folder, "order.yaml");
    await world.json([...words, "--write", file, ...people]);
    await world.json(["order", "create", "--file", file]);
    const first = await world.bwp([...words, "--api-version", "2024-01-01"]);
    expect([first.code, errorOf(first).code]).toEqual([2, "unknown_group"]);
  });

  test("an estimate is not handed on", async () => {
    const file = join(folder, "preview.json");
    writeFileSync(file, JSON.stringify({ products: [{ productIdentifier: { sku: "EMU-1" }, amount: { value: 1 } }] }));
    const result = await world.bwp([...PREVIEW, "--file", file, "--use", "earliest"]);
    expect([result.code, errorOf(result).findings]).toEqual([
      5,
      ["location.shippingAddress: all of it is needed for an order.", "shopperIdentity: is needed for an order."],
    ]);
  });
});

describe("order create-from-offer", () => {
  test("on the emulator an offer of a preview becomes an order", async () => {
    const { deliveryPreview } = await world.json<Answer>([...PREVIEW, ...CHECKOUT]);
    const offer = deliveryPreview.deliveryGroups[0]?.deliveryOffers[0]?.id ?? "";
    const { code, stderr } = await world.bwp(["order", "create-from-offer", offer, "--alias", "EXTERNAL_ID:o-1"]);
    expect(code).toBe(0);
    expect(stderr).toContain("bwp order show EXTERNAL_ID:o-1");
    const order = await world.json(["order", "show", "EXTERNAL_ID:o-1", "--query", "order.lineItems[].product.title"]);
    expect(order).toEqual(["EMU-MUG"]);
  });
});
