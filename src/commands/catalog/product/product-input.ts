import type { ProductInput } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import type { OptionSpec } from "../../../kernel/command.ts";
import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import { isJsonObject } from "../../../model/json-object.ts";

const VALUES = "Values";

/** Options for what a product has beside its names; the same for creating and for changing it. */
export const VALUE_FLAGS = {
  offerPrime: {
    type: "string",
    value: "BOOLEAN",
    choices: ["true", "false"],
    group: VALUES,
    summary: "Whether to offer it with Prime",
  },
  pageUrl: { type: "string", value: "URL", group: VALUES, summary: "Product page in your shop" },
  imageUrl: { type: "string", value: "URL", group: VALUES, summary: "Picture" },
  imageAlt: { type: "string", value: "TEXT", group: VALUES, summary: "What the picture shows (with --image-url)" },
  description: { type: "string", value: "TEXT", group: VALUES, summary: "Description, plain or HTML" },
  locale: {
    type: "string",
    value: "LOCALE",
    default: "en-US",
    group: VALUES,
    summary: "Language of the description (default: en-US)",
  },
  file: {
    type: "string",
    short: "f",
    value: "FILE",
    group: VALUES,
    summary: "The whole input as JSON or YAML; - for stdin",
  },
} as const satisfies Record<string, OptionSpec>;

/** What flags say of a product. */
export interface ProductFlags {
  readonly sku?: string | undefined;
  readonly externalId?: string | undefined;
  readonly amazonSku?: string | undefined;
  readonly offerPrime?: "true" | "false" | undefined;
  readonly pageUrl?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly imageAlt?: string | undefined;
  readonly description?: string | undefined;
  readonly locale: string;
}

/**
 * What the flags say, as the API takes it; what was not given is left out. Page: createproduct.
 * @throws {UsageError} for a name that is too long, or an address that is none.
 */
export function productInput(flags: ProductFlags): ProductInput {
  const { sku, externalId, amazonSku, offerPrime, pageUrl, imageUrl, imageAlt, description, locale } = flags;
  if (imageAlt !== undefined && imageUrl === undefined) {
    throw new UsageError("--image-alt needs --image-url: a picture is sent as a whole.", { code: "missing_input" });
  }
  return {
    ...(externalId === undefined ? {} : { externalId: sized(externalId, "external id", CATALOG_LIMITS.externalId) }),
    ...(sku === undefined ? {} : { sku: sized(sku, "SKU", CATALOG_LIMITS.sku) }),
    ...(amazonSku === undefined ? {} : { amazonSku: { value: amazonSku } }),
    ...(offerPrime === undefined ? {} : { offerPrime: offerPrime === "true" }),
    ...(pageUrl === undefined ? {} : { productDetailPageUrl: webAddress(pageUrl, "--page-url") }),
    ...(imageUrl === undefined
      ? {}
      : {
          image: {
            sourceUrl: webAddress(imageUrl, "--image-url"),
            ...(imageAlt === undefined ? {} : { altText: imageAlt }),
          },
        }),
    ...(description === undefined
      ? {}
      : { description: { values: [{ value: description, locale }], defaultLocale: locale } }),
  };
}

/** A record: what else is in it was checked against the schema. */
export function isProductInput(value: unknown): value is ProductInput {
  return isJsonObject(value);
}

function sized(text: string, what: string, most: number): string {
  if (text.length >= 1 && text.length <= most) return text;
  throw new UsageError(`The ${what} has ${text.length} characters; 1 to ${most} are possible.`, { code: "too_long" });
}

function webAddress(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return text;
  throw new UsageError(`${flag}: "${text}" is no web address.`, { code: "invalid_url" });
}
