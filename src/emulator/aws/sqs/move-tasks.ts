import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isJsonObject } from "../../../model/json-object.ts";
import type { Collection, Store } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import { QUEUES, queueKeyOfArn } from "./entities.ts";
import { moveMessages } from "./move-messages.ts";
import { deadLetterTargetOf } from "./redrive-policy.ts";
import type { Tickets } from "./tickets.ts";

/** A task that moves messages out of a dead-letter queue; its id is the key in the collection. */
interface MoveTask {
  readonly source: string;
  /** Absent: each message goes back to the queue that it came from. */
  readonly destination?: string;
  readonly perSecond?: number;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  readonly moved: number;
  readonly toMove: number;
  readonly failure?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** All tasks, in the order in which they were started. */
export const MOVE_TASKS: Collection<MoveTask> = collection("aws.sqs.moveTasks");

const BATCH = 10;
const FASTEST = 500;
const LISTED = 10;

/** The tasks that move messages out of dead-letter queues; they are stored, and go on after a restart. */
export class MoveTasks {
  readonly #store: Store;
  readonly #tickets: Tickets;
  readonly #account: string;
  readonly #now: () => number;
  #running = new AbortController();

  constructor(store: Store, tickets: Tickets, account: string, now: () => number) {
    this.#store = store;
    this.#tickets = tickets;
    this.#account = account;
    this.#now = now;
  }

  /** The SQS operations on tasks. Pages: SQS API reference, StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask. */
  operations(): Map<string, Operation> {
    return new Map<string, Operation>([
      ["StartMessageMoveTask", (input) => this.#start(input)],
      ["ListMessageMoveTasks", (input) => this.#list(input)],
      ["CancelMessageMoveTask", (input) => this.#cancel(input)],
    ]);
  }

  /** Goes on with what was running before the store was opened. */
  resume(): void {
    this.#running = new AbortController();
    for (const [id, { status }] of [...this.#store.list(MOVE_TASKS)]) if (status === "RUNNING") this.#run(id);
  }

  /** Stops working; the tasks stay. */
  close(): void {
    this.#running.abort();
  }

  async #start(input: JsonObject): Promise<JsonObject> {
    const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond } = input;
    const source = this.#queue("SourceArn", SourceArn);
    const isDeadLetterQueue = Array.from(this.#store.list(QUEUES)).some(
      ([, queue]) => deadLetterTargetOf(queue.attributes) === SourceArn,
    );
    if (!isDeadLetterQueue) throw invalid("Source queue must be configured as a Dead Letter Queue.");
    if (DestinationArn !== undefined) this.#queue("DestinationArn", DestinationArn);
    if (DestinationArn === SourceArn) {
      throw invalid("Source queue arn and destination queue arn cannot be the same.");
    }
    const fits = perSecond === undefined || (Number.isInteger(perSecond) && isBetween(Number(perSecond), 1, FASTEST));
    if (!fits) throw invalid(`MaxNumberOfMessagesPerSecond must be between 1 and ${FASTEST}.`);
    if (this.#tasksOf(String(SourceArn)).some(([, task]) => task.status === "RUNNING")) {
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const toMove = await this.#tickets.countVisible(source);
    const id = randomUUID();
    this.#save(id, {
      source: String(SourceArn),
      ...(DestinationArn === undefined ? {} : { destination: String(DestinationArn) }),
      ...(perSecond === undefined ? {} : { perSecond: Number(perSecond) }),
      status: "RUNNING",
      moved: 0,
      toMove,
      startedAt: this.#now(),
    });
    this.#run(id);
    return { TaskHandle: handleOf(id, String(SourceArn)) };
  }

  #list(input: JsonObject): JsonObject {
    this.#queue("SourceArn", input.SourceArn);
    const limit = Number(input.MaxResults ?? 1);
    if (!Number.isInteger(limit) || !isBetween(limit, 1, LISTED)) {
      throw invalid(`Value for parameter MaxResults is invalid. Reason: must be between 1 and ${LISTED}.`);
    }
    const newest = this.#tasksOf(String(input.SourceArn)).reverse().slice(0, limit);
    return { Results: newest.map(([id, task]) => showTask(id, task)) };
  }

  #cancel(input: JsonObject): JsonObject {
    const id = idOf(input.TaskHandle);
    const task = id === undefined ? undefined : this.#store.get(MOVE_TASKS, id);
    if (id === undefined || task === undefined) {
      throw new AwsError("ResourceNotFoundException", "Task does not exist.", 404);
    }
    if (task.status !== "RUNNING") throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    this.#save(id, { ...task, status: "CANCELLED" });
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  #queue(parameter: "SourceArn" | "DestinationArn", arn: unknown): string {
    if (typeof arn !== "string" || !arn.startsWith("arn:")) {
      throw invalid(
        `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
      );
    }
    const key = queueKeyOfArn(arn, this.#account);
    if (key === undefined || this.#store.get(QUEUES, key) === undefined) {
      const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
      throw new AwsError("ResourceNotFoundException", message, 404);
    }
    return key;
  }

  #tasksOf(source: string): (readonly [string, MoveTask])[] {
    return Array.from(this.#store.list(MOVE_TASKS)).filter(([, task]) => task.source === source);
  }

  #save(id: string, task: MoveTask): void {
    this.#store.transaction((tx) => tx.put(MOVE_TASKS, id, task));
  }

  #run(id: string): void {
    const { signal } = this.#running;
    this.#work(id, signal).catch((error: unknown) => {
      const task = signal.aborted ? undefined : this.#store.get(MOVE_TASKS, id);
      if (task !== undefined) this.#save(id, { ...task, status: "FAILED", failure: String(error) });
    });
  }

  async #work(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      // The answer to StartMessageMoveTask comes first, and so does whoever wants to cancel.
      await sleep(0);
      const task = signal.aborted ? undefined : this.#store.get(MOVE_TASKS, id);
      if (task?.status !== "RUNNING") return;
      const source = queueKeyOfArn(task.source, this.#account) ?? "";
      const destination = task.destination === undefined ? undefined : queueKeyOfArn(task.destination, this.#account);
      const { moved, failure } = await moveMessages(
        { store: this.#store, tickets: this.#tickets, now: this.#now },
        source,
        Math.min(BATCH, task.perSecond ?? BATCH),
        destination,
      );
      if (signal.aborted) return;
      const status = this.#store.get(MOVE_TASKS, id)?.status;
      if (status === undefined) return;
      const sofar = { ...task, status, moved: task.moved + moved };
      if (failure !== undefined) this.#save(id, { ...sofar, status: "FAILED", failure });
      else if (moved === 0 && status === "RUNNING") this.#save(id, { ...sofar, status: "COMPLETED" });
      else this.#save(id, sofar);
      if (task.perSecond !== undefined) await sleep((moved / task.perSecond) * 1000, undefined, { signal });
    }
  }
}

function showTask(id: string, task: MoveTask): JsonObject {
  return {
    ...(task.status === "RUNNING" ? { TaskHandle: handleOf(id, task.source) } : {}),
    Status: task.status,
    SourceArn: task.source,
    ...(task.destination === undefined ? {} : { DestinationArn: task.destination }),
    ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
    StartedTimestamp: task.startedAt,
  };
}

function handleOf(taskId: string, sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn })).toString("base64");
}

function idOf(handle: unknown): string | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(String(handle), "base64").toString());
    return isJsonObject(read) && typeof read.taskId === "string" ? read.taskId : undefined;
  } catch {
    return undefined;
  }
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
