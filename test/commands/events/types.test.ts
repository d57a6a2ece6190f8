import { expect, test } from "vitest";
import { runBwp } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";

test("lists all types without a profile and without a network", async () => {
  const result = await runBwp(["events", "types"]);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  const types = JSON.parse(result.stdout);
  expect(types).toHaveLength(28);
  expect(types).toContainEqual(
    expect.objectContaining({
      name: "BUYABILITY_CHANGED",
      permission: "Read Buyability",
      resourcePath: "businessProduct/{businessProductId}/items/{itemId}",
    }),
  );
});

test("the list on a terminal keeps to 80 columns and sets deprecated types apart", async () => {
  const { stdout } = await runBwp(["events", "types"], { tty: true });
  expect(stdout).toContain("Returns  View Order Data\n  RETURN_STARTED  ");
  expect(stdout).toMatch(/Deprecated\n {2}DELIVERY_IN_TRANSIT +use PACKAGE_DELIVERY_IN_TRANSIT\n/);
  expect(stdout.split("Deprecated")[0]).not.toMatch(/^ *ITEM_DELIVERED/m);
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("one type in full, in any case of letters", async () => {
  const { stdout } = await runBwp(["events", "types", "item_delivered"], { tty: true });
  expect(stdout).toBe(`ITEM_DELIVERED
Published when  one or more items were delivered (older twin of
                DELIVERY_COMPLETED)
Permission      View Order Data
Resource        businessProduct/{businessProductId}/order/{orderId}/delivery/
                {deliveryId}
API versions    2024-01-01 to 2024-01-01
Deprecated      since 2024-04-01; use PACKAGE_DELIVERED

Handling the event
  1.  Take the order id and the delivery id from resources.
  2.  Query the order.
  3.  Find the package with that id in packageInformation.details; several line
      items can share one package.
`);
});

test("its facts as JSON", async () => {
  const { stdout } = await runBwp(["events", "types", "REFUND_REQUESTED"]);
  expect(JSON.parse(stdout)).toMatchObject({
    name: "REFUND_REQUESTED",
    category: "refund",
    permission: "View Order Data",
    resourcePath: "businessProduct/{businessProductId}/order/{orderId}/refund/{refundId}",
    handling: { query: "order", find: "refund" },
    since: "2024-01-01",
  });
});

test("an unknown name, with what was probably meant", async () => {
  const result = await runBwp(["events", "types", "REFUND_REQUESTD"]);
  expect(result).toMatchObject({ code: 2, stdout: "" });
  expect(errorOf(result)).toMatchObject({
    code: "unknown_event_type",
    suggestion: "Did you mean REFUND_REQUESTED?",
  });
});
