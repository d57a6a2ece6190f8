import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What a caller must send in `Authorization`. */
export type Credentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "bearer"; readonly token: string };

/** Says if a caller may post. */
export interface CallerCheck {
  /** For `WWW-Authenticate`. */
  readonly challenge: string;
  /** Takes the header `Authorization`; takes as long for a wrong secret as for the right one. */
  accepts(authorization: string | undefined): boolean;
}

/** Makes a check for credentials. */
export function createCallerCheck(credentials: Credentials): CallerCheck {
  // What is compared has one length, whatever was sent.
  const hashKey = randomBytes(32);
  const digest = (text: string | Uint8Array): Buffer => createHmac("sha256", hashKey).update(text).digest();
  const isBasic = credentials.kind === "basic";
  const expected = digest(isBasic ? `${credentials.username}:${credentials.password}` : credentials.token);
  const scheme = isBasic ? "Basic" : "Bearer";
  const header = new RegExp(`^${scheme} +([\\x21-\\x7e]+) *$`, "i");
  return {
    challenge: `${scheme} realm="bwp"`,
    accepts(authorization = "") {
      const [, sent = ""] = header.exec(authorization) ?? [];
      return timingSafeEqual(digest(isBasic ? Buffer.from(sent, "base64") : sent), expected);
    },
  };
}
