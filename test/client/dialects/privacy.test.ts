import { describe, expect, test } from "vitest";
import {
  dataLinkIn,
  privacyCalls,
  readPrivacyTask,
  shopperEmailIn,
  startedTaskId,
  withMaskedEmail,
} from "../../../src/client/dialects/privacy.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { faultsOf } from "./sendable.ts";

const EMAIL = "sam.shopper@example.org";
const TOKEN = "7e2b6d0f-90c4-4f6e-8e0d-1f3a5c7b9d11";

describe.each(API_VERSIONS)("the privacy calls of %s", (version) => {
  test("fit their schema and are of their version", async () => {
    const calls = await privacyCalls(version);
    const all = [
      calls.start("retrieval", { email: EMAIL, clientToken: TOKEN }),
      calls.start("deletion", { email: EMAIL, clientToken: TOKEN }),
      calls.start("deletion", { email: EMAIL, clientToken: TOKEN, holdingPeriod: 0, reason: "no. 7" }),
      calls.cancelDeletion("t"),
      calls.task("retrieval", "t"),
      calls.task("retrieval", "t", true),
      calls.task("deletion", "t"),
    ];
    for (const call of all) expect([call.operation.version, faultsOf(call)]).toEqual([version, []]);
  });

  test("say what the documented examples say", async () => {
    const calls = await privacyCalls(version);
    const request = {
      email: EMAIL,
      clientToken: TOKEN,
      holdingPeriod: 14,
      reason: "Request no. 2024-117 of the shopper",
    };
    expect(calls.start("deletion", request).variables).toEqual({
      input: {
        clientToken: { token: TOKEN },
        dataSubject: { type: "SHOPPER", email: EMAIL },
        holdingPeriod: 14,
        reason: "Request no. 2024-117 of the shopper",
      },
    });
    expect(calls.start("retrieval", request).variables).toEqual({
      input: { clientToken: { token: TOKEN }, dataSubject: { type: "SHOPPER", email: EMAIL } },
    });
    expect(calls.task("retrieval", "t").variables).toEqual({ taskId: "t", withLink: false });
  });
});

const ANSWER = {
  personalDataRetrievalTask: {
    taskId: "t",
    status: "COMPLETED",
    submissionDate: "2024-01-12T20:19:34.638498Z",
    lastUpdatedDate: "2024-01-12T20:19:35.012345Z",
    dataRetrievalLink: "https://bucket.example/key?X-Amz-Signature=1",
    dataSubject: { type: "SHOPPER", email: EMAIL },
    errors: [],
  },
};

test("an answer is read, with the address masked", () => {
  expect(readPrivacyTask("retrieval", ANSWER)).toEqual({
    kind: "retrieval",
    id: "t",
    status: "COMPLETED",
    submittedAt: "2024-01-12T20:19:34.638498Z",
    updatedAt: "2024-01-12T20:19:35.012345Z",
    holdingPeriod: undefined,
    email: "s***@example.org",
    errors: [],
  });
  expect(dataLinkIn(ANSWER)).toBe("https://bucket.example/key?X-Amz-Signature=1");
  expect(shopperEmailIn("retrieval", ANSWER)).toBe(EMAIL);
  expect(withMaskedEmail("retrieval", ANSWER)).toEqual({
    personalDataRetrievalTask: {
      ...ANSWER.personalDataRetrievalTask,
      dataSubject: { type: "SHOPPER", email: "s***@example.org" },
    },
  });
  expect(startedTaskId("deletion", { startPersonalDataDeletionTask: { taskId: "t" } })).toBe("t");
});

/** The documentation lets code be null, errors be left out, and the answer be null. */
test("an answer with gaps is read as far as it goes", () => {
  const task = {
    taskId: "t",
    status: "FAILED",
    dataSubject: { type: "SHOPPER" },
    errors: [{ code: null, message: "m" }],
  };
  expect(readPrivacyTask("deletion", { personalDataDeletionTask: task })).toMatchObject({
    status: "FAILED",
    email: undefined,
    errors: [{ code: undefined, message: "m" }],
  });
  expect(readPrivacyTask("deletion", { personalDataDeletionTask: null })).toBeUndefined();
  expect(withMaskedEmail("deletion", { personalDataDeletionTask: null })).toEqual({ personalDataDeletionTask: null });
  expect(startedTaskId("deletion", { startPersonalDataDeletionTask: null })).toBeUndefined();
});
