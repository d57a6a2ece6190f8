import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reference } from "../../../src/generated/reference.ts";
import { type Emulated, startEmulated } from "../emulated.ts";

const ORDER = "EXTERNAL_ID:shop-1001";
/** Calls that wait for a goal, or need a thing that no call can make first. */
const NOT_RUN = /order watch|returns (get|update)|order create-from-offer .*--force|tracker --carrier/;

let world: Emulated;
let ids: Readonly<Record<string, string>>;
beforeAll(async () => {
  world = await startEmulated();
  const created = await world.json<{ createOrder: { order: { id: string; lineItems: { id: string }[] } } }>([
    ...["order", "create", "--alias", ORDER, "--start", "--name", "N", "--email", "n@x.example"],
    ...["--address", "12 Harbor Lane, Portland, OR 97201"],
    ...[
      "--line",
      "external-id=prod-5521,qty=2,title=Apron,price=5.00",
      "--line",
      "sku=MUG-BLUE-12,title=Mug,price=5.00",
    ],
  ]);
  const { order } = created.createOrder;
  ids = { "322-ABC1-AAAAAA": order.id, "88eaa8941c-b27324fb27": order.lineItems[0]?.id ?? "" };
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-delivery", ORDER, "--to", state, "--wait"]);
  }
  // One unit stays with the shopper, for the external returns of the examples.
  await world.json(["emulator", "create-return", ORDER, "--line", `${order.lineItems[0]?.id}=1`]);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-return", ORDER, "--to", state, "--wait"]);
  }
});
afterAll(() => world.close());

const examples = Object.values(reference())
  .filter(({ name }) => /^(order|returns) /.test(name))
  .flatMap(({ name, mutates, examples: all }) => all.map(({ command }) => ({ name, mutates, command })))
  .filter(({ command }) => !NOT_RUN.test(command));

function wordsOf(command: string): string[] {
  const call = command.replace(/\s>.*$/, "").replace(/^bwp /, "");
  const words = [...call.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
  return words.map((word) => Object.entries(ids).reduce((text, [from, to]) => text.replace(from, to), word));
}

describe("the examples of order and returns run against the emulator", () => {
  test.each(examples)("$command", async ({ name, mutates, command }) => {
    const words = wordsOf(command);
    if (name === "order return update" || name === "returns show") {
      const id = ids["88eaa8941c-b27324fb27"] ?? "";
      await world.bwp(["order", "return", "add", ORDER, "--line", `${id}=1`, "--alias", "EXTERNAL-RETURN-ID:rma-8"]);
      if (name === "returns show" && !command.includes("rma-8")) words.push("EXTERNAL-RETURN-ID:rma-8");
    }
    // Changes are shown only, so that each example meets the same order; a delivered one is cancelled with --force.
    const more = mutates === true && !words.includes("--print-template") ? ["--dry-run"] : [];
    const result = await world.bwp([...words, ...more, ...(name === "order cancel" ? ["--force"] : [])]);
    expect([result.code, result.code === 0 ? "" : result.stderr]).toEqual([0, ""]);
  });
});
