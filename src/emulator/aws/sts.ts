import { escapeXml } from "./protocol.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Answer of GetCallerIdentity, the only action of STS that is emulated: the account's root user. */
export function callerIdentity(account: string, requestId: string): string {
  const id = escapeXml(account);
  return [
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult>`,
    `<Arn>arn:aws:iam::${id}:root</Arn><UserId>${id}</UserId><Account>${id}</Account>`,
    `</GetCallerIdentityResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`,
    "</GetCallerIdentityResponse>",
  ].join("");
}
