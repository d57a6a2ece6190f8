/** An IP address as its family and its numeric value. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Reads an IPv4 or IPv6 literal; undefined if the text is neither. */
function parseAddress(text: string): Address | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return parseIPv4(text);
  return /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(text) ? parseIPv6(text) : undefined;
}

function parseIPv4(text: string): Address | undefined {
  let value = 0n;
  for (const part of text.split(".")) {
    if (Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return { bits: 32, value };
}

function parseIPv6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill("0"), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return { bits: 128, value };
}

/**
 * Compiles a CIDR block such as `10.0.0.0/24` or `2001:db8::/32` to a test for address literals; the bits after the mask are
 * ignored. Returns the reason, as text, if the block is malformed.
 */
export function compileCidr(cidr: string): ((address: string) => boolean) | string {
  const [literal, mask, ...rest] = cidr.split("/");
  if (literal === undefined || mask === undefined || rest.length > 0) return "Malformed CIDR, one '/' required";
  if (!/^[+-]?\d+$/.test(mask)) return "Malformed CIDR, mask bits must be an integer";
  if (Number(mask) < 0) return "Malformed CIDR, mask bits must not be negative";
  const base = parseAddress(literal);
  if (base === undefined) return `Nonstandard IP address: ${literal}`;
  if (Number(mask) >= base.bits) return `${base.bits === 32 ? "IPv4" : "IPv6"} mask bits must be < ${base.bits}`;
  const shift = BigInt(base.bits - Number(mask));
  const network = base.value >> shift;
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && address.bits === base.bits && address.value >> shift === network;
  };
}
