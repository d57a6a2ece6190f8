import { createTransport, type Transport } from "../../client/transport.ts";
import type { Context } from "../../kernel/context.ts";

/** The way to files behind presigned links, through the same proxies as the API; closed with the call. */
export function openStorage(context: Context): Transport {
  const transport = createTransport(context.host.env);
  context.onClose(() => transport.close());
  return transport;
}
