/**
 * Resource paths of events: pairs of type and id, parted by slashes. Pages: "How to process events" (the pairs) and the
 * event pages (the types).
 */

/** One pair of a resource path, as it stands there: nothing is decoded, cut or checked. */
export interface ResourcePair {
  readonly type: string;
  readonly id: string;
}

/** The ids that the documented resource types stand for. */
export interface ResourceIds {
  readonly businessProductId?: string;
  readonly orderId?: string;
  readonly deliveryId?: string;
  readonly returnId?: string;
  readonly returnDeliveryId?: string;
  readonly returnLineItemId?: string;
  readonly refundId?: string;
  readonly carrierCode?: string;
  readonly trackingNumber?: string;
  readonly itemId?: string;
  readonly inventoryItemId?: string;
  readonly taskId?: string;
}

/** A resource path, taken apart. */
export interface ResourceReference {
  /** The path as it came. */
  readonly raw: string;
  /** All pairs in their order, those of unknown types too. */
  readonly pairs: readonly ResourcePair[];
  /** Ids by their documented meaning; of a type that comes twice the last one. */
  readonly ids: ResourceIds;
  /** The last piece, if it has no partner. */
  readonly leftover?: string;
}

const MEANING: ReadonlyMap<string, keyof ResourceIds> = new Map([
  ["businessProduct", "businessProductId"],
  ["order", "orderId"],
  ["delivery", "deliveryId"],
  ["return", "returnId"],
  ["refund", "refundId"],
  ["carrier", "carrierCode"],
  ["tracker", "trackingNumber"],
  ["items", "itemId"],
  ["item-quantities", "inventoryItemId"],
  ["inventory-item", "inventoryItemId"],
  ["personalDataRetrievalTask", "taskId"],
  ["personalDataDeletionTask", "taskId"],
]);

/** Public parsers look for these by the end of the type's name: what stands before it is not documented. */
function meaningOf(type: string): keyof ResourceIds | undefined {
  const known = MEANING.get(type);
  if (known !== undefined) return known;
  if (/returnDelivery$/i.test(type)) return "returnDeliveryId";
  if (/returnLineItem$/i.test(type)) return "returnLineItemId";
  return undefined;
}

/**
 * Reads a resource path. Never throws: unknown types are kept, an odd piece at the end is marked, percent-encoding and
 * endings such as `#RF` of a return id stay as they are. A slash at the start is passed over.
 */
export function parseResource(raw: string): ResourceReference {
  const pieces = raw.split("/");
  if (pieces[0] === "") pieces.shift();
  const pairs: ResourcePair[] = [];
  const ids: { -readonly [Key in keyof ResourceIds]: ResourceIds[Key] } = {};
  for (let at = 0; at + 1 < pieces.length; at += 2) {
    const type = pieces[at] ?? "";
    const id = pieces[at + 1] ?? "";
    pairs.push({ type, id });
    const meaning = meaningOf(type);
    if (meaning !== undefined && id !== "") ids[meaning] = id;
  }
  const leftover = pieces.length % 2 === 1 ? pieces[pieces.length - 1] : undefined;
  return leftover === undefined || leftover === "" ? { raw, pairs, ids } : { raw, pairs, ids, leftover };
}
