import type { Permission } from "../../model/permissions.ts";
import { PERMISSIONS } from "../../model/permissions.ts";
import { ApiError, accessDenied } from "../domain/api-error.ts";
import type { Caller, Domain } from "../domain/domain.ts";
import type { GraphqlContext } from "./context.ts";

/** A query or mutation: checked for access, run, and reported in the log. `Args` is what the schema lets through. */
export interface Operation {
  readonly name: string;
  resolve(args: unknown, context: GraphqlContext): unknown;
}

/** Defines a query or mutation that needs a permission of the credentials. */
export function operation<Args>(
  name: string,
  permission: Permission,
  run: (domain: Domain, caller: Caller, args: Args) => unknown,
): Operation {
  return {
    name,
    resolve(args, context) {
      try {
        // The schema has checked the arguments: they have the type that the operation declares.
        const result = run(context.domain, requireAccess(context.caller, permission), args as Args);
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
    },
  };
}

function requireAccess(caller: Caller | string, permission: Permission): Caller {
  if (typeof caller === "string") throw accessDenied(caller);
  if (!caller.permissions.includes(permission)) {
    throw accessDenied(`the credentials lack the permission ${PERMISSIONS[permission].label}`);
  }
  return caller;
}
