import { NotFoundError } from "../errors.ts";
import { didYouMean } from "./suggest.ts";

/** There is no such profile: says which one may have been meant, and which exist. */
export function unknownProfile(name: string, names: readonly string[]): NotFoundError {
  const existing =
    names.length === 0 ? `Make it with: bwp auth login ${name}` : `Profiles that exist: ${names.join(", ")}.`;
  return new NotFoundError(`There is no profile ${JSON.stringify(name)}.`, {
    code: "profile_not_found",
    suggestion: [didYouMean(name, names), existing].filter(Boolean).join(" "),
  });
}
