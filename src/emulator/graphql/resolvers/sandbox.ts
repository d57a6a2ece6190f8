import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import type { PackageInformationInput } from "../../domain/orders/packages.ts";
import { updatePackages, updateReturns } from "../../domain/orders/sandbox.ts";
import type { ReturnsInput } from "../../domain/returns/returns.ts";
import { operation } from "../operations.ts";

/** Mutations of the Sandbox interface. */
export const SANDBOX_OPERATIONS = [
  operation(
    "updateOrderPackageInformation",
    "editOrder",
    (domain, caller, args: { orderIdentifier: OrderIdentifier; input: PackageInformationInput }) => ({
      order: updatePackages(domain, caller, args.orderIdentifier, args.input),
    }),
  ),
  operation(
    "updateOrderReturns",
    "editOrder",
    (domain, caller, args: { orderIdentifier: OrderIdentifier; input: ReturnsInput }) => ({
      order: updateReturns(domain, caller, args.orderIdentifier, args.input),
    }),
  ),
];
