import { NotFoundError, RefusedError, UsageError } from "../../errors.ts";
import { trackerBlocks } from "../../formatters/tracker.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import type { OrderView } from "../../model/order.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order tracker",
  summary: "Show where a package is: its tracker with all milestones",
  description:
    "By order and package, outbound or on its way back, or by carrier and tracking number. A tracker appears some minutes after the package is in transit; tracking numbers expire after 90 days.",
  operations: ["packageTracker", "order"],
  arguments: {
    orderId: ORDER_ARGUMENT,
    packageId: { value: "PACKAGE_ID", summary: "Which package; default: the only outbound one with a tracker" },
  },
  options: {
    carrier: { type: "string", value: "CODE", summary: "Carrier code, for example ups; with --number" },
    number: { type: "string", value: "NUMBER", summary: "Tracking number; with --carrier" },
  },
  output: {
    "packageTracker.packageTrackerIdentifier": "trackingNumber and carrierCode",
    "packageTracker.estimatedDeliveryDate": "earliest and latest",
    "packageTracker.latestMilestone": "status, address, occurredAt",
    "packageTracker.milestones[]": "all of them, as the API orders them",
  },
  errors: {
    no_tracker: "no package of the order has a tracker yet (exit 5)",
    InvalidTrackingNumber: "the tracking number is not valid (exit 5)",
    InvalidCarrierCode: "the carrier code is not valid (exit 5)",
    ResourceNotFoundError: "the tracker is unknown or expired (exit 4)",
    not_in_version: "only 2024-11-01 has packageTracker (exit 5)",
  },
  examples: [
    { command: "bwp order tracker EXTERNAL_ID:shop-1001", note: "The only package of an order" },
    { command: "bwp order tracker --carrier ups --number 1Z999AA10123456784", note: "By carrier and number" },
  ],
  async run(context, { args, options }) {
    const dialect = await context.dialect();
    // Throws before anything is asked if the version has no trackers of their own.
    dialect.packageTracker({ carrierCode: "", trackingNumber: "" });
    const { carrierCode, trackingNumber } = await chooseTracker(context, args, options);
    const { operation, variables } = dialect.packageTracker({ carrierCode, trackingNumber });
    const api = await context.api();
    const answer = await api.request(operation, variables, { signal: context.signal });
    const tracker = dialect.readTracker(answer);
    if (tracker === undefined) throw new NotFoundError("There is no such tracker.", { operation: "packageTracker" });
    await context.output.result(answer, (_, facts) => trackerBlocks(tracker, facts));
  },
});

interface TrackerIdentifier {
  readonly carrierCode: string;
  readonly trackingNumber: string;
}

async function chooseTracker(
  context: Context,
  args: { readonly orderId: string | undefined; readonly packageId: string | undefined },
  { carrier, number }: { readonly carrier: string | undefined; readonly number: string | undefined },
): Promise<TrackerIdentifier> {
  if ((carrier === undefined) !== (number === undefined)) {
    throw new UsageError("A tracker is named by --carrier and --number together.", { code: "missing_input" });
  }
  if (carrier !== undefined && number !== undefined) {
    if (args.orderId === undefined) return { carrierCode: carrier, trackingNumber: number };
    throw new UsageError("Give an order, or --carrier and --number, not both.", { code: "two_ways" });
  }
  const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
  const trackers = trackersOf(order);
  const findings = trackers.map(({ packageId, state, trackingNumber }) => `${packageId} (${state}) ${trackingNumber}`);
  if (args.packageId !== undefined) {
    const found = trackers.find(({ packageId }) => packageId === args.packageId);
    if (found !== undefined) return found;
    throw new NotFoundError(`Order ${order.id} has no package ${args.packageId} with a tracker.`, { findings });
  }
  const [first] = trackers;
  if (first === undefined) {
    throw new RefusedError(`No package of order ${order.id} has a tracker yet.`, {
      code: "no_tracker",
      suggestion: "A tracker appears some minutes after the package is IN_TRANSIT; look again with bwp order show.",
    });
  }
  const outbound = trackers.filter(({ isOutbound }) => isOutbound);
  if (outbound.length === 1 && outbound[0] !== undefined) return outbound[0];
  if (trackers.length === 1) return first;
  if (!context.io.canPrompt) {
    throw new UsageError(`${trackers.length} packages of the order have a tracker.`, {
      code: "missing_input",
      findings,
      suggestion: "Name one: PACKAGE_ID.",
    });
  }
  return context.prompt.select(
    "Which package?",
    trackers.map((tracker) => ({ value: tracker, label: `${tracker.packageId}  ${tracker.state}` })),
  );
}

function trackersOf(order: OrderView) {
  const back = order.returns.flatMap((details) => details.packages);
  return [...order.packages, ...back].flatMap(({ id, state, tracker }, index) => {
    const { carrierCode, trackingNumber } = tracker ?? {};
    if (carrierCode === undefined || trackingNumber === undefined) return [];
    return [{ packageId: id, state, carrierCode, trackingNumber, isOutbound: index < order.packages.length }];
  });
}
