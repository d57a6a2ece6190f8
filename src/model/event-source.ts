/**
 * Names around a partner event source. Pages: createeventsubscription (region pattern), AWS EventSource (name limits).
 */

/** Pattern of `eventBridge.region`, to the letter as the service's validation error prints it. */
export const REGION_PATTERN = /^(us(-gov)?|ap|ca|cn|eu|sa|af)-(central|(north|south)?(east|west)?)-[0-9]$/;

/** An AWS account id has 12 digits. The service's own pattern is not documented; its example has 12 digits. */
export const AWS_ACCOUNT_PATTERN = /^\d{12}$/;

/** AWS limits a whole source name to 256 characters of letters, digits, `.`, `-`, `_` and `/`. */
export const SOURCE_NAME_PATTERN = /^[.\-_A-Za-z0-9]+$/;

/** What stands before the chosen name: `aws.partner/buywithprime/<name>`. */
export const SOURCE_PREFIX = "aws.partner/buywithprime/";

/** Full name of a partner event source, as EventBridge lists it and as events carry it in `source`. */
export function partnerEventSourceName(name: string): string {
  return `${SOURCE_PREFIX}${name}`;
}

/** The ARN that an event subscription answers: it has no account in it. */
export function partnerEventSourceArn(region: string, name: string): string {
  return `arn:aws:events:${region}::event-source/${SOURCE_PREFIX}${name}`;
}

/** Takes region and name out of a partner event source ARN; undefined if it is none of Buy with Prime's. */
export function parsePartnerEventSourceArn(arn: string): { region: string; name: string } | undefined {
  const match = /^arn:aws[\w-]*:events:([a-z0-9-]+):\d*:event-source\/aws\.partner\/buywithprime\/(.+)$/.exec(arn);
  return match?.[1] !== undefined && match[2] !== undefined ? { region: match[1], name: match[2] } : undefined;
}
