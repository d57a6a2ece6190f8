import { describe, expect, it } from "vitest";
import { authProfileCalls } from "../../../src/client/dialects/auth-profiles.ts";
import { dialectFor } from "../../../src/client/dialects/dialects.ts";
import { RefusedError } from "../../../src/errors.ts";
import { faultsOf } from "./sendable.ts";

const OAUTH = {
  oAuthConfig: {
    clientParameters: { clientId: "hook", clientSecret: "s" },
    authEndpoint: "https://auth.example/token",
    httpMethod: "POST" as const,
    httpParameters: {
      bodyParameters: [{ key: "grant_type", value: "client_credentials" }],
      headerParameters: [{ key: "Content-Type", value: "application/x-www-form-urlencoded" }],
    },
  },
};
const BASIC = { basicAuthConfig: { username: "u", password: "p" } };

describe("2024-11-01", () => {
  it("sends auth profiles with documented fields only", () => {
    const calls = authProfileCalls("2024-11-01", "createAuthProfile");
    for (const call of [
      calls.createAuthProfile({ authProfileAliasId: "a", authConfig: OAUTH }),
      calls.createAuthProfile({ authConfig: BASIC }),
      calls.updateAuthProfile({ authProfileId: "a", authConfig: OAUTH }),
      calls.deleteAuthProfile("a"),
    ]) {
      expect(faultsOf(call)).toEqual([]);
    }
  });

  it("sends webhook destinations with documented fields only", async () => {
    const dialect = await dialectFor("2024-11-01");
    for (const more of [{}, { authProfileId: "a" }, { authConfig: OAUTH }, { authConfig: BASIC }]) {
      const webhook = { url: "https://shop.example/hook", method: "POST" as const, ...more };
      const call = dialect.createEventSubscription({ eventType: "ORDER_CONFIRMED", destination: { webhook } });
      expect(faultsOf(call)).toEqual([]);
    }
  });
});

it.each(["2024-01-01", "2024-04-01"] as const)("%s lacks all three mutations, and each is named", (version) => {
  for (const operation of ["createAuthProfile", "updateAuthProfile", "deleteAuthProfile"] as const) {
    expect(() => authProfileCalls(version, operation)).toThrow(RefusedError);
    expect(() => authProfileCalls(version, operation)).toThrow(`has no ${operation}`);
  }
});
