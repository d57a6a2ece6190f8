import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { API_VERSIONS } from "../../src/model/versions.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import type { Answer, TestEmulator } from "./support/emulator.ts";
import { startEmulator } from "./support/emulator.ts";
import { advance, closeOrder, placeOrder, SHOPPER, taskWith } from "./support/privacy.ts";
import { subscribe } from "./support/subscribe.ts";

/** The examples of privacy-analytics.md, section 1.10, in their order. */
const [START_RETRIEVAL, START_DELETION, CANCEL, READ_RETRIEVAL, READ_DELETION] = [1, 2, 3, 4, 5].map((number) =>
  readFileSync(join(import.meta.dirname, "..", "fixtures", "api", "privacy", `1.10-${number}.graphql`), "utf8"),
) as [string, string, string, string, string];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** `2024-01-12T20:19:34.638498Z`: UTC with microseconds. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const INVALID = "Input request is not valid, the following issues were encountered: ";

describe.each(API_VERSIONS)("privacy in %s", (version) => {
  /** Sends an example; the task id that it made up is replaced by a real one. */
  const send = (api: TestEmulator, text: string, taskId?: string): Promise<Answer> =>
    api.graphql(
      taskId === undefined ? text : text.replace(/(taskId: )"[^"]+"/, `$1"${taskId}"`),
      {},
      {
        "x-api-version": version,
      },
    );
  const start = async (api: TestEmulator, text: string): Promise<string> => {
    const { data } = await send(api, text);
    const [[, answer]] = Object.entries(data) as [[string, { taskId: string }]];
    expect(answer).toEqual({ taskId: expect.stringMatching(UUID) });
    return answer.taskId;
  };

  test("a retrieval is started, finished, and read with a link to its file", async () => {
    const api = await startEmulator();
    await placeOrder(api);
    const taskId = await start(api, START_RETRIEVAL);
    await taskWith(api, "Retrieval", taskId, "COMPLETED");
    const { data } = await send(api, READ_RETRIEVAL, taskId);
    expect(data.personalDataRetrievalTask).toEqual({
      taskId,
      status: "COMPLETED",
      submissionDate: expect.stringMatching(TIMESTAMP),
      lastUpdatedDate: expect.stringMatching(TIMESTAMP),
      dataRetrievalLink: expect.stringMatching(/X-Amz-Signature=/),
      dataSubject: { type: "SHOPPER", email: SHOPPER },
      errors: [],
    });
    const link = new URL(data.personalDataRetrievalTask.dataRetrievalLink);
    expect(link.pathname).toMatch(new RegExp(`privacyRequest/${taskId}/result/data_retrieval\\.zip$`));
    expect(link.searchParams.get("X-Amz-Expires")).toBe("60");
  });

  test("an unknown shopper is taken, and the retrieval fails", async () => {
    const api = await startEmulator();
    const taskId = await start(api, START_RETRIEVAL);
    await taskWith(api, "Retrieval", taskId, "FAILED");
    const { data } = await send(api, READ_RETRIEVAL, taskId);
    expect(data.personalDataRetrievalTask).toMatchObject({
      status: "FAILED",
      dataRetrievalLink: null,
      errors: [{ code: "DATA_SUBJECT_NOT_FOUND", message: `The shopper email for request ${taskId} does not exist` }],
    });
  });

  test("a deletion is held for its 14 days, then done", async () => {
    const api = await startEmulator();
    await closeOrder(api, await placeOrder(api));
    const taskId = await start(api, START_DELETION);
    const held = (await send(api, READ_DELETION, taskId)).data.personalDataDeletionTask;
    expect(held).toEqual({
      taskId,
      status: "ON_HOLD",
      holdingPeriod: 14,
      submissionDate: expect.stringMatching(TIMESTAMP),
      lastUpdatedDate: expect.stringMatching(TIMESTAMP),
      dataSubject: { type: "SHOPPER", email: SHOPPER },
      errors: [],
    });
    await advance(api, 13.9);
    expect((await send(api, READ_DELETION, taskId)).data.personalDataDeletionTask.status).toBe("ON_HOLD");
    await advance(api, 0.1);
    expect((await send(api, READ_DELETION, taskId)).data.personalDataDeletionTask.status).toBe("COMPLETED");
  });

  test("a held deletion is cancelled; the answer echoes the task", async () => {
    const api = await startEmulator();
    const taskId = await start(api, START_DELETION);
    expect(await send(api, CANCEL, taskId)).toEqual({ data: { cancelPersonalDataDeletionTask: { taskId } } });
  });

  test("cancelling an unknown task: the whole error, to the letter", async () => {
    const api = await startEmulator();
    expect(await send(api, CANCEL)).toEqual({
      errors: [
        {
          message: "Request references a resource which does not exist.",
          locations: [{ line: 2, column: 3 }],
          path: ["cancelPersonalDataDeletionTask"],
          extensions: {
            classification: {
              type: "ResourceNotFoundError",
              errorType: "ResourceNotFoundException",
              errorCode: 404,
            },
          },
        },
      ],
      data: { cancelPersonalDataDeletionTask: null },
    });
  });

  test("cancelling too late", async () => {
    const api = await startEmulator({ speed: "real" });
    await closeOrder(api, await placeOrder(api));
    const taskId = await start(api, START_DELETION.replace("holdingPeriod: 14", "holdingPeriod: 0"));
    await taskWith(api, "Deletion", taskId, "IN_PROGRESS");
    const message = "The personalDataDeletionTask cannot be cancelled with a status of IN_PROGRESS.";
    const { data, errors } = await send(api, CANCEL, taskId);
    expect(data).toEqual({ cancelPersonalDataDeletionTask: null });
    expect(errors?.[0].message).toBe(message);
    expect(errors?.[0].extensions.classification).toEqual({
      type: "ValidationError",
      code: "CannotCancelPersonalDataDeletionTask",
      details: { message },
    });
  });

  test.each([
    ["StartPersonalDataRetrievalTask", START_RETRIEVAL],
    ["StartPersonalDataDeletionTask", START_DELETION],
  ])("%s refuses a malformed e-mail", async (name, text) => {
    const operation = name.replace("S", "s");
    const issue = `/${operation}/input/dataSubject/email must match "^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+[.][a-zA-Z]{2,}$"`;
    const api = await startEmulator();
    expectInvalid(await send(api, text.replace(SHOPPER, "sam.example.org")), operation, issue);
  });

  test("a holding period of more than 180 days is refused", async () => {
    const api = await startEmulator();
    expectInvalid(
      await send(api, START_DELETION.replace("holdingPeriod: 14", "holdingPeriod: 181")),
      "startPersonalDataDeletionTask",
      "/startPersonalDataDeletionTask/input/holdingPeriod must be less than or equal to 180",
    );
  });

  test("a missing e-mail passes GraphQL and is refused by the service", async () => {
    const api = await startEmulator();
    const { errors } = await send(api, START_RETRIEVAL.replace(`, email: "${SHOPPER}"`, ""));
    expect(errors?.[0].message).toMatch(/^The dataSubject m/);
  });
});

function expectInvalid({ data, errors }: Answer, operation: string, issue: string): void {
  const message = `${INVALID}[${issue}]`;
  expect(data).toEqual({ [operation]: null });
  expect(errors).toHaveLength(1);
  expect(errors?.[0].message).toBe(message);
  expect(errors?.[0].extensions.classification).toEqual({
    type: "ValidationError",
    code: "UnspecifiedError",
    details: { message },
    errorType: "ValidationException",
    errorCode: 400,
  });
}

/** The table of section 1.6: four events, each with the path of its task and, up to 2024-04-01, nothing else. */
test("the four events name their task", async () => {
  const api = await startEmulator();
  const types = ["RETRIEVAL", "DELETION"].flatMap((kind) =>
    ["COMPLETED", "FAILED"].map((end) => `PERSONAL_DATA_${kind}_TASK_${end}`),
  );
  for (const type of types) await subscribe(api, type, "my-partner-event-source", "2024-04-01");
  const queue = await wireQueue(api.emulator.url, "my-partner-event-source");
  const post = async (text: string): Promise<string> => {
    const { data } = await api.graphql(text);
    return (Object.values(data)[0] as { taskId: string }).taskId;
  };
  const known = START_DELETION.replace("holdingPeriod: 14", "holdingPeriod: 0");
  const unknown = (text: string): string =>
    text.replace(SHOPPER, "nobody@example.org").replace(/token: "./, 'token: "x');
  await closeOrder(api, await placeOrder(api));
  const failedRetrieval = await post(unknown(START_RETRIEVAL));
  const failedDeletion = await post(unknown(known));
  const retrieval = await post(START_RETRIEVAL);
  await taskWith(api, "Retrieval", retrieval, "COMPLETED");
  const deletion = await post(known);
  await taskWith(api, "Deletion", deletion, "COMPLETED");
  const events = await drainQueue(api.emulator.url, queue);
  const target = api.emulator.credentials.targetId;
  const path = (kind: string, id: string) => [`businessProduct/${target}/personalData${kind}Task/${id}`];
  expect(new Map(events.map((event) => [event["detail-type"], event.resources]))).toEqual(
    new Map([
      ["PERSONAL_DATA_RETRIEVAL_TASK_FAILED", path("Retrieval", failedRetrieval)],
      ["PERSONAL_DATA_DELETION_TASK_FAILED", path("Deletion", failedDeletion)],
      ["PERSONAL_DATA_RETRIEVAL_TASK_COMPLETED", path("Retrieval", retrieval)],
      ["PERSONAL_DATA_DELETION_TASK_COMPLETED", path("Deletion", deletion)],
    ]),
  );
  expect(events).toHaveLength(4);
  const [event] = events;
  expect(event).toMatchObject({
    version: "0",
    source: "aws.partner/buywithprime/my-partner-event-source",
    region: "us-east-1",
    detail: {},
  });
});
