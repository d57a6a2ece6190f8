import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsEndpoint } from "../../../src/emulator/aws/endpoint.ts";
import { createAwsEndpoint } from "../../../src/emulator/aws/endpoint.ts";
import type { LogReport } from "../../../src/emulator/log.ts";
import type { Store } from "../../../src/emulator/store/store.ts";
import { openStore } from "../../../src/emulator/store/store.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";
export const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=emu/20260101/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=0`;

/** The AWS side over real HTTP, with clients of the AWS SDK. */
export interface Harness {
  readonly endpoint: AwsEndpoint;
  readonly store: Store;
  readonly url: string;
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly logs: LogReport[];
  client<C>(make: new (config: ReturnType<typeof clientConfig>) => C, region?: string): C;
  /** Posts raw bytes; resolves with status, headers and text. */
  post(body: string, headers: Record<string, string>, urlPath?: string): Promise<RawAnswer>;
  /** A form of the Query protocol. */
  query(parameters: Record<string, string>, urlPath?: string): Promise<RawAnswer>;
  stop(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export function clientConfig(url: string, region: string) {
  return { endpoint: url, region, credentials: { accessKeyId: "emu", secretAccessKey: "emu" }, maxAttempts: 1 };
}

/** Starts an endpoint on a free port; with a directory its store is durable. */
export async function startAws(dataDir?: string): Promise<Harness> {
  const store = openStore({ dataDir, processes: { pid: process.pid, isRunning: () => false } });
  const logs: LogReport[] = [];
  let url = "";
  const endpoint = await createAwsEndpoint({
    store,
    region: REGION,
    account: ACCOUNT,
    baseUrl: () => url,
    now: () => Date.now(),
    log: (report) => logs.push(report),
  });
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void endpoint.handle(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url = `http://127.0.0.1:${address.port}`;
  const clients: { destroy(): void }[] = [];
  const client: Harness["client"] = (make, region = REGION) => {
    const made = new make(clientConfig(url, region));
    clients.push(made as { destroy(): void });
    return made;
  };
  const post: Harness["post"] = async (body, headers, urlPath = "/") => {
    const answer = await fetch(url + urlPath, { method: "POST", body, headers });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  };
  return {
    endpoint,
    store,
    url,
    sqs: client(SQSClient),
    events: client(EventBridgeClient),
    logs,
    client,
    post,
    query: (parameters, urlPath) =>
      post(
        new URLSearchParams({ Version: "2012-11-05", ...parameters }).toString(),
        { "content-type": "application/x-www-form-urlencoded; charset=utf-8", authorization: AUTHORIZATION },
        urlPath,
      ),
    async stop() {
      for (const made of clients) made.destroy();
      await endpoint.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

/** A directory that {@link removeDirectories} removes again. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "bwp-aws-"));
  directories.push(directory);
  return directory;
}

const directories: string[] = [];

/** To be called in afterAll. */
export function removeDirectories(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
