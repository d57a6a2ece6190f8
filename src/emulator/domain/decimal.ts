/** A decimal as digits and a power of ten, so that money never passes through binary floating point. */
interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

function scaled(value: number): Scaled {
  const [mantissa = "0", exponent = "0"] = String(value).toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function toNumber({ digits, scale }: Scaled): number {
  return Number(`${digits}e-${scale}`);
}

/** Exact sum of two decimals that are held as JSON numbers. */
export function addDecimals(left: number, right: number): number {
  const a = scaled(left);
  const b = scaled(right);
  const scale = Math.max(a.scale, b.scale);
  const raise = (value: Scaled): bigint => value.digits * 10n ** BigInt(scale - value.scale);
  return toNumber({ digits: raise(a) + raise(b), scale });
}

/** Exact product of two decimals that are held as JSON numbers. */
export function multiplyDecimals(left: number, right: number): number {
  const a = scaled(left);
  const b = scaled(right);
  return toNumber({ digits: a.digits * b.digits, scale: a.scale + b.scale });
}
