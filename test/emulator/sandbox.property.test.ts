import fc from "fast-check";
import { expect, test } from "vitest";
import { PACKAGE_MACHINE, PACKAGE_STATES } from "../../src/model/package-states.ts";
import { RETURN_PACKAGE_MACHINE, RETURN_PACKAGE_STATES } from "../../src/model/return-states.ts";
import { isTerminal } from "../../src/model/transitions.ts";
import { startEmulator } from "./support/emulator.ts";
import { movePackages, moveReturns, packageMove, showOrder, startedOrder } from "./support/order.ts";

interface Parcel {
  readonly id: string;
  readonly state: string;
  readonly packageInformationDetailsFor: {
    readonly orderLineItems: readonly { lineItem: { id: string }; amount: { value: number } }[];
  };
}

const REASONS = [undefined, "UNFULFILLABLE", "CUSTOMER_REQUESTED", "UNDELIVERABLE"];

/** A call: which package, where to, why, and how many units of which line (none: all). */
const step = fc.record({
  kind: fc.constantFrom("package", "package", "package", "openReturn", "returnPackage"),
  pick: fc.nat(5),
  state: fc.constantFrom(...PACKAGE_STATES),
  returnState: fc.constantFrom(...RETURN_PACKAGE_STATES),
  reason: fc.constantFrom(...REASONS),
  units: fc.option(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }), { nil: undefined }),
});

test("whatever the sandbox is asked: units are conserved, terminal states stay, each cancellation is refunded once", async () => {
  const api = await startEmulator();
  const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    const { orderId, lines } = await startedOrder(api, [3, 2]);
    const ordered = new Map([
      [lines[0], 3],
      [lines[1], 2],
    ]);
    const finals = new Map<string, string>();
    for (const { kind, pick, state, returnState, reason, units } of steps) {
      const before = await showOrder(api, orderId);
      if (kind === "package") {
        const parcels = before.packageInformation.details;
        const entries = lines
          .map((line, index) => [line, units?.[index] ?? 0] as const)
          .filter(([, value]) => value > 0);
        const move = packageMove(parcels[pick % parcels.length].id, state, {
          ...(reason === undefined ? {} : { reason }),
          ...(units === undefined || entries.length === 0 ? {} : { units: Object.fromEntries(entries) }),
        });
        await movePackages(api, orderId, [move]);
      } else if (kind === "openReturn") {
        await api.control("POST", "returns", { orderId, dropOff: pick % 2 === 0 });
      } else {
        const returns = before.returns?.details ?? [];
        const each = returns[pick % Math.max(1, returns.length)];
        if (each === undefined) continue;
        const returnPackageDetails = [{ id: each.returnPackageDetails[0].id, state: returnState }];
        await moveReturns(api, orderId, [{ returnIdentifier: { id: each.id }, returnPackageDetails }]);
      }
      const order = await showOrder(api, orderId);
      const parcels: Parcel[] = order.packageInformation.details;
      const total = new Map<string, number>();
      for (const { packageInformationDetailsFor } of parcels) {
        for (const { lineItem, amount } of packageInformationDetailsFor.orderLineItems) {
          expect(amount.value).toBeGreaterThan(0);
          total.set(lineItem.id, (total.get(lineItem.id) ?? 0) + amount.value);
        }
      }
      expect(total).toEqual(ordered);
      const returnParcels = (order.returns?.details ?? []).flatMap(
        (each: { returnPackageDetails: Parcel[] }) => each.returnPackageDetails,
      );
      const all = [
        ...parcels.map((parcel) => [parcel, isTerminal(PACKAGE_MACHINE, parcel.state)] as const),
        ...returnParcels.map((parcel: Parcel) => [parcel, isTerminal(RETURN_PACKAGE_MACHINE, parcel.state)] as const),
      ];
      const present = new Map(all.map(([parcel]) => [parcel.id, parcel.state]));
      for (const [id, final] of finals) expect(present.get(id)).toBe(final);
      for (const [parcel, terminal] of all) if (terminal) finals.set(parcel.id, parcel.state);
      const refunds = order.refunds?.details ?? [];
      const cancelled = parcels.filter((parcel) => parcel.state === "CANCELLED").length;
      const caused = refunds.filter(
        (refund: { refundFor: { causedBy: unknown } }) => refund.refundFor.causedBy !== null,
      );
      expect(refunds.length - caused.length).toBe(cancelled);
      expect(
        new Set(caused.map((refund: { refundFor: { causedBy: { id: string } } }) => refund.refundFor.causedBy.id)).size,
      ).toBe(caused.length);
    }
  });
  await fc.assert(property, { numRuns: 25 });
});
