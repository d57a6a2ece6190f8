import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { toAwsError } from "./errors.ts";
import { createSqs } from "./queue-access.ts";
import type { QueueFacts } from "./queue-admin.ts";
import type { AwsSettings } from "./settings.ts";

type Sdk = typeof import("@aws-sdk/client-sqs");

/** Why EventBridge could not deliver an event. Page: EventBridge user guide, "Using dead-letter queues". */
export interface DeliveryFailure {
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly ruleArn: string | undefined;
  readonly targetArn: string | undefined;
  readonly retryAttempts: string | undefined;
  readonly exhaustedRetryCondition: string | undefined;
}

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly receiveCount: number;
  /** Milliseconds since 1970; undefined if the queue does not say. */
  readonly sentAt: number | undefined;
  /** ARN of the queue that gave it up; undefined if it was sent here. */
  readonly sourceQueueArn: string | undefined;
  /** Set if EventBridge sent it here. */
  readonly failure: DeliveryFailure | undefined;
}

/** What a look into a queue found. */
export interface Peeked {
  readonly letters: readonly DeadLetter[];
  /** How many could not be given back at once; they show again after {@link PEEK_SECONDS}. */
  readonly hidden: number;
}

/** A task that moves messages. Page: SQS API reference, ListMessageMoveTasks. */
export interface MoveTask {
  readonly status: string;
  readonly moved: number;
  /** How many there were when it was started. */
  readonly toMove: number | undefined;
  readonly failure: string | undefined;
}

const BATCH = 10;
/** How long what is looked at stays hidden from others, if it cannot be given back. */
export const PEEK_SECONDS = 30;
const PEEK_WAIT_SECONDS = 1;

/** Looks into dead-letter queues, moves their messages and empties them. All reject with the errors of `toAwsError`. */
export class DeadLetters {
  readonly #sdk: Sdk;
  readonly #client: SQSClient;
  readonly #settings: AwsSettings;

  constructor(sdk: Sdk, client: SQSClient, settings: AwsSettings) {
    this.#sdk = sdk;
    this.#client = client;
    this.#settings = settings;
  }

  /** Receives up to so many messages and gives them back; SQS counts each as received once more. */
  async peek({ url }: Pick<QueueFacts, "url">, most: number): Promise<Peeked> {
    const held: Message[] = [];
    let hidden = 0;
    try {
      while (held.length < most) {
        const messages = await this.#receive(url, Math.min(BATCH, most - held.length));
        if (messages.length === 0) break;
        held.push(...messages);
      }
    } finally {
      hidden = await this.#giveBack(url, held);
    }
    return { letters: held.map(toDeadLetter), hidden };
  }

  /** Starts to move all messages; without a destination each goes back to the queue that gave it up. Answers its handle. */
  async startMove(
    sourceArn: string,
    destinationArn: string | undefined,
    perSecond: number | undefined,
  ): Promise<string> {
    const { TaskHandle = "" } = await this.#call("sqs:StartMessageMoveTask", sourceArn, () =>
      this.#client.send(
        new this.#sdk.StartMessageMoveTaskCommand({
          SourceArn: sourceArn,
          ...(destinationArn === undefined ? undefined : { DestinationArn: destinationArn }),
          ...(perSecond === undefined ? undefined : { MaxNumberOfMessagesPerSecond: perSecond }),
        }),
      ),
    );
    return TaskHandle;
  }

  /** The task that was started last; undefined if there is none. */
  async lastMove(sourceArn: string): Promise<MoveTask | undefined> {
    const { Results = [] } = await this.#call("sqs:ListMessageMoveTasks", sourceArn, () =>
      this.#client.send(new this.#sdk.ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 1 })),
    );
    const [task] = Results;
    return (
      task && {
        status: task.Status ?? "UNKNOWN",
        moved: task.ApproximateNumberOfMessagesMoved ?? 0,
        toMove: task.ApproximateNumberOfMessagesToMove,
        failure: task.FailureReason,
      }
    );
  }

  async cancelMove(handle: string): Promise<void> {
    await this.#call("sqs:CancelMessageMoveTask", "task", () =>
      this.#client.send(new this.#sdk.CancelMessageMoveTaskCommand({ TaskHandle: handle })),
    );
  }

  async purge({ url }: Pick<QueueFacts, "url">): Promise<void> {
    await this.#call("sqs:PurgeQueue", url, () =>
      this.#client.send(new this.#sdk.PurgeQueueCommand({ QueueUrl: url })),
    );
  }

  close(): void {
    this.#client.destroy();
  }

  async #receive(url: string, max: number): Promise<readonly Message[]> {
    const { Messages = [] } = await this.#call("sqs:ReceiveMessage", url, () =>
      this.#client.send(
        new this.#sdk.ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: max,
          WaitTimeSeconds: PEEK_WAIT_SECONDS,
          VisibilityTimeout: PEEK_SECONDS,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
      ),
    );
    return Messages;
  }

  async #giveBack(url: string, messages: readonly Message[]): Promise<number> {
    let failed = 0;
    for (let at = 0; at < messages.length; at += BATCH) {
      const Entries = messages
        .slice(at, at + BATCH)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      const answer = await this.#client
        .send(new this.#sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
        .catch(() => undefined);
      failed += answer === undefined ? Entries.length : (answer.Failed?.length ?? 0);
    }
    return failed;
  }

  async #call<Answer>(action: string, of: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      const resource = `the dead-letter queue ${of.split(/[:/]/).at(-1) ?? of}`;
      throw toAwsError(error, { action, resource }, this.#settings);
    }
  }
}

function toDeadLetter({ MessageId = "", Body = "", Attributes = {}, MessageAttributes = {} }: Message): DeadLetter {
  const attribute = (name: string): string | undefined => MessageAttributes[name]?.StringValue;
  const failure = {
    code: attribute("ERROR_CODE"),
    message: attribute("ERROR_MESSAGE"),
    ruleArn: attribute("RULE_ARN"),
    targetArn: attribute("TARGET_ARN"),
    retryAttempts: attribute("RETRY_ATTEMPTS"),
    exhaustedRetryCondition: attribute("EXHAUSTED_RETRY_CONDITION"),
  };
  const { SentTimestamp, ApproximateReceiveCount, DeadLetterQueueSourceArn } = Attributes;
  return {
    messageId: MessageId,
    body: Body,
    receiveCount: Number(ApproximateReceiveCount ?? 1),
    sentAt: SentTimestamp === undefined ? undefined : Number(SentTimestamp),
    sourceQueueArn: DeadLetterQueueSourceArn,
    failure: failure.ruleArn === undefined && failure.code === undefined ? undefined : failure,
  };
}

/** Makes the client; the SDK is loaded only now. */
export async function createDeadLetters(settings: AwsSettings): Promise<DeadLetters> {
  const { sdk, client } = await createSqs(settings);
  return new DeadLetters(sdk, client, settings);
}
