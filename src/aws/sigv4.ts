import aws4 from "aws4";
import type { AwsCredentials } from "./settings.ts";

/** A request to sign: always to the path `/` without query, as the JSON protocols of AWS are spoken. */
export interface SignableRequest {
  readonly method: string;
  /** `host` among them; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Signs requests of one service in one region. Page: IAM user guide, "Create a signed AWS API request" (Signature Version 4).
 * The package keeps the key of the day, so that a request costs two hashes.
 */
export class Signer {
  private readonly region: string;
  private readonly service: string;

  constructor(region: string, service: string) {
    this.region = region;
    this.service = service;
  }

  /** The headers with date, session token if there is one, and authorization. `now` in milliseconds since 1970. */
  sign(request: SignableRequest, credentials: AwsCredentials, now: number): Record<string, string> {
    const time = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    const { headers = {} } = aws4.sign(
      {
        service: this.service,
        region: this.region,
        method: request.method,
        path: "/",
        headers: { ...request.headers, "X-Amz-Date": time },
        body: request.body,
      },
      credentials,
    );
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  }
}
