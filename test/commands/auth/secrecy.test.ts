import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Service, startService } from "../../client/service.ts";
import { createWorkspace } from "./workspace.ts";

let service: Service;

/** Refuses the client "refused", and repeats in its refusal all that it was sent, plain and decoded. */
beforeAll(async () => {
  service = await startService(
    () => ({ json: { data: {} } }),
    ({ body }) => {
      const form = new URLSearchParams(body);
      if (form.get("client_id") !== "refused") return { json: { access_token: "token-of-the-test", expires_in: 900 } };
      const description = `Not good: ${form.get("client_secret")} in ${body}`;
      return { status: 401, json: { error: "invalid_client", error_description: description } };
    },
  );
});

afterAll(() => service.close());

/** What a secret may consist of: visible ASCII; long enough not to occur by chance. */
const SECRET = fc
  .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 12 })
  .filter((text) => !/^["']|^emu-|[,"'\\]/.test(text));

const FORMATS = ["table", "json", "ndjson", "yaml", "csv"];

const COMMANDS = [
  ["auth", "status"],
  ["auth", "status", "--verify"],
  ["auth", "token"],
  ["auth", "token", "--fresh"],
  ["auth", "login", "shop", "--client-secret-stdin"],
  ["auth", "login", "shop", "--client-id", "refused", "--target-id", "t", "--kind", "sandbox", "--yes"],
  ["auth", "login", "shop", "--dry-run"],
  ["profile", "list"],
  ["profile", "show"],
  ["profile", "show", "shap"],
  ["profile", "set", "region=eu-west-1"],
  ["profile", "set", "clientSecret=x"],
  ["profile", "use", "shop"],
  ["auth", "logout"],
  ["profile", "delete", "shop"],
  ["profile", "delete", "shop", "--yes"],
];

function forms(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), btoa(secret)];
}

describe("secrets", () => {
  it("never reach stdout or stderr, whatever the command, the format and the outcome", async () => {
    await fc.assert(
      fc.asyncProperty(SECRET, SECRET, fc.constantFrom(...FORMATS), fc.boolean(), async (secret, key, format, tty) => {
        const work = createWorkspace();
        const file = join(work.folder, "credentials.json");
        const content = { clientId: "client", clientSecret: secret, targetId: "target", accessKey: key };
        writeFileSync(file, JSON.stringify(content));
        const common = ["--debug", "--no-input", "-o", format];
        const login = ["auth", "login", "shop", "--kind", "sandbox", "--api-url", service.url, "-f", file, ...common];
        const outputs = [await work.run(login, { tty })];
        expect(outputs[0]?.code).toBe(0);
        expect(work.read("secrets.json")).not.toBe("");
        for (const words of COMMANDS) {
          const env = words.includes("refused") ? { BWP_CLIENT_SECRET: secret, BWP_ACCESS_KEY: key } : {};
          outputs.push(await work.run([...words, ...common], { tty, env, stdin: secret }));
        }
        const text = outputs.map(({ stdout, stderr }) => `${stdout}\n${stderr}`).join("\n");
        for (const form of [...forms(secret), ...forms(key)]) expect(text).not.toContain(form);
        const refusal = outputs[1 + COMMANDS.findIndex((words) => words.includes("refused"))];
        expect(refusal?.code).toBe(3);
        expect(refusal?.stderr).toContain("********");
      }),
      { numRuns: 12 },
    );
  });

  it("are not quoted when a credentials file is malformed", async () => {
    const cases = [
      '{"clientId":"c","clientSecret":"hunter2 with blanks","targetId":"t"}',
      "client_secret=hunter2-one\nclientSecret=hunter2-two\n",
      '{"clientId":"c","clientSecret":"hunter2',
      "hunter2",
    ];
    for (const content of cases) {
      const work = createWorkspace();
      const result = await work.run(["auth", "login", "--kind", "sandbox", "-f", "-", "--debug"], { stdin: content });
      expect(result.code).toBe(2);
      expect(result.stdout + result.stderr).not.toContain("hunter2");
    }
  });

  it("are not read for a call with a cached token", async () => {
    const work = createWorkspace();
    const env = { BWP_CLIENT_SECRET: "secret-of-the-client" };
    const words = ["auth", "login", "shop", "--kind", "sandbox", "--client-id", "c", "--target-id", "t"];
    expect((await work.run([...words, "--api-url", service.url], { env })).code).toBe(0);
    writeFileSync(join(work.folder, "config", "secrets.json"), "{ unreadable");
    expect(await work.run(["auth", "token"])).toMatchObject({ code: 0, stdout: "token-of-the-test\n" });
    expect((await work.run(["auth", "token", "--fresh"])).code).toBe(1);
  });
});
