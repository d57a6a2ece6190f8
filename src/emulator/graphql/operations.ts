import { setTimeout as sleep } from "node:timers/promises";
import type { Permission } from "../../model/permissions.ts";
import { PERMISSIONS } from "../../model/permissions.ts";
import { ApiError, accessDenied } from "../domain/api-error.ts";
import type { Caller, Domain } from "../domain/domain.ts";
import type { ApiFault } from "../faults/fault.ts";
import type { GraphqlContext } from "./context.ts";

/** A query or mutation: checked for access, run, and reported in the log. `Args` is what the schema lets through. */
export interface Operation {
  readonly name: string;
  resolve(args: unknown, context: GraphqlContext): unknown;
}

/** Defines a query or mutation that needs permissions of the credentials. */
export function operation<Args>(
  name: string,
  permission: Permission | readonly Permission[],
  run: (domain: Domain, caller: Caller, args: Args) => unknown,
): Operation {
  const permissions = typeof permission === "string" ? [permission] : permission;
  const perform = (args: unknown, context: GraphqlContext): unknown => {
    try {
      // The schema has checked the arguments: they have the type that the operation declares.
      const result = run(context.domain, requireAccess(context.caller, permissions), args as Args);
      context.report({ kind: "operation", message: `${name}: ok` });
      return result;
    } catch (error) {
      if (error instanceof ApiError) {
        const { type, code } = error.classification;
        const details = { operation: name, type, code, reason: error.reason };
        context.report({ kind: "operation", message: `${name}: ${code ?? type} (${error.reason})`, details });
      }
      throw error;
    }
  };
  return {
    name,
    resolve(args, context) {
      const faults = context.strike(name);
      return faults.length === 0 ? perform(args, context) : performFaulty(faults, args, context, perform);
    },
  };
}

async function performFaulty(
  faults: readonly ApiFault[],
  args: unknown,
  context: GraphqlContext,
  perform: (args: unknown, context: GraphqlContext) => unknown,
): Promise<unknown> {
  for (const fault of faults) if (fault.kind === "delay") await sleep(fault.ms ?? 0);
  const fault = faults.find(({ kind }) => kind !== "delay");
  if (fault === undefined) return perform(args, context);
  if (fault.when !== undefined) context.interrupt(fault);
  if (fault.when === "after") return perform(args, context);
  throw refusalOf(fault);
}

/** What a fault says in the service's words; for faults that replace the answer nobody sees it. */
function refusalOf(fault: ApiFault): ApiError {
  const reason = "a fault of the emulator";
  if (fault.kind === "deny") return accessDenied(reason);
  if (fault.kind === "throttle") return new ApiError("ThrottlingError", "Rate exceeded.", { reason });
  return new ApiError("InternalServerError", "An internal error occurred.", { reason });
}

function requireAccess(caller: Caller | string, permissions: readonly Permission[]): Caller {
  if (typeof caller === "string") throw accessDenied(caller);
  for (const permission of permissions) {
    if (!caller.permissions.includes(permission)) {
      throw accessDenied(`the credentials lack the permission ${PERMISSIONS[permission].label}`);
    }
  }
  return caller;
}
