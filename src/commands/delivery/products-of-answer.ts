import type { DeliveryPreviewView } from "../../model/delivery.ts";
import type { LineFlags } from "../order/line-flags.ts";

/** Puts the products that were asked for where the answer of 2024-01-01 does not say them: into its only group. */
export function withAskedProducts(
  preview: DeliveryPreviewView | undefined,
  lines: readonly LineFlags[],
): DeliveryPreviewView | undefined {
  const [only, ...others] = preview?.groups ?? [];
  if (preview === undefined || only === undefined || others.length > 0) return preview;
  if (only.products.every(({ name }) => name !== undefined)) return preview;
  const products = lines.map((line) => ({
    name: productOf(line),
    type: undefined,
    amount: { value: line.qty ?? "1", unit: undefined },
  }));
  return { ...preview, groups: [{ ...only, products }] };
}

/** The name by which a line knows its product. */
export function productOf(line: LineFlags): string | undefined {
  return line.sku ?? line["external-id"] ?? line["amazon-sku"] ?? line["product-id"];
}
