import { PACKAGE_MACHINE, type PackageCancellationReason, type PackageState } from "./package-states.ts";
import { RETURN_PACKAGE_MACHINE, type ReturnPackageFailureReason, type ReturnPackageState } from "./return-states.ts";
import type { StateMachine } from "./transitions.ts";
import type { ApiVersion } from "./versions.ts";

const MINUTE = 60_000;

/** How a return moves in the sandbox of 2024-01-01, where there are no return packages. */
type ReturnMachine = StateMachine<ReturnPackageState | "COMPLETED", ReturnPackageFailureReason>;

/**
 * How the sandbox of 2024-01-01 moves a delivery (updateOrderDeliveryInformation): as a package, with the older events. Page:
 * change-the-state-of-an-order-delivery-in-the-sandbox.
 */
export const DELIVERY_MACHINE: StateMachine<PackageState, PackageCancellationReason> = {
  entity: "delivery",
  states: PACKAGE_MACHINE.states,
  initial: "PENDING",
  page: "change-the-state-of-an-order-delivery-in-the-sandbox",
  transitions: [
    { from: "PENDING", to: "IN_TRANSIT", events: ["DELIVERY_IN_TRANSIT"], waitMs: 8 * MINUTE },
    {
      from: "PENDING",
      to: "CANCELLED",
      reasons: ["UNFULFILLABLE", "CUSTOMER_REQUESTED"],
      events: ["DELIVERY_CANCELLED", "REFUND_REQUESTED"],
      waitMs: 8 * MINUTE,
    },
    { from: "IN_TRANSIT", to: "DELIVERED", events: ["DELIVERY_COMPLETED"], waitMs: 2 * MINUTE },
    {
      from: "IN_TRANSIT",
      to: "CANCELLED",
      reasons: ["UNDELIVERABLE"],
      events: ["DELIVERY_CANCELLED", "REFUND_REQUESTED"],
      waitMs: 2 * MINUTE,
    },
  ],
};

/**
 * How the sandbox of 2024-01-01 moves a return (updateOrderReturns). Page: change-the-state-of-a-return-in-the-sandbox; the
 * table does not list RETURN_COMPLETED.
 */
export const RETURN_MACHINE: ReturnMachine = {
  entity: "return",
  states: ["CREATED", "COMPLETED"],
  initial: "CREATED",
  page: "change-the-state-of-a-return-in-the-sandbox",
  transitions: [
    {
      from: "CREATED",
      to: "COMPLETED",
      events: ["RETURN_DELIVERY_COMPLETED", "REFUND_REQUESTED"],
      waitMs: 2 * MINUTE,
    },
  ],
};

/** How a version's sandbox moves things. */
export interface SandboxMachines {
  /** Packages, called deliveries before 2024-11-01. */
  readonly outbound: StateMachine<PackageState, PackageCancellationReason>;
  readonly returns: ReturnMachine;
  /** What {@link returns} moves. */
  readonly moves: "return" | "returnPackage";
}

/** By version; 2024-04-01 documents no sandbox. */
export const SANDBOX_MACHINES: Readonly<Record<ApiVersion, SandboxMachines | undefined>> = {
  "2024-01-01": { outbound: DELIVERY_MACHINE, returns: RETURN_MACHINE, moves: "return" },
  "2024-04-01": undefined,
  "2024-11-01": { outbound: PACKAGE_MACHINE, returns: RETURN_PACKAGE_MACHINE, moves: "returnPackage" },
};
