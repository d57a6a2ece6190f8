import type { Store } from "../../store/store.ts";
import type { Operation } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import { readEntries, runBatch } from "./batch.ts";
import { findQueue } from "./entities.ts";
import { readMessage, sizeOf } from "./message.ts";
import type { Messages } from "./messages.ts";

const MAX_BATCH_BYTES = 1_048_576;

/** The SQS operations on messages. */
export function messageOperations(store: Store, messages: Messages): Map<string, Operation> {
  return new Map<string, Operation>([
    [
      "SendMessage",
      async (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const [sent] = await messages.send(key, [readMessage(input, queue)]);
        return sent ?? {};
      },
    ],
    [
      "SendMessageBatch",
      async (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const entries = readEntries(input);
        const checked = entries.map(({ id, input: fields }) => ({
          id,
          message: attempt(() => readMessage(fields, queue)),
        }));
        const good = checked.flatMap(({ message }) => (message instanceof AwsError ? [] : [message]));
        const bytes = good.reduce((sum, message) => sum + sizeOf(message.body, message.attributes), 0);
        if (bytes > MAX_BATCH_BYTES) {
          throw new AwsError(
            "BatchRequestTooLong",
            `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
          );
        }
        const sent = await messages.send(key, good);
        return runBatch(
          checked.map(({ id, message }) => ({ id, input: {}, message })),
          ({ message }) => {
            if (message instanceof AwsError) throw message;
            return sent[good.indexOf(message)] ?? {};
          },
        );
      },
    ],
    [
      "ReceiveMessage",
      (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        return messages.receive(key, queue, input, call);
      },
    ],
    [
      "DeleteMessage",
      async (input, call) => {
        const { key } = findQueue(store, input.QueueUrl, call.region);
        const [error] = await messages.delete(key, [input.ReceiptHandle]);
        if (error !== undefined) throw error;
        return {};
      },
    ],
    [
      "DeleteMessageBatch",
      async (input, call) => {
        const { key } = findQueue(store, input.QueueUrl, call.region);
        const entries = readEntries(input);
        const outcomes = await messages.delete(
          key,
          entries.map((entry) => entry.input.ReceiptHandle),
        );
        return runBatch(entries, (entry) => {
          const error = outcomes[entries.indexOf(entry)];
          if (error !== undefined) throw error;
          return {};
        });
      },
    ],
    [
      "ChangeMessageVisibility",
      async (input, call) => {
        await messages.changeVisibility(findQueue(store, input.QueueUrl, call.region).key, input);
        return {};
      },
    ],
    [
      "ChangeMessageVisibilityBatch",
      (input, call) => {
        const { key } = findQueue(store, input.QueueUrl, call.region);
        return runBatch(readEntries(input), async (entry) => {
          await messages.changeVisibility(key, entry.input);
          return {};
        });
      },
    ],
  ]);
}

function attempt<T>(run: () => T): T | AwsError {
  try {
    return run();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
