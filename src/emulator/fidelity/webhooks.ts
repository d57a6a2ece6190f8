import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Webhooks, auth profiles, event bodies, and the parts of EventBridge and SQS behind them. */
export const WEBHOOK_FIDELITY: readonly FidelityEntry[] = [
  // Auth profiles
  entry(
    "profile-endpoint",
    "createAuthProfile, updateAuthProfile",
    "documented",
    "authEndpoint must be https; http is taken on loopback hosts, since the emulator is local itself (that part decided).",
    "An http:// value is the documented error case; its message is unseen.",
  ),
  entry(
    "profile-alias-taken",
    "createAuthProfile",
    "decided",
    "An alias that the client has already is a ValidationError.",
    "Unseen.",
  ),
  entry(
    "profile-owner",
    "all auth profile mutations",
    "inferred",
    "Each client has its own profiles; another client's id is AccessDeniedError, as an unknown one.",
    "Subscriptions belong to a client id.",
  ),
  entry(
    "profile-update-whole",
    "updateAuthProfile",
    "decided",
    "authConfig replaces all of the old credentials; a missing input is a ValidationError.",
    "Partial updates are unseen, and the argument is printed as optional.",
  ),
  entry(
    "profile-delete-in-use",
    "deleteAuthProfile",
    "decided",
    "A profile in use can be deleted; events for its webhooks are then tried again and given up.",
    "Unseen.",
  ),
  entry(
    "profile-headers",
    "createAuthProfile",
    "decided",
    "A header parameter that HTTP does not allow, and a user name with a colon, are ValidationErrors.",
    "They could not be sent.",
  ),

  // Webhook destinations
  entry(
    "webhook-local",
    "createEventSubscription",
    "decided",
    "A webhook and its token endpoint must be on this machine, else the emulator refuses in its own words.",
    "The emulator calls loopback addresses only.",
  ),
  entry(
    "webhook-url",
    "createEventSubscription",
    "documented",
    "A webhook must be https; http is taken on loopback hosts, a user name or password in the URL is not (both decided).",
    "The guide asks for an HTTPS endpoint; the message is unseen.",
  ),
  entry(
    "webhook-same",
    "createEventSubscription",
    "inferred",
    "The same event type and URL twice is SubscriptionAlreadyExists, whatever the credentials.",
    "Same event type and same destination.",
  ),
  entry(
    "webhook-read-back",
    "eventSubscription",
    "decided",
    "destination is null for a webhook.",
    "The union's member for webhooks is unseen.",
  ),

  // Deliveries
  entry(
    "webhook-signature",
    "webhooks",
    "inferred",
    "x-amzn-signature is base64 of a DER signature, ECDSA P-384 with SHA-384 over the raw body; x-amzn-kid names the key in /jwks.json.",
    "A public webhook simulator that cites the documentation; the page itself is unseen.",
  ),
  entry(
    "webhook-signed-always",
    "webhooks",
    "decided",
    "Every delivery is signed, with an auth profile too.",
    "The guide calls the header optional with an auth profile.",
  ),
  entry(
    "webhook-keys",
    "/jwks.json",
    "decided",
    "A key that was replaced stays listed for 24 hours of the emulator's clock.",
    "How keys rotate is unseen.",
  ),
  entry(
    "webhook-success",
    "webhooks",
    "decided",
    "Any 2xx within 10 seconds counts; redirects are not followed and count as refusals.",
    "Time-outs and expected status are unseen.",
  ),
  entry(
    "webhook-retries",
    "webhooks",
    "decided",
    "Eight attempts, 1, 2, 4, 8, 16, 32 and 64 seconds of the emulator's clock apart at every speed, the same body each time; then the event is dropped and the log says so.",
    "Retries are unseen; idempotencyKey suggests them.",
  ),
  entry(
    "webhook-order",
    "webhooks",
    "decided",
    "Up to 16 calls at the same time, so that webhooks may be overtaken by later ones.",
    "The order of events cannot be relied on.",
  ),
  entry(
    "webhook-token",
    "webhooks",
    "decided",
    "The token request is a form with grant_type, client_id and client_secret beside the body parameters (JSON if a header says so); body parameters of these names win.",
    "The examples show grant_type and scope as body parameters; where the credentials go is unseen. RFC 6749, 2.3.1.",
  ),
  entry(
    "webhook-token-kept",
    "webhooks",
    "decided",
    "A token is used until expires_in is over, or until a receiver answers 401: then it is renewed once.",
    "Unseen.",
  ),

  // data
  entry(
    "event-data",
    "events",
    "documented",
    "data is {} unless the emulator was started with --event-data full.",
    "All production samples; newer pages show content.",
  ),
  entry(
    "event-data-complete",
    "events",
    "documented",
    "Full data of REFUND_COMPLETED and BUYABILITY_CHANGED is as their pages print it, lists and objects included.",
    "The two pages that show the whole.",
  ),
  entry(
    "event-data-partial",
    "events",
    "inferred",
    "Full data of ORDER_CONFIRMED, REFUND_REQUESTED and the package and return events holds what the pages show of it, then fields of the Order type.",
    "The pages are cut off; the other package and return events are taken to be like the one that was seen.",
  ),
  entry(
    "event-data-none",
    "events",
    "decided",
    "Full data of the tracker, inventory and personal data events is {}, and so is that of events of older versions.",
    "Nothing of it was seen.",
  ),

  // EventBridge and SQS
  entry(
    "transformer-quotes",
    "EventBridge",
    "documented",
    "Inside quotes values are put in without escapes, objects and lists without their quotes; what the event has not is empty.",
    "EventBridge user guide, input transformation; the form of objects inside quotes is inferred from recorded answers of AWS.",
  ),
  entry(
    "transformer-missing",
    "EventBridge",
    "decided",
    'Outside of quotes, what the event has not is "".',
    "The guide says that it does not appear; the output has to stay JSON.",
  ),
  entry(
    "target-retries",
    "EventBridge",
    "documented",
    "A queue that is missing or closed is not tried again: its event goes to the dead-letter queue at once, with RETRY_ATTEMPTS 0.",
    "EventBridge user guide, dead-letter queues: such errors are not retried. The zero is inferred.",
  ),
  entry(
    "move-task-origin",
    "SQS",
    "inferred",
    "A task without a destination fails with CouldNotDetermineMessageSource at a message that no redrive policy brought.",
    "Messages go back to their original source queues (SQS API reference).",
  ),
  entry(
    "move-task-words",
    "SQS",
    "inferred",
    "Errors of tasks that run already or no more have codes of the API reference and words of ours.",
    "The reference names codes only.",
  ),
];
