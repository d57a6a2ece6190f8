import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

/** 200 rounds prove more and take longer: BWP_CRASH_ROUNDS=200 npm run test:e2e -- crash */
const ROUNDS = Number(process.env.BWP_CRASH_ROUNDS ?? 12);

const CREATE = `mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { id } } }`;
const READ = `query ($orderIdentifier: OrderIdentifierInput!) { order(orderIdentifier: $orderIdentifier) { id } }`;

describe("the emulator under kill -9", () => {
  it(
    `loses no acknowledged order in ${ROUNDS} rounds`,
    async () => {
      const sandbox = new Sandbox();
      const dataDir = join(sandbox.folder, "data");
      const acknowledged: string[] = [];
      let serial = 0;
      try {
        for (let round = 0; round < ROUNDS; round += 1) {
          const emulator = sandbox.start([
            "emulator",
            "start",
            "--port",
            "0",
            "--data-dir",
            dataDir,
            "--json",
            "--quiet",
          ]);
          await emulator.shows(/\n}/);
          const { url, credentials } = JSON.parse(emulator.stdout) as Started;
          const call = await caller(url, credentials);

          const lost: string[] = [];
          for (const id of round === 0 ? [] : acknowledged.slice(-60)) {
            const answer = await call(READ, { orderIdentifier: { orderId: id } });
            if (answer?.data?.order?.id !== id) lost.push(id);
          }
          expect(lost).toEqual([]);

          // Keep writing from several connections until the process dies under them. The first order takes its time: the
          // schema is built for it.
          const killed = emulator.finished();
          serial += 1;
          const first = await call(CREATE, { input: order(serial) });
          acknowledged.push(first?.data?.createOrder?.order?.id ?? "none");
          setTimeout(() => emulator.process.kill("SIGKILL"), 20 + Math.random() * 120);
          await Promise.all(
            Array.from({ length: 4 }, async () => {
              for (;;) {
                serial += 1;
                const answer = await call(CREATE, { input: order(serial) }).catch(() => undefined);
                const id = answer?.data?.createOrder?.order?.id;
                if (id === undefined) return;
                acknowledged.push(id);
              }
            }),
          );
          expect((await killed).signal).toBe("SIGKILL");
        }
        const last = sandbox.start(["emulator", "start", "--port", "0", "--data-dir", dataDir, "--json", "--quiet"]);
        await last.shows(/\n}/);
        const { url, credentials } = JSON.parse(last.stdout) as Started;
        const call = await caller(url, credentials);
        const lost: string[] = [];
        for (const id of acknowledged) {
          const answer = await call(READ, { orderIdentifier: { orderId: id } });
          if (answer?.data?.order?.id !== id) lost.push(id);
        }
        expect(lost).toEqual([]);
        expect(acknowledged.length).toBeGreaterThan(ROUNDS);
        last.process.kill("SIGTERM");
        await last.finished();
      } finally {
        await sandbox.close();
      }
    },
    120_000 + ROUNDS * 15_000,
  );
});

interface Started {
  readonly url: string;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string; readonly targetId: string };
}

interface Answer {
  readonly data?: {
    readonly order?: { readonly id?: string } | null;
    readonly createOrder?: { readonly order?: { readonly id?: string } } | null;
  } | null;
}

async function caller(
  url: string,
  { clientId, clientSecret, targetId }: Started["credentials"],
): Promise<(query: string, variables: unknown) => Promise<Answer | undefined>> {
  const granted = await fetch(`${url}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        "x-api-target-id": targetId,
        "x-api-version": "2024-11-01",
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
}

function order(serial: number): unknown {
  return {
    aliases: [{ aliasType: "EXTERNAL_ID", aliasId: `crash-${serial}` }],
    lineItems: [{ amount: { value: 1 }, selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } } }],
    customer: { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } },
    totalPrice: { value: { amount: 18.5, currencyCode: "USD" } },
  };
}
