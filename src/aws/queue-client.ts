/** A message as a queue handed it out. */
export interface QueueMessage {
  readonly messageId: string;
  /** Good for this delivery only. */
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it was handed out, this time included. */
  readonly receiveCount: number;
  /** Milliseconds since 1970; undefined if the queue does not say. */
  readonly sentAt: number | undefined;
}

/** An entry of a batch that failed while others may have gone through. */
export interface FailedEntry {
  readonly receiptHandle: string;
  readonly code: string;
  readonly message: string;
  /** True if trying again cannot help, for example because the receipt handle has expired. */
  readonly final: boolean;
}

/** What a queue says about itself. Page: SQS GetQueueAttributes. */
export interface QueueNumbers {
  readonly arn: string | undefined;
  /** Messages that can be received now. All three counts are approximate. */
  readonly visible: number;
  /** Messages that were received and neither deleted nor returned yet. */
  readonly inFlight: number;
  readonly delayed: number;
  readonly visibilitySeconds: number | undefined;
  readonly retentionSeconds: number | undefined;
  /** After so many receives a message is moved to the dead-letter queue; undefined without redrive policy. */
  readonly maxReceiveCount: number | undefined;
}

/** What to receive. Page: SQS ReceiveMessage. */
export interface ReceiveRequest {
  /** 1 to 10 messages. */
  readonly max: number;
  /** 0 to 20: how long the queue may wait for a message. */
  readonly waitSeconds: number;
  /** How long others do not see what was received. */
  readonly visibilitySeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The part of a queue that a tail needs. Calls are made once: whoever calls decides on retries. All reject with the typed
 * errors of `src/errors.ts`, a receive also with an `AbortError`.
 */
export interface QueueClient {
  readonly url: string;
  /** Scheme, host and port that the calls really go to. */
  readonly endpoint: string;
  readonly name: string;
  receive(request: ReceiveRequest): Promise<readonly QueueMessage[]>;
  /** Deletes up to 10 messages; answers the entries that failed. */
  deleteBatch(receiptHandles: readonly string[]): Promise<readonly FailedEntry[]>;
  /** Sets how many seconds from now up to 10 messages stay invisible (0 returns them); answers the entries that failed. */
  changeVisibilityBatch(receiptHandles: readonly string[], seconds: number): Promise<readonly FailedEntry[]>;
  attributes(): Promise<QueueNumbers>;
  tags(): Promise<Readonly<Record<string, string>>>;
  /** Closes the connections. */
  close(): void;
}

/** A message to be put into a queue. */
export interface OutgoingMessage {
  readonly body: string;
  /** Message attributes; all are texts. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** A message of a batch that the queue did not take. */
export interface UnsentMessage {
  /** Its place in the batch. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
  /** True if trying again cannot help. */
  readonly final: boolean;
}

/** The part of a queue that takes messages. Rejects as {@link QueueClient} does. */
export interface QueueSender {
  readonly url: string;
  readonly name: string;
  /** Puts up to 10 messages in, in their order; answers those that were not taken. */
  sendBatch(messages: readonly OutgoingMessage[]): Promise<readonly UnsentMessage[]>;
  close(): void;
}

/** Most bytes of all messages of a batch together; AWS's older limit, which every endpoint takes. */
export const MAX_BATCH_BYTES = 262_144;

/** Entries of a batch call, and longest wait of a receive. Page: SQS quotas. */
export const MAX_BATCH = 10;
export const MAX_WAIT_SECONDS = 20;
