import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../emulator/support/emulator.ts";
import { startReceiver } from "../../emulator/support/receiver.ts";
import type { CliResult } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

/** A file with a secret, as an editor leaves it: with a line end. */
function secretFile(secret: string): string {
  const folder = mkdtempSync(join(tmpdir(), "bwp-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "secret.txt");
  writeFileSync(file, `${secret}\n`);
  return file;
}

const SECRET = "s3cr3t-of-hook";
const create = (...more: string[]) => ["subscribe", "create", "--type", "ORDER_CONFIRMED", ...more];
const createProfile = (...more: string[]) => ["subscribe", "auth-profile", "create", ...more];
const order = () => world.json(["order", "create", "--sample"]);

function expectNoSecret({ stdout, stderr }: CliResult): void {
  expect(stdout + stderr).not.toContain(SECRET);
  expect(stdout + stderr).not.toContain(Buffer.from(SECRET).toString("base64"));
}

test("a webhook without credentials is subscribed, and gets its events", async () => {
  const receiver = await startReceiver();
  const result = await world.bwp(create("--webhook-url", receiver.url));
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toEqual([
    {
      eventType: "ORDER_CONFIRMED",
      subscriptionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: "created",
      destination: { url: receiver.url },
    },
  ]);
  expect(result.stderr).toContain(`subscribe ORDER_CONFIRMED to ${receiver.url}`);
  expect(result.stderr).toContain(
    `Next: bwp events listen --port ${receiver.port} --path / takes what is posted there`,
  );
  expect(result.stderr).toContain("Or: bwp emulator events --follow shows");
  await order();
  const request = await eventually(async () => receiver.received[0]);
  expect(request.headers).not.toHaveProperty("authorization");
});

test("basic credentials come from a file, and are sent as they are in it", async () => {
  const receiver = await startReceiver();
  const file = secretFile(`${SECRET} with blanks`);
  const auth = ["--basic-username", "my shop", "--basic-password-file", file];
  const result = await world.bwp(create("--webhook-url", receiver.url, ...auth, "--debug"));
  expect(result.code).toBe(0);
  expect(result.stderr).toContain("basicAuthConfig");
  expect(result.stderr).toContain(
    `Next: bwp events listen --port ${receiver.port} --path / --basic-username 'my shop' takes what is posted there`,
  );
  expectNoSecret(result);
  await order();
  const request = await eventually(async () => receiver.received[0]);
  const credentials = Buffer.from(`my shop:${SECRET} with blanks`).toString("base64");
  expect(request.headers.authorization).toBe(`Basic ${credentials}`);
});

test("OAuth credentials: the secret from stdin, parameters as they are written, a secret one from a file", async () => {
  const tokens = await startReceiver(() => ({ status: 200, body: '{"access_token":"t-1","expires_in":60}' }));
  const receiver = await startReceiver();
  const result = await world.bwp(
    create(
      "--webhook-url",
      receiver.url,
      ...["--oauth-endpoint", `${tokens.url}/token`, "--oauth-client-id", "hook", "--oauth-client-secret-file", "-"],
      ...["--oauth-body", "scope=a,b=c", "--oauth-header", `X-Key=@${secretFile("k3y-of-header")}`],
    ),
    { stdin: `${SECRET}\n` },
  );
  expect(result.code).toBe(0);
  expectNoSecret(result);
  await order();
  const request = await eventually(async () => receiver.received[0]);
  expect(request.headers.authorization).toBe("Bearer t-1");
  const [asked] = tokens.received;
  expect(asked?.headers["x-key"]).toBe("k3y-of-header");
  expect(Object.fromEntries(new URLSearchParams(`${asked?.body}`))).toEqual({
    grant_type: "client_credentials",
    client_id: "hook",
    client_secret: SECRET,
    scope: "a,b=c",
  });
});

test("a dry run shows the whole request and no secret; only documented fields are in it", async () => {
  const oauth = ["--oauth-endpoint", "https://auth.example/token", "--oauth-client-id", "hook"];
  const parameters = ["--oauth-body", "scope=events", "--oauth-header", "X-Tenant=k3y-of-header"];
  const result = await world.bwp(
    create("--webhook-url", "https://shop.example/hook", ...oauth, ...parameters, "--dry-run"),
    { env: { BWP_WEBHOOK_CLIENT_SECRET: SECRET } },
  );
  expect(result.code).toBe(0);
  expectNoSecret(result);
  const [request] = JSON.parse(result.stdout);
  expect(request.body.variables.input.destination).toEqual({
    webhook: {
      url: "https://shop.example/hook",
      method: "POST",
      authConfig: {
        oAuthConfig: {
          clientParameters: { clientId: "hook", clientSecret: "********" },
          authEndpoint: "https://auth.example/token",
          httpMethod: "POST",
          httpParameters: {
            bodyParameters: [{ key: "scope", value: "events" }],
            headerParameters: [{ key: "X-Tenant", value: "********" }],
          },
        },
      },
    },
  });
  expect(world.emulator.status().counts.subscriptions).toBe(0);
});

test("an auth profile is created, used, updated and deleted", async () => {
  const receiver = await startReceiver();
  const basic = (secret: string) => ["--basic-username", "shop", "--basic-password-file", secretFile(secret)];
  const created = await world.bwp(createProfile("--alias", "shop-hook", ...basic(SECRET)));
  expect(created).toMatchObject({ code: 0 });
  expect(JSON.parse(created.stdout)).toEqual({ createAuthProfile: { authProfileId: "shop-hook" } });
  expectNoSecret(created);

  await world.json(create("--webhook-url", receiver.url, "--auth-profile", "shop-hook"));
  await order();
  const header = (secret: string) => `Basic ${Buffer.from(`shop:${secret}`).toString("base64")}`;
  expect((await eventually(async () => receiver.received[0])).headers.authorization).toBe(header(SECRET));

  const updated = await world.bwp(["subscribe", "auth-profile", "update", "shop-hook", ...basic("n3w")], { tty: true });
  expect(updated).toMatchObject({ code: 0, stdout: "Auth profile  shop-hook\nStatus        updated\n" });
  await order();
  expect((await eventually(async () => receiver.received[1])).headers.authorization).toBe(header("n3w"));

  const refused = await world.bwp(["subscribe", "auth-profile", "delete", "shop-hook"]);
  expect(refused.code).toBe(2);
  expect(errorOf(refused).code).toBe("confirmation_required");
  expect(await world.json(["subscribe", "auth-profile", "delete", "shop-hook", "--yes"])).toEqual({
    deleteAuthProfile: { authProfileId: "shop-hook" },
  });
  const again = await world.bwp(["subscribe", "auth-profile", "delete", "shop-hook", "--yes"]);
  expect(again.code).toBe(3);
  expect(errorOf(again).code).toBe("AccessDeniedError");
});

test("on a terminal everything is asked for, the secret without an echo", async () => {
  const result = await world.asked(createProfile("--alias", "asked"), [
    ["How does the webhook authenticate", "\r"],
    ["Token endpoint", "http://127.0.0.1:9/token\r"],
    ["OAuth client id", "hook\r"],
    ["OAuth client secret", `${SECRET}\r`],
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("Auth profile  asked");
  expectNoSecret(result);
});

test("on a terminal the kind of destination and the credentials are asked for", async () => {
  const DOWN = "\u001b[B";
  const result = await world.asked(create(), [
    ["Where shall the events go?", `${DOWN}\r`],
    ["URL of the webhook", "http://127.0.0.1:9/hook\r"],
    ["How does it know who calls?", `${DOWN}${DOWN}\r`],
    ["How does the webhook authenticate", `${DOWN}\r`],
    ["User name", "shop\r"],
    ["Password", `${SECRET}\r`],
  ]);
  expect(result.code).toBe(0);
  expectNoSecret(result);
  expect(result.stdout).toMatch(/ORDER_CONFIRMED {2}created {2}[0-9a-f-]{36}/);
});

test.each<[string, string[], string]>([
  ["a webhook", ["--type", "ORDER_CONFIRMED", "--auth-profile", "x"], "--webhook-url <URL>."],
  [
    "OAuth",
    ["--webhook-url", "https://a.example/", "--oauth-body", "scope=x"],
    "--type <TYPE>, --oauth-endpoint <URL>, --oauth-client-id <ID>, --oauth-client-secret-file <FILE> (or BWP_WEBHOOK_CLIENT_SECRET).",
  ],
  [
    "basic authentication",
    ["--webhook-url", "https://a.example/", "--type", "ORDER_CONFIRMED", "--basic-username", "x"],
    "--basic-password-file <FILE> (or BWP_WEBHOOK_PASSWORD).",
  ],
])("without a terminal all that %s lacks is named", async (_name, words, missing) => {
  const result = await world.bwp(["subscribe", "create", ...words]);
  expect(result.code).toBe(2);
  expect(errorOf(result)).toMatchObject({ code: "missing_input", message: `Missing: ${missing}` });
});

test("the profile commands name all that is missing too", async () => {
  const created = await world.bwp(createProfile());
  expect(errorOf(created).message).toBe("Missing: --oauth-endpoint <URL> or --basic-username <NAME>.");
  const updated = await world.bwp(["subscribe", "auth-profile", "update", "--basic-username", "x"]);
  expect(errorOf(updated).message).toBe(
    "Missing: AUTH_PROFILE_ID, --basic-password-file <FILE> (or BWP_WEBHOOK_PASSWORD).",
  );
});

test.each<[string, string[], string, string]>([
  ["two destinations", ["--webhook-url", "https://a.example/", "--source-name", "x"], "two_ways", "--source-name"],
  [
    "two kinds of credentials",
    ["--webhook-url", "https://a.example/", "--oauth-client-id", "x", "--basic-username", "y"],
    "two_ways",
    "--basic-username",
  ],
  [
    "a profile and credentials",
    ["--webhook-url", "https://a.example/", "--auth-profile", "x", "--basic-username", "y"],
    "two_ways",
    "--auth-profile",
  ],
  ["http elsewhere", ["--webhook-url", "http://a.example/"], "invalid_destination", "https://"],
  ["no URL", ["--webhook-url", "hook"], "invalid_destination", "https://"],
  ["a password in the URL", ["--webhook-url", `https://a:${SECRET}@a.example/`], "invalid_destination", "password"],
  [
    "two values from stdin",
    ["--webhook-url", "https://a.example/", "--oauth-client-secret-file", "-", "--oauth-header", "X=@-"],
    "two_from_stdin",
    "Only one",
  ],
  ["a parameter without a value", ["--webhook-url", "https://a.example/", "--oauth-body", "x"], "usage", "KEY=VALUE"],
])("%s: wrong usage, and nothing is sent", async (_name, words, code, hint) => {
  const result = await world.bwp(create(...words), { stdin: "x" });
  const error = errorOf(result);
  expect({ exit: result.code, code: error.code }).toEqual({ exit: 2, code });
  expect(error.message).toContain(hint);
  expectNoSecret(result);
});

test("a secret with a line end in the middle is refused without being quoted", async () => {
  const file = secretFile(`${SECRET}\nmore`);
  const result = await world.bwp(createProfile("--basic-username", "x", "--basic-password-file", file));
  expect(result.code).toBe(2);
  expect(errorOf(result).code).toBe("invalid_secret");
  expectNoSecret(result);
});

test("http is for the emulator only", async () => {
  const result = await world.bwp(create("--webhook-url", "http://127.0.0.1:9/", "--dry-run"), {
    env: { BWP_PROFILE_KIND: "sandbox" },
  });
  expect(result.code).toBe(2);
  expect(errorOf(result).message).toBe(
    "--webhook-url must begin with https://: Buy with Prime calls no other endpoints.",
  );
});

test("the emulator refuses what is not on this machine in its own words", async () => {
  const result = await world.bwp(create("--webhook-url", "https://shop.example/hook"));
  expect(result.code).toBe(5);
  expect(errorOf(result).message).toContain("The bwp emulator calls only this machine");
});

test.each(["2024-01-01", "2024-04-01"])("version %s has neither webhooks nor auth profiles", async (version) => {
  const chosen = ["--api-version", version];
  const calls = [
    create("--webhook-url", "https://a.example/", ...chosen),
    createProfile("--basic-username", "x", ...chosen),
    ["subscribe", "auth-profile", "update", "x", ...chosen],
    ["subscribe", "auth-profile", "delete", "x", ...chosen],
  ];
  for (const words of calls) {
    const result = await world.bwp(words);
    expect(result.code).toBe(5);
    expect(errorOf(result)).toMatchObject({ code: "not_in_version" });
    expect(errorOf(result).suggestion).toContain("--api-version 2024-11-01");
  }
});

test("a webhook in list and show: the answer has no destination, and both say so", async () => {
  const [row] = await world.json<{ subscriptionId: string }[]>(create("--webhook-url", "http://127.0.0.1:9/hook"));
  const listed = await world.bwp(["subscribe", "list"], { tty: true });
  expect(listed.stdout).toContain("Not shown by the API (a webhook?)");
  expect(listed.stdout).toContain(row?.subscriptionId);
  const shown = await world.bwp(["subscribe", "show", row?.subscriptionId ?? ""], { tty: true });
  expect(shown.stdout).toContain("Destination   not shown by the API; how it answers a webhook is not documented\n");
});
