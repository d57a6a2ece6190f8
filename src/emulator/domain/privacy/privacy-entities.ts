import type { PrivacyTaskKind, PrivacyTaskStatus } from "../../../model/privacy.ts";
import type { Collection } from "../../store/store.ts";
import { collection } from "../../store/store.ts";

/** A request to collect or to delete a shopper's personal data; stored under its id. */
export interface PrivacyTaskEntity {
  readonly id: string;
  readonly kind: PrivacyTaskKind;
  readonly targetId: string;
  readonly email: string;
  readonly status: PrivacyTaskStatus;
  /** Days; null for a retrieval. */
  readonly holdingPeriod: number | null;
  readonly reason: string | null;
  readonly submittedAt: string;
  readonly updatedAt: string;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

/** What a client token stands for; stored under {@link clientTokenKey}. */
export interface ClientTokenUse {
  readonly taskId: string;
  /** Milliseconds on the emulator's clock when the first task with it started. */
  readonly startedAt: number;
}

export const PRIVACY_TASKS: Collection<PrivacyTaskEntity> = collection("privacyTasks");
export const PRIVACY_CLIENT_TOKENS: Collection<ClientTokenUse> = collection("privacyClientTokens");

/** Tokens of retrievals and of deletions are apart. */
export function clientTokenKey(targetId: string, kind: PrivacyTaskKind, token: string): string {
  return JSON.stringify([targetId, kind, token]);
}
