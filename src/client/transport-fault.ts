import { isSystemError } from "../errors.ts";

/** Why no whole answer came. */
export type TransportFaultKind =
  | "refused"
  | "dns"
  | "unreachable"
  | "tls"
  | "proxy"
  | "reset"
  | "connect_timeout"
  | "timeout"
  | "too_large"
  | "aborted"
  | "other";

const KIND_OF_CODE: Readonly<Record<string, TransportFaultKind>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "connect_timeout",
  EPROTO: "tls",
  CERT_HAS_EXPIRED: "tls",
  CERT_NOT_YET_VALID: "tls",
  CERT_UNTRUSTED: "tls",
  CERT_REVOKED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_GET_ISSUER_CERT: "tls",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
};

/** No whole HTTP answer came. The message holds host and system code, never a header or body. */
export class TransportFault extends Error {
  readonly kind: TransportFaultKind;
  /** True if the request may have reached the service. */
  readonly sent: boolean;
  /** System or TLS code such as ECONNREFUSED, if there is one. */
  readonly code: string | undefined;

  constructor(kind: TransportFaultKind, message: string, sent: boolean, code?: string) {
    super(message);
    this.name = "TransportFault";
    this.kind = kind;
    this.sent = sent;
    this.code = code;
  }

  /** Classifies what node:http, node:https, zlib or a proxy agent reported. */
  static from(error: unknown, sent: boolean, url: URL, proxy?: URL): TransportFault {
    if (error instanceof TransportFault) return error;
    const code = isSystemError(error) ? error.code : undefined;
    const plain = kindOf(error, code);
    const kind = proxy !== undefined && (plain === "refused" || plain === "dns") ? "proxy" : plain;
    const name = code === undefined ? "" : ` (${code})`;
    // Such faults happen before a byte of the request is written, whatever the socket reported.
    const early = kind === "refused" || kind === "dns" || kind === "unreachable" || kind === "tls" || kind === "proxy";
    const way = proxy === undefined ? "" : ` through the proxy ${proxy.host}`;
    return new TransportFault(kind, `No answer from ${url.host}${way}${name}.`, sent && !early, code);
  }
}

function kindOf(error: unknown, code: string | undefined): TransportFaultKind {
  const known = code === undefined ? undefined : KIND_OF_CODE[code];
  if (known !== undefined) return known;
  if (code?.startsWith("ERR_TLS_") || code?.startsWith("ERR_SSL_")) return "tls";
  if (error instanceof Error && /proxy/i.test(error.message)) return "proxy";
  return "other";
}
