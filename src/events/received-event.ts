import type { EventType } from "../model/event-types.ts";
import type { ResourceReference } from "./resources.ts";

/**
 * How a message is built. Pages: the event pages (EventBridge and webhook), "Subscribe to events".
 * - `eventbridge-thin`: EventBridge with an empty `detail`
 * - `eventbridge`: EventBridge with the complete webhook body in `detail`
 * - `webhook`: the webhook body alone
 * - `unknown`: anything else, the forms of the partner preview before 2024 among them
 */
export type EnvelopeForm = "eventbridge-thin" | "eventbridge" | "webhook" | "unknown";

/** What an SNS topic puts around a message when raw delivery is off. */
export interface SnsWrapper {
  readonly topicArn: string | undefined;
  readonly messageId: string | undefined;
}

interface EventFields {
  /** What the documentation says of this type, if it knows it. */
  readonly model: EventType | undefined;
  /** The name to subscribe to instead, if the type is deprecated. */
  readonly successor: string | undefined;
  /** Buy with Prime's id of the event (`eventId`). */
  readonly eventId: string | undefined;
  /** EventBridge's id of the event (`id`); another one than {@link eventId}. */
  readonly envelopeId: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly apiVersion: string | undefined;
  /** `eventTime`, else EventBridge's `time`; the text as it came. */
  readonly time: string | undefined;
  /** AWS account of the partner event source. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly source: string | undefined;
  /** Resource paths as they came. */
  readonly resources: readonly string[];
  /** The same, taken apart. */
  readonly references: readonly ResourceReference[];
  /** The member `data` of the webhook body, whatever it is. */
  readonly data: unknown;
  /** Set if the message came through SNS without raw delivery. */
  readonly sns: SnsWrapper | undefined;
  /** What could not be read, in words; empty if all is well. */
  readonly problems: readonly string[];
  /** The message as it was given to `readEnvelope`. */
  readonly raw: Uint8Array | string;
}

/** An event whose form is documented. */
export interface KnownEvent extends EventFields {
  readonly form: Exclude<EnvelopeForm, "unknown">;
  readonly type: string;
}

/** A message that is no documented event; what could be read of it is filled in all the same. */
export interface UnknownEvent extends EventFields {
  readonly form: "unknown";
  readonly type: string | undefined;
  /** The parsed JSON; undefined if the text is no JSON. */
  readonly json: unknown;
}

/** A message that arrived, read as far as it can be. */
export type ReceivedEvent = KnownEvent | UnknownEvent;
