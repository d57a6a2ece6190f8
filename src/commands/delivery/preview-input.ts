import { type DeliveryCalls, type DeliveryPreviewInput, deliveryCalls } from "../../client/dialects/delivery.ts";
import type { Call, Variables } from "../../client/dialects/dialect.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { flagName } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { readInputFile } from "../../kernel/input-file.ts";
import { decimalText } from "../../model/decimal.ts";
import { DELIVERY_COUNTRY } from "../../model/destinations.ts";
import { ADDRESS_FORMAT, addressOf, parseAddressLine } from "../order/address-line.ts";
import { namesProduct, readLines, singleLine } from "../order/given-lines.ts";
import { IDENTITY_USAGE, identityOf } from "../order/identity-flags.ts";
import { identifierOf, type LineFlags, readUnits } from "../order/line-flags.ts";
import { askShopper } from "./ask-shopper.ts";
import { givenPreviewFlags, type PreviewFlagValues, type UseFlagValues } from "./preview-flags.ts";
import { checkoutGaps, previewMistakes } from "./preview-rules.ts";

/** A preview to ask for. */
export interface PreviewRequest {
  /** In the newest words, for checks and for the order. */
  readonly input: DeliveryPreviewInput;
  readonly call: Call;
  /** The products as lines of an order. */
  readonly lines: readonly LineFlags[];
}

/** Options of `bwp delivery preview`. */
export type PreviewOptions = PreviewFlagValues & UseFlagValues & { readonly file: string | undefined };

/**
 * What to ask for, from a file or from flags, completed by questions on a terminal.
 * @throws {UsageError} naming every missing flag at once, or the first value that cannot be used.
 * @throws {RefusedError} code `invalid_preview` with every documented rule that is broken.
 */
export async function readPreviewRequest(context: Context, options: PreviewOptions): Promise<PreviewRequest> {
  const calls = deliveryCalls((await context.profile()).apiVersion);
  const request =
    options.file === undefined ? await fromFlags(context, calls, options) : await fromFile(context, calls, options);
  const gaps = options.use === undefined ? [] : checkoutGaps(request.input);
  const findings = [
    ...previewMistakes(request.input),
    ...gaps.map((gap) =>
      gap === "address"
        ? "location.shippingAddress: all of it is needed for an order."
        : "shopperIdentity: is needed for an order.",
    ),
  ];
  if (findings.length === 0) return request;
  throw new RefusedError("This preview breaks documented rules; nothing was sent.", {
    code: "invalid_preview",
    operation: "deliveryPreview",
    findings,
  });
}

async function fromFile(context: Context, calls: DeliveryCalls, options: PreviewOptions): Promise<PreviewRequest> {
  const others = givenPreviewFlags(options);
  if (others.length > 0) {
    throw new UsageError(`--file holds the whole input; it does not go with ${others.map(flagName).join(", ")}.`, {
      code: "two_ways",
    });
  }
  const written = await readInputFile(context, {
    file: options.file ?? "-",
    type: "DeliveryPreviewInput",
    isInput: (value): value is Variables => typeof value === "object" && value !== null,
  });
  const input = calls.toNewestInput(written);
  return { input, call: calls.previewAsWritten(written), lines: input.products.map(lineOf) };
}

function lineOf({ productIdentifier, amount }: DeliveryPreviewInput["products"][number]): LineFlags {
  const { sku, externalId, productId, amazonSku } = productIdentifier;
  return {
    ...(sku ? { sku } : {}),
    ...(externalId ? { "external-id": externalId } : {}),
    ...(productId ? { "product-id": String(productId) } : {}),
    ...(amazonSku?.value ? { "amazon-sku": amazonSku.value } : {}),
    qty: decimalText(amount.value),
  };
}

async function fromFlags(context: Context, calls: DeliveryCalls, options: PreviewOptions): Promise<PreviewRequest> {
  const forOrder = options.use !== undefined;
  const given = readLines(options) ?? (namesProduct(options) ? [singleLine(options)] : undefined);
  const identity = await identityOf(context, options);
  if (options.address !== undefined && options.postalCode !== undefined) {
    throw new UsageError("--address has a postal code already; leave out --postal-code.", { code: "two_ways" });
  }
  const answers = await complete(context, {
    lines: {
      given,
      flag: "--line <KEY=VALUE,...> or --sku <SKU>",
      ask: async (prompt) => [
        singleLine({ ...options, sku: await prompt.input("SKU of the product", { check: needed }) }),
      ],
    },
    ...(forOrder
      ? {
          address: {
            given: options.address,
            flag: "--address <ADDRESS>",
            ask: (prompt) =>
              prompt.input("Where to deliver (street, city, state and postal code)", {
                check: (text) => (parseAddressLine(text) ? undefined : `For example: ${ADDRESS_FORMAT}`),
              }),
          },
          shopper: { given: identity, flag: IDENTITY_USAGE, ask: () => askShopper(context) },
        }
      : {}),
  });
  const shopperIdentity = answers.shopper ?? identity;
  const location = locationOf(answers.address ?? options.address, options.postalCode);
  const input: DeliveryPreviewInput = {
    products: answers.lines.map((line) => ({
      productIdentifier: identifierOf(line) ?? {},
      amount: { value: readUnits(line.qty ?? "1") },
    })),
    ...(location === undefined ? {} : { location }),
    ...(shopperIdentity === undefined ? {} : { shopperIdentity }),
  };
  return { input, call: calls.preview(input), lines: answers.lines };
}

const needed = (text: string): string | undefined => (text === "" ? "It is needed." : undefined);

/** No page confirms a country in the address of a preview, and there is only one to deliver to: it is left out. */
function locationOf(address: string | undefined, postalCode: string | undefined): DeliveryPreviewInput["location"] {
  if (address === undefined) return postalCode === undefined ? undefined : { shippingAddress: { postalCode } };
  const { streetAddress, locality, region, postalCode: code, countryCode } = addressOf(address);
  const members = { streetAddress, locality, region, postalCode: code };
  const abroad = countryCode === DELIVERY_COUNTRY ? {} : { countryCode };
  const given = Object.entries({ ...members, ...abroad }).filter(([, value]) => value !== undefined);
  return { shippingAddress: Object.fromEntries(given) };
}
