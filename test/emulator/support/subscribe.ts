import { expect } from "vitest";
import type { TestEmulator } from "./emulator.ts";

const SUBSCRIBE = `mutation($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { subscriptionId } }`;

/** Subscribes to an event type in a version, to a partner event source of the emulator's account. */
export async function subscribe(
  api: TestEmulator,
  eventType: string,
  name: string,
  version = "2024-11-01",
): Promise<string> {
  const partnerEventSource = { account: "000000000000", name };
  const input = { eventType, destination: { eventBridge: { region: "us-east-1", partnerEventSource } } };
  const answer = await api.graphql(SUBSCRIBE, { input }, { "x-api-version": version });
  expect(answer.errors).toBeUndefined();
  return answer.data.createEventSubscription.subscriptionId;
}
