import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type DownloadOptions, type DownloadSink, downloadFile } from "../../src/client/download.ts";
import { FileError } from "../../src/errors.ts";

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const SECRET = "X-Amz-Signature=5ecre7";

/** How a server answers one request after the other. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const whole: Answer = (_, response) => {
  response.writeHead(200, { "content-length": CONTENT.length, etag: '"v1"' });
  response.end(CONTENT);
};
/** Breaks off after so many bytes. */
const broken =
  (bytes: number, etag = '"v1"'): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-length": CONTENT.length, etag });
    response.write(CONTENT.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };
const rest: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1]);
  response.writeHead(206, {
    "content-length": CONTENT.length - from,
    "content-range": `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}`,
  });
  response.end(CONTENT.subarray(from));
};
const status =
  (code: number, body = "", headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end(body);
  };
const expired = status(403, "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>");

class MemorySink implements DownloadSink {
  bytes = Buffer.alloc(0);
  restarts = 0;

  async write(bytes: Buffer): Promise<void> {
    this.bytes = Buffer.concat([this.bytes, bytes]);
  }

  async restart(): Promise<void> {
    this.bytes = Buffer.alloc(0);
    this.restarts += 1;
  }
}

/** Downloads from a server that gives these answers, the last one again and again. */
async function download(answers: readonly Answer[], more: Partial<DownloadOptions> = {}) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sink = new MemorySink();
  const answered: unknown[] = [];
  const retries: string[] = [];
  let links = 0;
  const outcome = downloadFile({
    freshLink: async () => {
      links += 1;
      return `http://127.0.0.1:${port}/file?link=${links}&${SECRET}`;
    },
    sink,
    idleTimeoutMs: 5_000,
    clock: { now: () => 0, sleep: async () => undefined },
    env: {},
    userAgent: "bwp/test",
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onAnswer: (answer) => answered.push(answer),
    onRetry: (reason) => retries.push(reason),
    ...more,
  });
  const result = await outcome.catch((error: unknown) => error);
  return { result, sink, requests, retries, links, answered };
}

test("a file comes whole, in one request without credentials", async () => {
  const progress: unknown[] = [];
  const { result, sink, requests } = await download([whole], { onProgress: (...each) => progress.push(each) });
  expect(result).toBe(CONTENT.length);
  expect(sink.bytes.equals(CONTENT)).toBe(true);
  expect(progress.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  expect(requests.map(({ url }) => url)).toEqual([`/file?link=1&${SECRET}`]);
  expect(Object.keys(requests[0]?.headers ?? {}).sort()).toEqual([
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
  ]);
});

test("a broken transfer goes on where it stopped, with a new link", async () => {
  const { result, sink, requests, retries, answered } = await download([broken(70_000), rest]);
  expect(result).toBe(CONTENT.length);
  expect(sink.bytes.equals(CONTENT)).toBe(true);
  expect(sink.restarts).toBe(0);
  expect(requests[1]?.url).toBe(`/file?link=2&${SECRET}`);
  expect(requests[1]?.headers).toMatchObject({ range: "bytes=70000-", "if-range": '"v1"' });
  expect(retries).toEqual(["The transfer broke off."]);
  expect(answered).toEqual([
    { host: expect.any(String), status: 200, from: 0 },
    { host: expect.any(String), status: 206, from: 70_000 },
  ]);
});

test("where the other side cannot go on, or has another file by now, it begins anew", async () => {
  const { sink } = await download([broken(70_000), whole]);
  expect([sink.restarts, sink.bytes.equals(CONTENT)]).toEqual([1, true]);
  const weak = await download([broken(70_000, 'W/"v1"'), whole]);
  expect(weak.requests[1]?.headers.range).toBeUndefined();
  expect(weak.sink.bytes.equals(CONTENT)).toBe(true);
});

test("an expired link is replaced", async () => {
  const { result, links, retries } = await download([expired, whole]);
  expect([result, links]).toEqual([CONTENT.length, 2]);
  expect(retries).toEqual([
    expect.stringMatching(/^127\.0\.0\.1:\d+ does not hand out the file \(HTTP 403, AccessDenied\)\.$/),
  ]);
});

test("four vain tries in a row are enough; progress in between counts", async () => {
  const vain = await download([expired]);
  expect(vain.result).toMatchObject({ type: "unavailable", code: "link_refused" });
  expect(vain.links).toBe(4);
  const slow = await download([broken(10_000), expired, expired, expired, rest]);
  expect(slow.result).toMatchObject({ code: "link_refused" });
  const steady = await download([broken(10_000), expired, expired, rest]);
  expect(steady.result).toBe(CONTENT.length);
});

test.each([
  [
    "a file that is gone",
    status(404, "<Error><Code>NoSuchKey</Code></Error>"),
    { type: "not_found", code: "file_gone" },
  ],
  ["a redirect", status(302, "", { location: "http://127.0.0.1/else" }), { type: "refused", code: "redirected" }],
])("%s ends it at once", async (_, answer, error) => {
  const { result, links } = await download([answer]);
  expect(result).toMatchObject(error);
  expect(links).toBe(1);
});

test("a link that anybody could listen to is not used", async () => {
  const { result, requests } = await download([whole], { freshLink: async () => `http://example.org/file?${SECRET}` });
  expect(result).toMatchObject({ type: "refused", code: "unsafe_link" });
  expect(requests).toEqual([]);
});

test("silence is a broken transfer", async () => {
  const silent: Answer = (_, response) => {
    response.writeHead(200, { "content-length": CONTENT.length, etag: '"v1"' });
    response.write(CONTENT.subarray(0, 1000));
  };
  const { result, retries } = await download([silent, rest], { idleTimeoutMs: 200 });
  expect([result, retries]).toEqual([CONTENT.length, [expect.stringContaining("within 200 ms")]]);
});

test("an error of the sink ends it, and so does a signal", async () => {
  const sink = new MemorySink();
  sink.write = () => Promise.reject(new FileError("Cannot write x: the disk is full."));
  const full = await download([whole], { sink });
  expect([full.result, full.links]).toEqual([expect.any(FileError), 1]);
  const stop = new AbortController();
  const stopping: Answer = (_, response) => {
    response.writeHead(200, { "content-length": CONTENT.length });
    response.write(CONTENT.subarray(0, 1000), () => setTimeout(() => stop.abort(), 20));
  };
  const stopped = await download([stopping], { signal: stop.signal });
  expect([stopped.result, stopped.links]).toEqual([expect.objectContaining({ type: "interrupted" }), 1]);
});

test("no error and no word on a retry holds the link", async () => {
  for (const answers of [[expired], [status(500)], [status(404)], [broken(10), status(302)], [broken(0)]]) {
    const { result, retries, answered } = await download(answers);
    const cause = (result as Error).cause;
    expect(
      `${(result as Error).stack} ${JSON.stringify(result)} ${String(cause)} ${retries} ${JSON.stringify(answered)}`,
    ).not.toContain("5ecre7");
  }
});

test("an https link goes through the proxy, which learns its host and nothing else", async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
  });
  const { result } = await download([whole], {
    freshLink: async () => `https://bucket.example.test/file?${SECRET}`,
    env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
  });
  expect(result).toMatchObject({ code: "network_proxy", suggestion: expect.stringContaining("HTTPS_PROXY") });
  expect(asked).toEqual(["bucket.example.test:443"]);
});
