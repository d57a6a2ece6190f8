import { createEventBridge } from "../../src/aws/eventbridge.ts";
import { createQueueAdmin } from "../../src/aws/queue-admin.ts";
import type { Wiring } from "../../src/aws/wiring.ts";
import { ACCOUNT, type Harness, REGION, startAws } from "../emulator/aws/harness.ts";

/** The partner event source that is there from the start. */
export const SOURCE = { account: ACCOUNT, region: REGION, name: "acme" };
/** Name of the bus of {@link SOURCE}. */
export const BUS = "aws.partner/buywithprime/acme";

/** The emulated AWS with one source, and what wires it. */
export interface WiringWorld {
  readonly aws: Harness;
  readonly wiring: Wiring;
  close(): Promise<void>;
}

export async function startWiringWorld(): Promise<WiringWorld> {
  const aws = await startAws();
  const settings = {
    region: REGION,
    endpoint: aws.url,
    credentials: { accessKeyId: "emu", secretAccessKey: "emu" },
    timeoutMs: 60_000,
    now: Date.now,
    env: {},
  };
  const wiring = { events: await createEventBridge(settings), queues: await createQueueAdmin(settings) };
  aws.store.transaction((tx) => aws.endpoint.ensureSource(tx, SOURCE));
  return {
    aws,
    wiring,
    async close() {
      wiring.events.close();
      wiring.queues.close();
      await aws.stop();
    },
  };
}
