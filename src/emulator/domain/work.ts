import type { PackageCancellationReason, PackageState, SettableMilestoneCode } from "../../model/package-states.ts";
import type { GradingCondition, ReturnPackageState } from "../../model/return-states.ts";
import type { LineItemUnits } from "./entities.ts";
import type { OutgoingEvent } from "./events/publishing.ts";

/** Moves a package, or a part of a pending one. */
export interface PackageStep {
  readonly kind: "package";
  readonly packageId: string;
  readonly to: PackageState;
  readonly reason: PackageCancellationReason | null;
  /** Units that move; null means the whole package. */
  readonly units: readonly LineItemUnits[] | null;
}

/** Moves a return package. */
export interface ReturnPackageStep {
  readonly kind: "returnPackage";
  readonly returnId: string;
  readonly returnPackageId: string;
  readonly to: ReturnPackageState;
}

/** Grades a returned line. */
export interface GradingStep {
  readonly kind: "grading";
  readonly returnId: string;
  readonly returnLineId: string;
  readonly grading: readonly { readonly condition: GradingCondition; readonly units: number }[];
}

/** Gives a tracker its next milestone. */
export interface TrackerStep {
  readonly kind: "tracker";
  /** Key of the tracker. */
  readonly tracker: string;
  readonly code: SettableMilestoneCode;
}

/** Completes a whole return, as the sandbox of 2024-01-01 does. */
export interface ReturnStep {
  readonly kind: "return";
  readonly returnId: string;
}

/** One change that a sandbox mutation asked for. */
export type SandboxStep = PackageStep | ReturnPackageStep | GradingStep | ReturnStep | TrackerStep;

/** Steps that take effect at the same time. */
export interface Stage {
  /** Milliseconds on the emulator's clock. */
  readonly dueAt: number;
  readonly steps: readonly SandboxStep[];
}

/** Steps that a sandbox mutation asked for, in the order in which they are due. */
export interface SandboxWork {
  readonly kind: "sandbox";
  readonly orderId: string;
  readonly stages: readonly Stage[];
}

/** What a privacy task does next: begin its work, or end it. */
export type PrivacyStep = "begin" | "finish";

/** Work that waits in the store for its time; do-work.ts does it. */
export type Work =
  | SandboxWork
  | { readonly kind: "tracker"; readonly orderId: string; readonly packageId: string }
  | { readonly kind: "cancellation"; readonly orderId: string; readonly cancellationId: string }
  | { readonly kind: "privacy"; readonly taskId: string; readonly step: PrivacyStep }
  | { readonly kind: "catalogFeed"; readonly feedId: string }
  | { readonly kind: "catalogFile"; readonly fileId: string }
  | { readonly kind: "event"; readonly event: OutgoingEvent }
  | { readonly kind: "webhook"; readonly deliveryId: string };
