import { expect } from "vitest";
import type { TestEmulator } from "./emulator.ts";
import { eventually } from "./emulator.ts";
import { CREATE_ORDER, movePackages, packageMove, primeOrder, showOrder } from "./order.ts";

/** The shopper of the documented examples. */
export const SHOPPER = "sam.shopper@example.org";

/** Places and starts an order of the shopper. */
export async function placeOrder(api: TestEmulator, email = SHOPPER): Promise<string> {
  const input = primeOrder([1], {
    desiredExecutionState: "STARTED",
    customer: { contact: { emailData: { name: "Sam Shopper", email } } },
    payments: {
      details: [
        {
          id: "pay-1",
          amount: { amount: 18.1, currencyCode: "USD" },
          paymentMethod: { displayString: "Visa ending in 0000", type: "AMAZON_PAY" },
          state: "CAPTURED",
        },
      ],
    },
  });
  const answer = await api.graphql(CREATE_ORDER, { input });
  expect(answer.errors).toBeUndefined();
  return answer.data.createOrder.order.id;
}

/** Brings an order to the shopper, after which it is over. */
export async function closeOrder(api: TestEmulator, orderId: string): Promise<void> {
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    const { packageInformation } = await showOrder(api, orderId);
    await movePackages(
      api,
      orderId,
      packageInformation.details.map((parcel: { id: string }) => packageMove(parcel.id, state)),
    );
    // The documented waits, for an emulator that does not run at the speed instant.
    await api.control("POST", "clock", { advanceMs: 10 * 60_000 });
    await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === state);
  }
}

/** A task as the API answers it. */
export interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly submissionDate: string;
  readonly lastUpdatedDate: string;
  readonly holdingPeriod?: number;
  readonly dataRetrievalLink?: string | null;
  readonly dataSubject: { readonly type: string; readonly email: string };
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

/** Reads a task; null if the API answers an error. */
export async function readTask(
  api: TestEmulator,
  kind: "Retrieval" | "Deletion",
  taskId: string,
): Promise<Task | null> {
  const own = kind === "Retrieval" ? "dataRetrievalLink" : "holdingPeriod";
  const query = `query($taskId: String!) { personalData${kind}Task(taskId: $taskId) {
    taskId status submissionDate lastUpdatedDate ${own} dataSubject { type email } errors { code message } } }`;
  return (await api.graphql(query, { taskId })).data[`personalData${kind}Task`];
}

/** Waits until a task has a status. */
export function taskWith(
  api: TestEmulator,
  kind: "Retrieval" | "Deletion",
  taskId: string,
  status: string,
): Promise<Task> {
  return eventually(async () => {
    const task = await readTask(api, kind, taskId);
    return task?.status === status && task;
  });
}

/** Starts a task; expects that it is taken. */
export async function startTask(
  api: TestEmulator,
  kind: "Retrieval" | "Deletion",
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const name = `startPersonalData${kind}Task`;
  const answer = await api.graphql(
    `mutation($input: StartPersonalData${kind}TaskInput!) { ${name}(input: $input) { taskId } }`,
    {
      input: { dataSubject: { type: "SHOPPER", email: SHOPPER }, ...input },
    },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data[name].taskId;
}

/** Moves the emulator's clock. */
export async function advance(api: TestEmulator, days: number): Promise<void> {
  expect((await api.control("POST", "clock", { advanceMs: days * 86_400_000 })).status).toBe(200);
}
