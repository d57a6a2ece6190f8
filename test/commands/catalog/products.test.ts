import { beforeEach, describe, expect, test } from "vitest";
import { errorOf } from "../emulated.ts";
import { type CatalogWorld, LAMPS, startCatalog } from "./catalog-world.ts";

let world: CatalogWorld;
beforeEach(async () => {
  world = await startCatalog();
});

const PRODUCT = ["catalog", "product"];

interface Shown {
  readonly product: {
    readonly id: string;
    readonly offerPrime: boolean;
    readonly sku: { readonly value: string };
    readonly inventoryItem: { readonly inventoryItemId: string };
  };
}

const show = (sku: string) => world.json<Shown>([...PRODUCT, "show", "--sku", sku]);

async function create(...more: string[]): Promise<string> {
  const { createProduct } = await world.json<{ createProduct: { id: string } }>([...PRODUCT, "create", ...more]);
  return createProduct.id;
}

describe("product show", () => {
  test("by each of its names; the JSON is the API's own", async () => {
    await world.json(["catalog", "upload", world.csv(...LAMPS)]);
    const first = await show("LAMP-OAK-01");
    expect(first.product).toMatchObject({
      externalId: { value: "listing-4711" },
      amazonSku: { value: "AMZ-LAMP-OAK-01", marketplaceId: null },
      inventoryItem: { buyableQuantity: { unit: "UNIT", amount: 100 } },
    });
    for (const name of [
      ["--external-id", "listing-4711"],
      ["--amazon-sku", "AMZ-LAMP-OAK-01"],
      ["--product-id", first.product.id],
    ]) {
      expect(await world.json([...PRODUCT, "show", ...name])).toEqual(first);
    }
    const older = await world.json([...PRODUCT, "show", "--sku", "LAMP-OAK-01", "--api-version", "2024-01-01"]);
    expect(older).toMatchObject({ mappingProduct: { productSku: { value: "LAMP-OAK-01" }, isPrimeIntended: true } });
  });

  test("the card is the same in every version", async () => {
    await world.json(["catalog", "upload", world.csv(...LAMPS)]);
    const cards = await Promise.all(
      ["2024-01-01", "2024-04-01", "2024-11-01"].map(async (version) => {
        const argv = [...PRODUCT, "show", "--sku", "LAMP-OAK-01", "--api-version", version];
        return (await world.bwp(argv, { tty: true })).stdout;
      }),
    );
    expect(cards[0]).toBe(cards[2]);
    expect(cards[1]).toBe(cards[2]);
    expect(cards[2]).toMatch(
      /Offer Prime +yes\nSKU +LAMP-OAK-01\nExternal id +listing-4711\nAmazon SKU +AMZ-LAMP-OAK-01\n/,
    );
  });

  test("in exactly one way", async () => {
    const none = await world.bwp([...PRODUCT, "show"]);
    expect([none.code, errorOf(none).code]).toEqual([2, "missing_input"]);
    const two = await world.bwp([...PRODUCT, "show", "--sku", "a", "--product-id", "b"]);
    expect([two.code, errorOf(two).code]).toEqual([2, "two_ways"]);
    const long = await world.bwp([...PRODUCT, "show", "--sku", "x".repeat(256)]);
    expect([long.code, errorOf(long).code]).toEqual([2, "too_long"]);
    const asked = await world.asked([...PRODUCT, "show"], [["SKU of the product", "EMU-1\r"]]);
    expect([asked.code, asked.stdout.includes("EMU-1")]).toEqual([0, true]);
    const unknown = await world.bwp([...PRODUCT, "show", "--sku", "nowhere"]);
    expect([unknown.code, errorOf(unknown).message]).toEqual([4, "The catalog has no product with SKU nowhere."]);
  });
});

describe("product list", () => {
  test("one shape for none, a page and all", async () => {
    expect(await world.json([...PRODUCT, "list"])).toEqual([]);
    const rows = Array.from({ length: 45 }, (_, index) => `p${index},,S${index},A${index},true,,`);
    await world.json(["catalog", "upload", world.csv(...rows)]);
    const page = await world.bwp([...PRODUCT, "list", "--first", "2"]);
    const products: readonly { readonly id: string; readonly sku: { readonly value: string } }[] = JSON.parse(
      page.stdout,
    );
    expect(products.map(({ sku }) => sku.value)).toEqual(["S0", "S1"]);
    expect(page.stderr).toContain(`--after 'catalogid#${products[1]?.id}'`);
    const after = await world.json<typeof products>([
      ...PRODUCT,
      "list",
      "--first",
      "1",
      "--after",
      `catalogid#${products[1]?.id}`,
    ]);
    expect(after.map(({ sku }) => sku.value)).toEqual(["S2"]);
    const all = await world.bwp([...PRODUCT, "list", "--all"]);
    expect(JSON.parse(all.stdout)).toHaveLength(45);
    expect(all.stderr).not.toContain("There are more");
    const bad = await world.bwp([...PRODUCT, "list", "--after", "nonsense"]);
    expect([bad.code, errorOf(bad).code]).toEqual([5, "UnspecifiedError"]);
  });

  test("on a terminal it is a table", async () => {
    expect((await world.bwp([...PRODUCT, "list"], { tty: true })).stdout).toBe("No products.\n");
    await world.json(["catalog", "upload", world.csv(...LAMPS)]);
    const { stdout } = await world.bwp([...PRODUCT, "list"], { tty: true });
    expect(stdout).toMatch(/^SKU +External id +Amazon SKU +Prime +Buyability +Product id\nLAMP-OAK-01 /);
  });
});

describe("product create, update and delete", () => {
  test("by flags", async () => {
    const id = await create("--sku", "ASH", "--external-id", "l-9", "--amazon-sku", "AMZ-ASH", "--offer-prime", "true");
    expect(await show("ASH")).toMatchObject({ product: { id, offerPrime: true, buyability: { status: "BUYABLE" } } });
    const changed = await world.bwp([
      ...PRODUCT,
      "update",
      "--external-id",
      "l-9",
      "--offer-prime",
      "false",
      "--new-sku",
      "ASH-2",
    ]);
    expect(JSON.parse(changed.stdout)).toEqual({ updateProduct: { id } });
    expect(changed.stderr).toContain(
      "change product with external id l-9: SKU ASH -> ASH-2, offer Prime true -> false",
    );
    expect(await show("ASH-2")).toMatchObject({ product: { offerPrime: false } });
    const deleted = await world.json([...PRODUCT, "delete", "--product-id", id, "--yes"]);
    expect(deleted).toEqual({ deleteProduct: { id } });
    expect((await world.bwp([...PRODUCT, "show", "--sku", "ASH-2"])).code).toBe(4);
  });

  test("the variables are those of the examples", async () => {
    const [described] = await world.json<{ body: { variables: unknown } }[]>([
      ...PRODUCT,
      "create",
      "--external-id",
      "listing-4713",
      "--sku",
      "LAMP-ASH-01",
      "--amazon-sku",
      "AMZ-LAMP-ASH-01",
      "--offer-prime",
      "true",
      "--page-url",
      "https://shop.example/p/lamp-ash",
      "--image-url",
      "https://shop.example/img/lamp-ash.jpg",
      "--image-alt",
      "Lamp, ash",
      "--dry-run",
      "--query",
      "[@]",
    ]);
    expect(described?.body.variables).toEqual({
      input: {
        externalId: "listing-4713",
        sku: "LAMP-ASH-01",
        amazonSku: { value: "AMZ-LAMP-ASH-01" },
        offerPrime: true,
        productDetailPageUrl: "https://shop.example/p/lamp-ash",
        image: { sourceUrl: "https://shop.example/img/lamp-ash.jpg", altText: "Lamp, ash" },
      },
    });
  });

  test("from a file, before which flags go", async () => {
    const file = world.file("product.yaml", "sku: FROM-FILE\namazonSku: { value: A }\nofferPrime: true\n");
    await create("--file", file, "--offer-prime", "false");
    expect(await show("FROM-FILE")).toMatchObject({ product: { offerPrime: false, amazonSku: { value: "A" } } });
    const wrong = await world.bwp([...PRODUCT, "create", "--file", world.file("x.json", '{"SKU":"a"}')]);
    expect([wrong.code, errorOf(wrong).code]).toEqual([2, "invalid_input"]);
    const update = world.file("change.json", '{"offerPrime":true}');
    await world.json([...PRODUCT, "update", "--sku", "FROM-FILE", "--file", update]);
    expect(await show("FROM-FILE")).toMatchObject({ product: { offerPrime: true } });
  });

  test("asked on a terminal", async () => {
    const made = await world.asked(
      [...PRODUCT, "create"],
      [
        ["SKU", "ASKED\r"],
        ["External id", "\r"],
        ["Amazon SKU", "AMZ\r"],
        ["Offer it with Prime?", "\r"],
      ],
    );
    expect(made.stdout).toMatch(/^Created product [a-z0-9]{14}\.\n$/);
    expect(await show("ASKED")).toMatchObject({ product: { externalId: { value: "ASKED" }, offerPrime: true } });
    const changed = await world.asked(
      [...PRODUCT, "update", "--sku", "ASKED"],
      [
        ["What is to be changed?", "\r"],
        ["Offer it with Prime?", "n\r"],
      ],
    );
    expect(changed.stdout).toMatch(/^Changed product/);
    expect(await show("ASKED")).toMatchObject({ product: { offerPrime: false } });
    const kept = await world.asked([...PRODUCT, "delete", "--sku", "ASKED"], [["Go on?", "n\r"]]);
    expect([kept.code, kept.stdout]).toEqual([2, ""]);
    await show("ASKED");
  });

  test("what cannot be is refused", async () => {
    await create("--sku", "A", "--amazon-sku", "A");
    await create("--sku", "B", "--amazon-sku", "B");
    const refusal = async (...argv: string[]) => {
      const result = await world.bwp([...PRODUCT, ...argv]);
      return [result.code, errorOf(result).code];
    };
    expect(await refusal("create")).toEqual([2, "missing_input"]);
    expect(await refusal("create", "--sku", "C", "--page-url", "shop")).toEqual([2, "invalid_url"]);
    expect(await refusal("create", "--sku", "C", "--image-alt", "x")).toEqual([2, "missing_input"]);
    expect(await refusal("create", "--sku", "A")).toEqual([5, "UnspecifiedError"]);
    expect(await refusal("update", "--sku", "B", "--new-sku", "A")).toEqual([5, "UnspecifiedError"]);
    expect(await refusal("update", "--sku", "B")).toEqual([2, "missing_input"]);
    expect(await refusal("delete", "--sku", "B")).toEqual([2, "confirmation_required"]);
    expect(await refusal("delete", "--sku", "nowhere", "--yes")).toEqual([4, "ResourceNotFoundError"]);
  });

  test.each([
    [...PRODUCT, "list"],
    [...PRODUCT, "create", "--sku", "a"],
    [...PRODUCT, "update", "--sku", "a", "--offer-prime", "true"],
    [...PRODUCT, "delete", "--sku", "a"],
    ["catalog", "purchase-group", "create", "--representative", "sku=a", "--member", "sku=b"],
  ])("2024-01-01 lacks %s %s %s", async (...argv) => {
    const result = await world.bwp([...argv, "--api-version", "2024-01-01"]);
    expect([result.code, errorOf(result).code]).toEqual([5, "not_in_version"]);
  });
});

describe("inventory", () => {
  test.each(["2024-01-01", "2024-04-01", "2024-11-01"])("the stock of a product with %s", async (version) => {
    const { product } = await show("EMU-MUG");
    const argv = ["catalog", "inventory", product.inventoryItem.inventoryItemId, "--api-version", version];
    expect(await world.json(argv)).toMatchObject({
      inventoryItem: { buyableQuantity: { unit: "UNIT", amount: 100 } },
    });
    expect((await world.bwp(argv, { tty: true })).stdout).toMatch(
      /^Stock +100 in stock\nInventory item +[a-z0-9]{14}\n/,
    );
  });

  test.each([
    [["--sku", "A"], "MissingAmazonSkuConfiguration"],
    [["--sku", "A", "--amazon-sku", "INVALID-1"], "InvalidAmazonSkuConfiguration"],
  ])("partial data is printed, and the exit code is 5: %j", async (flags, code) => {
    await create(...flags);
    const { inventoryItemId } = (await show("A")).product.inventoryItem;
    const result = await world.bwp(["catalog", "inventory", inventoryItemId]);
    expect([result.code, errorOf(result).code]).toEqual([5, code]);
    expect(JSON.parse(result.stdout)).toMatchObject({ inventoryItem: { inventoryItemId, buyableQuantity: null } });
    const shown = await world.bwp([...PRODUCT, "show", "--sku", "A"], { tty: true });
    expect([shown.code, shown.stdout.includes("unknown")]).toEqual([0, true]);
  });

  test("an unknown stock record", async () => {
    expect((await world.bwp(["catalog", "inventory", "nowhere"])).code).toBe(4);
    expect((await world.bwp(["catalog", "inventory"])).code).toBe(2);
  });
});

describe("purchase-group create", () => {
  const CREATE = ["catalog", "purchase-group", "create"];

  test("by flags, with the variables of the example", async () => {
    await world.json(["catalog", "upload", world.csv(...LAMPS)]);
    await create("--external-id", "set-900");
    const flags = [
      "--representative",
      "external-id=set-900",
      "--member",
      "sku=LAMP-OAK-01",
      "--member",
      "external-id=listing-4712,amount=2",
    ];
    const described = await world.json<{ body: { variables: unknown } }>([...CREATE, ...flags, "--dry-run"]);
    expect(described.body.variables).toEqual({
      input: {
        representativeProduct: { representativeProductId: { externalId: "set-900" } },
        members: [
          { product: { sku: "LAMP-OAK-01" }, memberAmount: { value: 1, unit: "UNIT" } },
          { product: { externalId: "listing-4712" }, memberAmount: { value: 2, unit: "UNIT" } },
        ],
      },
    });
    expect(await world.json([...CREATE, ...flags])).toEqual({
      createPurchaseGroup: { id: expect.stringMatching(/^[a-z0-9]{14}$/) },
    });
  });

  test("what cannot be is refused", async () => {
    const refusal = async (...argv: string[]) => {
      const result = await world.bwp([...CREATE, ...argv]);
      return [result.code, errorOf(result).code];
    };
    expect(await refusal()).toEqual([2, "missing_input"]);
    expect(await refusal("--representative", "sku=a")).toEqual([2, "missing_input"]);
    expect(await refusal("--representative", "skuu=a", "--member", "sku=b")).toEqual([2, "invalid_product"]);
    expect(await refusal("--representative", "sku=a", "--member", "sku=b,product-id=c")).toEqual([
      2,
      "invalid_product",
    ]);
    expect(await refusal("--representative", "sku=a", "--member", "sku=b,amount=0")).toEqual([2, "invalid_product"]);
    expect(await refusal("--representative", "sku=a", "--member", "sku=b")).toEqual([4, "ResourceNotFoundError"]);
  });
});

test("the emulator's stock decides whether a product can be bought", async () => {
  const argv = ["emulator", "stock", "--sku", "EMU-MUG"];
  expect(await world.json([...argv, "--units", "0"])).toMatchObject({ units: 0, buyability: "NOT_BUYABLE" });
  expect(await show("EMU-MUG")).toMatchObject({ product: { buyability: { status: "NOT_BUYABLE" } } });
  const back = await world.bwp([...argv, "--units", "3"], { tty: true });
  expect(back.stdout).toMatch(/Stock +3\n/);
  expect((await world.bwp(["emulator", "stock", "--sku", "nowhere", "--units", "1"])).code).toBe(4);
  expect((await world.bwp(argv)).code).toBe(2);
});
