import { maskEmail } from "../../../model/privacy.ts";
import type { PlannedStep } from "./journey.ts";

/** A plan as it is shown: with the shopper's address masked wherever a step would send it. */
export function maskedPlan(plan: readonly PlannedStep[]): readonly PlannedStep[] {
  const masked = (key: string, value: unknown): unknown =>
    key === "email" && typeof value === "string" ? maskEmail(value) : value;
  return JSON.parse(JSON.stringify(plan, masked));
}
