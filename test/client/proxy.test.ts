import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { chooseProxy } from "../../src/client/proxy.ts";
import { UsageError } from "../../src/errors.ts";
import { createTestClient, ORDER_QUERY } from "./service.ts";

const API = new URL("https://api.buywithprime.amazon.com/graphql");
const TLS = join(import.meta.dirname, "..", "fixtures", "tls");

describe("the choice of a proxy", () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: "http://p:8080" }, "http://p:8080/"],
    [{ https_proxy: "p:8080" }, "http://p:8080/"],
    [{ https_proxy: "http://lower", HTTPS_PROXY: "http://upper" }, "http://lower/"],
    [{ HTTP_PROXY: "http://p" }, undefined],
    [{ HTTPS_PROXY: "http://p", NO_PROXY: "*" }, undefined],
    [{ HTTPS_PROXY: "http://p", NO_PROXY: "example.com, .amazon.com" }, undefined],
    [{ HTTPS_PROXY: "http://p", no_proxy: "buywithprime.amazon.com:443" }, undefined],
    [{ HTTPS_PROXY: "http://p", NO_PROXY: "buywithprime.amazon.com:8443" }, "http://p/"],
    [{ HTTPS_PROXY: "http://p", NO_PROXY: "*.amazon.com" }, undefined],
    [{ HTTPS_PROXY: "http://p", NO_PROXY: "zon.com" }, "http://p/"],
    [{ HTTPS_PROXY: " " }, undefined],
  ])("%j", (env, expected) => {
    expect(chooseProxy(API, env)?.href).toBe(expected);
  });

  it("never sends loopback through a proxy", () => {
    for (const host of ["localhost:1", "127.0.0.1:1", "[::1]:1"]) {
      expect(chooseProxy(new URL(`http://${host}/`), { HTTP_PROXY: "http://p" })).toBeUndefined();
    }
    expect(chooseProxy(new URL("http://other.example/"), { HTTP_PROXY: "http://p" })?.host).toBe("p");
  });

  it("does not repeat a broken value, which may hold a password", () => {
    expect(() => chooseProxy(API, { HTTPS_PROXY: "socks5://user:very-secret@p" })).toThrow(UsageError);
    expect(() => chooseProxy(API, { HTTPS_PROXY: "socks5://user:very-secret@p" })).not.toThrow(/very-secret/);
  });
});

const open: Server[] = [];

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function startHttps(): Server {
  const key = readFileSync(join(TLS, "localhost.key.pem"));
  const cert = readFileSync(join(TLS, "localhost.cert.pem"));
  return createHttpsServer({ key, cert }, (_, response) => response.end("{}"));
}

describe("https", () => {
  it("explains a certificate that is not trusted", async () => {
    const port = await listen(startHttps());
    const client = createTestClient(`https://localhost:${port}`);
    const failure = client.request(ORDER_QUERY, { orderIdentifier: { orderId: "1" } });
    await expect(failure).rejects.toMatchObject({
      type: "unavailable",
      code: "network_tls",
      suggestion: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
    expect(client.retries).toEqual([]);
  });

  it("goes through the tunnel of a proxy, and only the tunnel's address is told", async () => {
    const target = await listen(startHttps());
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on("connect", (request, socket) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
      const upstream = connect(target, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on("error", () => upstream.destroy());
    });
    const port = await listen(proxy);
    const client = createTestClient("https://api.example.test", {
      env: { HTTPS_PROXY: `http://user:pass@127.0.0.1:${port}` },
    });
    const failure = client.request(ORDER_QUERY, { orderIdentifier: { orderId: "1" } });
    // The handshake with the service behind the tunnel took place: its certificate is the one that is not trusted.
    await expect(failure).rejects.toMatchObject({ code: "network_tls" });
    expect(asked).toEqual([`api.example.test:443 Basic ${Buffer.from("user:pass").toString("base64")}`]);
  });

  it("explains a proxy that refuses", async () => {
    const proxy = createHttpServer();
    proxy.on("connect", (_, socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
    );
    const port = await listen(proxy);
    const client = createTestClient("https://api.example.test", { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    await expect(client.request(ORDER_QUERY, { orderIdentifier: { orderId: "1" } })).rejects.toMatchObject({
      type: "unavailable",
      code: "network_proxy",
      suggestion: expect.stringContaining("HTTPS_PROXY"),
    });
  });
});
