import type { CreateOrderInput } from "../../../client/dialects/dialect.ts";
import { addDecimals, type DecimalValue, decimalText, multiplyDecimals, parseDecimal } from "../../../model/decimal.ts";
import { DEFAULT_ORDER_ALIAS_TYPE } from "../../../model/order-limits.ts";
import { SANDBOX_PRIME_SHOPPER_TOKEN } from "../../../model/sandbox-shoppers.ts";
import { parseAlias } from "../../order/order-identifier.ts";

/** One line as a scenario writes it. */
interface WrittenLine {
  readonly sku?: string;
  readonly title?: string;
  readonly price?: DecimalValue;
  readonly quantity?: DecimalValue;
  readonly merchant?: boolean;
  readonly prime?: boolean;
  readonly previewId?: string;
  readonly offerId?: string;
}

/** What a scenario writes below `create`. */
export interface WrittenOrder {
  readonly lines?: readonly WrittenLine[];
  readonly currency?: string;
  readonly aliases?: readonly string[];
  readonly start?: boolean;
  readonly input?: Partial<CreateOrderInput>;
}

const SAMPLE_LINES: readonly WrittenLine[] = [{ quantity: 2 }];

/** Makes the input of createOrder, in the newest words; sample data where the scenario says nothing. */
export function createInput(written: WrittenOrder, newId: () => string): CreateOrderInput {
  const currencyCode = written.currency ?? "USD";
  const lines = written.lines ?? SAMPLE_LINES;
  const lineItems = lines.map((line, index) => toLineItem(line, index, currencyCode));
  const total = lines.reduce((sum, line) => {
    const price = decimalText(line.price ?? SAMPLE_PRICE);
    return addDecimals(sum, multiplyDecimals(price, decimalText(line.quantity ?? 1)));
  }, "0");
  const hasPrime = lines.some(isPrime);
  const aliases = written.aliases?.map(parseAlias) ?? [
    { aliasType: DEFAULT_ORDER_ALIAS_TYPE, aliasId: `scenario-${newId()}` },
  ];
  return {
    lineItems,
    aliases,
    customer: { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } },
    recipient: {
      deliveryAddress: {
        name: "Nora Quist",
        streetAddress: "12 Harbor Lane",
        locality: "Portland",
        region: "OR",
        countryCode: "US",
        postalCode: "97201",
      },
    },
    totalPrice: { value: { amount: parseDecimal(total) ?? Number(total), currencyCode } },
    ...(hasPrime ? { shopperIdentity: { lwaAccessToken: { value: SANDBOX_PRIME_SHOPPER_TOKEN } } } : {}),
    ...(written.start ? { desiredExecutionState: "STARTED" as const } : {}),
    ...written.input,
  };
}

const SAMPLE_PRICE = parseDecimal("18.50") ?? 18.5;

function isPrime(line: WrittenLine): boolean {
  return line.prime ?? line.merchant !== true;
}

function toLineItem(line: WrittenLine, index: number, currencyCode: string): CreateOrderInput["lineItems"][number] {
  const details = line.merchant
    ? { deliveryProvider: "MERCHANT" as const }
    : isPrime(line)
      ? {
          deliveryProvider: "AMAZON" as const,
          deliveryPreviewId: line.previewId ?? "EMU-scenario-preview",
          id: line.offerId ?? "EMU-scenario-offer",
          deliveryTerms: { isPrimeEligible: true },
        }
      : { deliveryProvider: "AMAZON" as const, deliveryTerms: { isPrimeEligible: false, deliverySpeed: "STANDARD" } };
  return {
    product: {
      identifier: { sku: line.sku ?? (index === 0 ? "MUG-BLUE-12" : `SAMPLE-${index + 1}`) },
      title: line.title ?? (index === 0 ? "Blue stoneware mug" : `Sample product ${index + 1}`),
      price: { amount: line.price ?? SAMPLE_PRICE, currencyCode },
    },
    amount: { value: line.quantity ?? 1 },
    selectedDeliveryOffer: { details },
  };
}
