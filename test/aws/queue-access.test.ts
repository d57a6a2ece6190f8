import { expect, test } from "vitest";
import { findAccess } from "../../src/aws/queue-access.ts";
import type { AwsSettings } from "../../src/aws/settings.ts";

const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };
const base: AwsSettings = { region: "eu-west-1", timeoutMs: 1000, now: Date.now, env: keys };

test("keys of the environment are taken without the SDK, and cannot be renewed", async () => {
  const access = await findAccess(base, true);
  expect(access).toMatchObject({ region: "eu-west-1" });
  expect(await access.credentials()).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
  expect(access.client ?? access.renew).toBeUndefined();
  const session = await findAccess({ ...base, env: { ...keys, AWS_SESSION_TOKEN: "token" } }, true);
  expect(await session.credentials()).toMatchObject({ sessionToken: "token" });
});

test("keys that were given win over those of the environment", async () => {
  const credentials = { accessKeyId: "emu", secretAccessKey: "emu" };
  const access = await findAccess({ ...base, credentials, profile: "x" }, true);
  expect(await access.credentials()).toBe(credentials);
});

test.each<[string, Partial<AwsSettings>, boolean]>([
  ["a profile is asked for", { profile: "shop" }, true],
  ["AWS_PROFILE is set", { env: { ...keys, AWS_PROFILE: "shop" } }, true],
  ["half of the keys is missing", { env: { AWS_ACCESS_KEY_ID: "id" } }, true],
  ["the endpoint is not known", {}, false],
])("the SDK's chain is asked where %s", async (_, settings, knowsEndpoint) => {
  const { client, renew, region } = await findAccess({ ...base, ...settings }, knowsEndpoint);
  expect(client).toBeDefined();
  expect(renew).toBeDefined();
  expect(region).toBe("eu-west-1");
  client?.destroy();
});
