/** Stands in the place of a secret. */
export const MASK = "********";

const SECRET_HEADERS = new Set(["authorization", "x-api-access-key", "proxy-authorization", "cookie"]);
/** Fields of the API's inputs that hold a secret of the merchant or of a shopper. */
const SECRET_FIELD = /secret|password|accesstoken|idptoken$|^lwaaccesstoken$|^apaycheckoutsessionid$/i;
/** Lists of parameters of a token request: what is not known to be harmless may be a key. */
const PARAMETER_LISTS = new Set(["bodyParameters", "headerParameters"]);
const HARMLESS_PARAMETER = /^(grant_type|scope|audience|resource|client_id|content-type|accept)$/i;
const SHORTEST_SECRET = 6;

/** Headers for people: `Authorization` and the access key are masked. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!SECRET_HEADERS.has(name.toLowerCase())) return [name, value];
      return [name, value.startsWith("Bearer ") ? `Bearer ${MASK}` : MASK];
    }),
  );
}

function maskAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskAll);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskAll(member)]));
  }
  return value === null || value === undefined ? value : MASK;
}

function maskParameter(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("key" in value)) return maskAll(value);
  return HARMLESS_PARAMETER.test(String(value.key)) ? value : { ...value, value: MASK };
}

/** The texts that {@link maskVariables} masks. */
export function secretsIn(variables: unknown): readonly string[] {
  const secrets: string[] = [];
  const compare = (before: unknown, after: unknown): void => {
    if (typeof before === "string" && before !== after) secrets.push(before);
    if (typeof before !== "object" || before === null || typeof after !== "object" || after === null) return;
    const masked = new Map(Object.entries(after));
    for (const [key, member] of Object.entries(before)) compare(member, masked.get(key));
  };
  compare(variables, maskVariables(variables));
  return secrets;
}

/** Variables for people: shopper tokens, client secrets and passwords are masked, the shape stays. */
export function maskVariables(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskVariables);
  if (typeof value !== "object" || value === null || value instanceof Number) return value;
  const named =
    "key" in value && typeof value.key === "string" && /secret|password|token|authorization|api-?key/i.test(value.key);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (PARAMETER_LISTS.has(key) && Array.isArray(member)) return [key, member.map(maskParameter)];
      return [key, SECRET_FIELD.test(key) || (named && key === "value") ? maskAll(member) : maskVariables(member)];
    }),
  );
}

/** Removes secrets from text that came from outside. */
export type Scrub = (text: string) => string;

/** A scrubber for the secrets known when it is used (access key, tokens, client secret); also for their URL-encoded forms. */
export function createScrub(known: () => readonly string[]): Scrub {
  return (text) => {
    return known()
      .filter((secret) => secret.length >= SHORTEST_SECRET)
      .flatMap((secret) => [secret, encodeURIComponent(secret)])
      .reduce((scrubbed, secret) => scrubbed.replaceAll(secret, MASK), text);
  };
}
