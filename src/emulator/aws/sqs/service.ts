import type { Store, Transaction } from "../../store/store.ts";
import type { Operation } from "../protocol.ts";
import { engineAttributes } from "./attributes.ts";
import { createQueueEngine } from "./engine.ts";
import { QUEUES } from "./entities.ts";
import type { OutgoingMessage } from "./message.ts";
import { messageOperations } from "./message-operations.ts";
import { Messages } from "./messages.ts";
import { MoveTasks } from "./move-tasks.ts";
import { queueOperations } from "./queue-operations.ts";
import { Tickets } from "./tickets.ts";

/** The emulated SQS. */
export interface SqsService {
  readonly operations: ReadonlyMap<string, Operation>;
  /** Writes a message of EventBridge in the caller's transaction; it arrives after the commit. The queue must exist. */
  deliver(tx: Transaction, key: string, message: Pick<OutgoingMessage, "body" | "attributes" | "groupId">): void;
  /** Puts the queues and messages of the store into the place of those in memory. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** What the service needs. */
export interface SqsOptions {
  readonly store: Store;
  readonly account: string;
  readonly baseUrl: () => string;
  readonly now: () => number;
  /** Told if a message that was written could not be put into its queue; it comes back at the next start. */
  readonly onLost: (message: string) => void;
}

/** Starts the service and puts the queues and messages of the store back into place. */
export async function createSqsService(options: SqsOptions): Promise<SqsService> {
  const { store } = options;
  const engine = createQueueEngine();
  const tickets = new Tickets(store, engine, options.account, options.now);
  const messages = new Messages(store, tickets, options.account, options.now);
  const tasks = new MoveTasks(store, tickets, options.account, options.now);
  const restore = async (): Promise<void> => {
    for (const [key, { name, region, attributes }] of [...store.list(QUEUES)]) {
      await engine.create({ key, name, region, attributes: engineAttributes(attributes) });
    }
    await messages.restore();
    tasks.resume();
  };
  await restore();

  return {
    operations: new Map([
      ...queueOperations(options, { engine, messages, tickets }),
      ...messageOperations(store, messages),
      ...tasks.operations(),
    ]),
    deliver(tx, key, message) {
      const { enqueue } = messages.write(tx, key, { ...message, delaySeconds: 0, deduplicationId: undefined });
      tx.afterCommit(() => {
        enqueue().catch((error: unknown) => {
          // The queue may have been deleted meanwhile, and the message with it.
          if (store.get(QUEUES, key) !== undefined) options.onLost(String(error));
        });
      });
    },
    async reset() {
      tasks.close();
      await engine.clear();
      messages.reset();
      await restore();
    },
    async close() {
      tasks.close();
      messages.close();
      await engine.close();
    },
  };
}
