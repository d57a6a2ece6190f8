/**
 * A number exactly as it was written in JSON, such as `10.10`, `1e400` or `9007199254740993`.
 * A boxed number: comparing it with `<` or `>` and asking for its type work as for numbers; only `text` is exact.
 */
export class Decimal extends Number {
  /** The number as a JSON literal. */
  readonly text: string;

  constructor(text: string) {
    super(text);
    this.text = text;
  }

  override toString(): string {
    return this.text;
  }

  /** What JSON.stringify writes, which cannot keep the text; it says so to who asked by {@link meetsDecimal}. */
  toJSON(): number {
    met = true;
    return Number(this.text);
  }
}

let met = false;

/** True if a Decimal was asked for its JSON while `write` ran. Cheaper than to look for one beforehand. */
export function meetsDecimal(write: () => void): boolean {
  met = false;
  write();
  return met;
}

/** A JSON number as our parser gives it: a plain number if that loses nothing, otherwise a {@link Decimal}. */
export type DecimalValue = number | Decimal;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Beyond this a short text such as 1e999999999 would fill the memory when written out. */
const MAX_EXPONENT = 4096;

interface Parts {
  /** The digits as one whole number, with sign. */
  readonly unscaled: bigint;
  /** How many of the digits stand behind the point; never negative. */
  readonly scale: number;
}

/** The number's text, without loss: `10.10` for a Decimal of 10.10, `10.5` for 10.5. */
export function decimalText(value: DecimalValue): string {
  return typeof value === "number" ? String(value) : value.text;
}

/** True if the value is a number of ours: plain or {@link Decimal}. */
export function isDecimalValue(value: unknown): value is DecimalValue {
  return typeof value === "number" || value instanceof Decimal;
}

/**
 * Reads a decimal number that a person typed or that stood in JSON; surrounding blanks are ignored.
 * Returns undefined for anything that is no JSON number (`1,5`, `.5`, `+1`, `0x10`, empty).
 */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = text.trim();
  return JSON_NUMBER.test(trimmed) ? new Decimal(trimmed) : undefined;
}

function partsOf(text: string): Parts {
  if (!JSON_NUMBER.test(text)) throw new RangeError(`Not a decimal number: ${text.slice(0, 40)}`);
  const [mantissa = "0", exponentText = "0"] = text.split(/[eE]/);
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) throw new RangeError(`Exponent out of range: ${text.slice(0, 40)}`);
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const unscaled = BigInt(whole + fraction);
  const scale = fraction.length - exponent;
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

function textOf({ unscaled, scale }: Parts): string {
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function align(left: string, right: string): { left: bigint; right: bigint; scale: number } {
  const a = partsOf(left);
  const b = partsOf(right);
  const scale = Math.max(a.scale, b.scale);
  return {
    left: a.unscaled * 10n ** BigInt(scale - a.scale),
    right: b.unscaled * 10n ** BigInt(scale - b.scale),
    scale,
  };
}

/** The exact sum of two decimal texts, with as many decimals as the longer one: 10.10 + 0.9 = 11.00. */
export function addDecimals(left: string, right: string): string {
  const aligned = align(left, right);
  return textOf({ unscaled: aligned.left + aligned.right, scale: aligned.scale });
}

/** The exact difference of two decimal texts. */
export function subtractDecimals(left: string, right: string): string {
  const aligned = align(left, right);
  return textOf({ unscaled: aligned.left - aligned.right, scale: aligned.scale });
}

/** The exact product of two decimal texts, for example unit price and amount. */
export function multiplyDecimals(left: string, right: string): string {
  const a = partsOf(left);
  const b = partsOf(right);
  return textOf({ unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale });
}

/** The decimal text with the other sign; zero stays without one. */
export function negateDecimal(text: string): string {
  const { unscaled, scale } = partsOf(text);
  return textOf({ unscaled: -unscaled, scale });
}

/** -1, 0 or 1, as the left decimal text is smaller than, equal to or greater than the right one; 1.0 equals 1. */
export function compareDecimals(left: string, right: string): -1 | 0 | 1 {
  const aligned = align(left, right);
  if (aligned.left === aligned.right) return 0;
  return aligned.left < aligned.right ? -1 : 1;
}

/** Currencies of ISO 4217 whose amounts do not have two decimals. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"].map((code) => [code, 0]),
  ),
  ...Object.fromEntries(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3])),
};

/**
 * An amount of money for people, for example `12.50 USD`. Fills up to the decimals of the currency, never cuts one
 * off: 12.5 becomes 12.50, 12.345 stays. Text that is no usable number is shown as it is.
 */
export function formatMoney(amount: string, currencyCode?: string | null): string {
  const unit = currencyCode === undefined || currencyCode === null || currencyCode === "" ? "" : ` ${currencyCode}`;
  const digits = MINOR_DIGITS[currencyCode ?? ""] ?? 2;
  return withDecimals(amount, digits) + unit;
}

function withDecimals(amount: string, digits: number): string {
  try {
    const { unscaled, scale } = partsOf(amount);
    const missing = Math.max(0, digits - scale);
    return textOf({ unscaled: unscaled * 10n ** BigInt(missing), scale: scale + missing });
  } catch (error) {
    if (error instanceof RangeError) return amount;
    throw error;
  }
}
