import { createHash, createHmac } from "node:crypto";
import type { AwsCredentials } from "./settings.ts";

/** A request to sign: always to the path `/` without query, as the JSON protocols of AWS are spoken. */
export interface SignableRequest {
  readonly method: string;
  /** Names in lower case, `host` among them; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}

/**
 * Signs requests of one service in one region. Page: IAM user guide, "Create a signed AWS API request" (Signature Version 4).
 * The key of the day is kept, so that a request costs one hash and one HMAC.
 */
export class Signer {
  private readonly region: string;
  private readonly service: string;
  private key: { readonly for: string; readonly bytes: Buffer } | undefined;

  constructor(region: string, service: string) {
    this.region = region;
    this.service = service;
  }

  /** The headers with `x-amz-date`, `x-amz-security-token` if there is one, and `authorization`. `now` in milliseconds. */
  sign(request: SignableRequest, credentials: AwsCredentials, now: number): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const time = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    const scope = `${time.slice(0, 8)}/${this.region}/${this.service}/aws4_request`;
    const headers: Record<string, string> = { ...request.headers, "x-amz-date": time };
    if (sessionToken !== undefined) headers["x-amz-security-token"] = sessionToken;
    const names = Object.keys(headers).sort();
    const signed = names.join(";");
    const canonical = [
      request.method,
      "/",
      "",
      ...names.map((name) => `${name}:${headers[name]?.trim()}`),
      "",
      signed,
      sha256(request.body),
    ].join("\n");
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac("sha256", this.keyOf(scope, secretAccessKey)).update(toSign).digest("hex");
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  private keyOf(scope: string, secret: string): Buffer {
    const wanted = `${scope}\n${secret}`;
    if (this.key?.for === wanted) return this.key.bytes;
    const bytes = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secret}`);
    this.key = { for: wanted, bytes: Buffer.from(bytes) };
    return this.key.bytes;
  }
}
