import { expect, test } from "vitest";
import { MASK, maskVariables, secretsIn } from "../../src/client/masking.ts";

const VARIABLES = {
  input: {
    authProfileAliasId: "shop-hook",
    authConfig: {
      oAuthConfig: {
        clientParameters: { clientId: "hook", clientSecret: "s3cr3t" },
        authEndpoint: "https://auth.example/token",
        httpParameters: {
          bodyParameters: [
            { key: "grant_type", value: "client_credentials" },
            { key: "assertion", value: "a-key" },
          ],
          headerParameters: [
            { key: "Content-Type", value: "application/json" },
            { key: "Cookie", value: "a-cookie" },
          ],
        },
      },
      basicAuthConfig: { username: "shop", password: "p4ss" },
    },
  },
};

test("credentials for webhooks are masked, and every parameter that may be a key", () => {
  expect(maskVariables(VARIABLES)).toEqual({
    input: {
      authProfileAliasId: "shop-hook",
      authConfig: {
        oAuthConfig: {
          clientParameters: { clientId: "hook", clientSecret: MASK },
          authEndpoint: "https://auth.example/token",
          httpParameters: {
            bodyParameters: [
              { key: "grant_type", value: "client_credentials" },
              { key: "assertion", value: MASK },
            ],
            headerParameters: [
              { key: "Content-Type", value: "application/json" },
              { key: "Cookie", value: MASK },
            ],
          },
        },
        basicAuthConfig: { username: "shop", password: MASK },
      },
    },
  });
});

test("what is masked in a request is known, to be removed from answers that quote it", () => {
  expect(secretsIn(VARIABLES)).toEqual(["s3cr3t", "a-key", "a-cookie", "p4ss"]);
  expect(secretsIn({ orderId: "o-1", amount: 3, none: null })).toEqual([]);
});
