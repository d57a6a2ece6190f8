import type { VersionViews } from "../schema.ts";
import { CANCELLATION_FIELDS } from "./cancellation-view.ts";
import { FEED_FIELDS, INVENTORY_FIELDS, PRODUCT_FIELDS, PRODUCT_PAGE_FIELDS, SIGNAL_FIELDS } from "./catalog-view.ts";
import {
  DELIVERY_GROUP_FIELDS,
  DELIVERY_OFFER_FIELDS,
  DELIVERY_PREVIEW_FIELDS,
  DELIVERY_PRODUCT_FIELDS,
  identifierTypes,
} from "./delivery-view.ts";
import {
  LINE_ITEM_FIELDS,
  ORDER_FIELDS,
  PACKAGE_FIELDS,
  PACKAGE_INFORMATION_FIELDS,
  REFUND_FIELDS,
  REFUND_FOR_FIELDS,
  REFUNDS_FIELDS,
} from "./order-view.ts";
import { PRIVACY_TASK_FIELDS } from "./privacy-view.ts";
import { RETURN_DELIVERY_FIELDS, RETURN_FIELDS, RETURN_LINE_FIELDS, RETURN_PACKAGE_FIELDS } from "./return-view.ts";
import { REVERSAL_ITEM_FIELDS, REVERSAL_OFFERS_FIELDS, reversalIdentifierType } from "./reversal-view.ts";
import {
  AUTH_PROFILE_FIELDS,
  SUBSCRIPTION_DETAILS_FIELDS,
  SUBSCRIPTION_FIELDS,
  SUBSCRIPTION_PAGE_FIELDS,
} from "./subscription-view.ts";
import { TRACKER_FIELDS } from "./tracker-view.ts";

/** How entities look in version 2024-11-01. */
export const VIEWS_2024_11_01: VersionViews = {
  types: {
    CancellationDetails: CANCELLATION_FIELDS,
    CancellationRequestDetails: CANCELLATION_FIELDS,
    CatalogFeed: FEED_FIELDS,
    CreateAuthProfileResponse: AUTH_PROFILE_FIELDS,
    CreateEventSubscriptionResponse: SUBSCRIPTION_FIELDS,
    DeleteAuthProfileResponse: AUTH_PROFILE_FIELDS,
    DeleteEventSubscriptionResponse: SUBSCRIPTION_FIELDS,
    DeliveryGroup: DELIVERY_GROUP_FIELDS,
    DeliveryOffer: DELIVERY_OFFER_FIELDS,
    DeliveryPreview: DELIVERY_PREVIEW_FIELDS,
    DeliveryProduct: DELIVERY_PRODUCT_FIELDS,
    EventSubscription: SUBSCRIPTION_FIELDS,
    EventSubscriptionConnection: SUBSCRIPTION_PAGE_FIELDS,
    EventSubscriptionDetails: SUBSCRIPTION_DETAILS_FIELDS,
    InventoryItem: INVENTORY_FIELDS,
    LineItem: LINE_ITEM_FIELDS,
    Order: ORDER_FIELDS,
    PackageInformation: PACKAGE_INFORMATION_FIELDS,
    PackageInformationDetails: PACKAGE_FIELDS,
    PackageTracker: TRACKER_FIELDS,
    PersonalDataDeletionTask: PRIVACY_TASK_FIELDS,
    PersonalDataRetrievalTask: PRIVACY_TASK_FIELDS,
    Product: PRODUCT_FIELDS,
    ProductConnection: PRODUCT_PAGE_FIELDS,
    RefundDetails: REFUND_FIELDS,
    RefundFor: REFUND_FOR_FIELDS,
    Refunds: REFUNDS_FIELDS,
    ReturnDeliveryDetails: RETURN_DELIVERY_FIELDS,
    ReturnDetails: RETURN_FIELDS,
    ReturnLineItem: RETURN_LINE_FIELDS,
    ReturnPackageDetails: RETURN_PACKAGE_FIELDS,
    ReversalItemOffers: REVERSAL_ITEM_FIELDS,
    ReversalOffers: REVERSAL_OFFERS_FIELDS,
    Signal: SIGNAL_FIELDS,
    UpdateAuthProfileResponse: AUTH_PROFILE_FIELDS,
  },
  abstractTypes: {
    CatalogFeedResultReport: "UploadedFile",
    DestinationData: "EventBridgeData",
    ProductIdentifier: identifierTypes({
      sku: "SkuProductIdentifier",
      externalId: "ExternalProductIdentifier",
      amazonSku: "AmazonSkuProductIdentifier",
    }),
    RefundCause: "ReturnDetails",
    ReversalItemIdentifier: reversalIdentifierType,
  },
};
