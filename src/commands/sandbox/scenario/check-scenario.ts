import type { ResolvedProfile } from "../../../config/profile.ts";
import { RefusedError, UsageError } from "../../../errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { type Scenario, STEPS, type StepSpec } from "./scenario.ts";
import type { Values } from "./step-values.ts";

/**
 * The scenario as it is told in the version of a profile. Refuses what cannot work with it before anything is sent: another
 * version, or steps that only the emulator can do.
 * @throws {RefusedError} code `not_in_version` or `emulator_only`.
 */
export function inVersion(scenario: Scenario, profile: Pick<ResolvedProfile, "kind" | "apiVersion">): Scenario {
  const { apiVersions, name } = scenario;
  if (!apiVersions.includes(profile.apiVersion)) {
    throw new RefusedError(
      `"${name}" cannot be told in version ${profile.apiVersion} of the API; it can in ${apiVersions.join(", ")}.`,
      { code: "not_in_version", suggestion: `Choose one with --api-version ${apiVersions.at(-1) ?? ""}.` },
    );
  }
  const steps = scenario.steps.filter((step) => step.apiVersions.includes(profile.apiVersion));
  if (profile.kind === "emulator") return { ...scenario, steps };
  const findings = steps.flatMap(({ kind, line, values }) => {
    const spec: StepSpec = STEPS[kind];
    const why = kind === "wait" && values.from === "emulator" ? "its events come from the emulator" : spec.emulatorOnly;
    return why === undefined ? [] : [`line ${line}: ${kind}: ${why}`];
  });
  if (findings.length === 0) return { ...scenario, steps };
  throw new RefusedError(`"${name}" has steps that only the emulator can do.`, {
    code: "emulator_only",
    findings,
    suggestion: "Run it with --emulator, or with an emulator profile.",
  });
}

/**
 * The values of `set`: the scenario's own, and those of `--set NAME=VALUE`.
 * @throws {UsageError} for a name that no scenario of the run has.
 */
export function readSet(scenarios: readonly Scenario[], given: readonly string[]): (scenario: Scenario) => Values {
  const names = [...new Set(scenarios.flatMap(({ set }) => Object.keys(set)))];
  const values = given.map((written) => {
    const equals = written.indexOf("=");
    const name = written.slice(0, Math.max(0, equals)).trim();
    if (equals < 1) throw new UsageError(`--set takes NAME=VALUE, not "${written}".`, { code: "invalid_set" });
    if (!names.includes(name)) {
      throw new UsageError(`--set: no scenario has "${name}" below "set".`, {
        code: "unknown_name",
        suggestion: didYouMean(name, names) ?? (names.length === 0 ? undefined : `There are ${names.join(", ")}.`),
      });
    }
    return [name, written.slice(equals + 1)] as const;
  });
  return ({ set }) => ({ ...set, ...Object.fromEntries(values.filter(([name]) => name in set)) });
}
