import { NotFoundError, RefusedError } from "../../errors.ts";
import { fields, line, span } from "../../formatters/blocks.ts";
import { stateSpan } from "../../formatters/state.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { controlEmulator } from "../../kernel/emulator-control.ts";
import { announce } from "../../kernel/mutate.ts";
import type { OrderView, Package } from "../../model/order.ts";
import { MILESTONE_CODES } from "../../model/package-states.ts";
import { findOrder } from "../order/find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { requireSandbox } from "./sandbox-only.ts";

/** PENDING can be read but not set. */
const SETTABLE = MILESTONE_CODES.filter((code) => code !== "PENDING");

/** What the emulator answers. */
interface MovedTracker {
  readonly orderId: string;
  readonly packageId: string;
  readonly carrierCode: string;
  readonly trackingNumber: string;
  readonly packageState: string;
  readonly milestones: readonly { readonly code: string; readonly occurredAt: string }[];
}

export const command = defineCommand({
  name: "sandbox advance-tracker",
  summary: "Move the tracker of a package to a milestone (emulator only)",
  description:
    "The API has packageTrackerState for this in updateOrderPackageInformation, but the field that carries the milestone is not documented, and bwp sends nothing that it would have to guess. On the emulator this command gives the tracker its milestone by the emulator's own control. PACKAGE_TRACKER_MILESTONE_CHANGED is published; DELIVERED delivers the package as well.",
  operations: ["order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    packageId: {
      value: "PACKAGE_ID",
      summary: "Which package; not needed if only one has a tracker and is on its way",
    },
  },
  options: {
    to: { type: "string", value: "MILESTONE", choices: SETTABLE, summary: "Milestone to move to" },
  },
  output: {
    "orderId, packageId": "the package",
    "carrierCode, trackingNumber": "its tracker",
    packageState: "state of the package now",
    "milestones[]": "code and occurredAt, in order",
  },
  errors: {
    undocumented_input: "not on the emulator: the service's field is not documented (exit 5)",
    no_tracker: "no package has a tracker yet (exit 5)",
    UpdatePackageTrackerLimitExceeded: "the tracker has come to its end (exit 5)",
    sandbox_only: "the profile is production (exit 2)",
  },
  examples: [
    { command: "bwp sandbox advance-tracker EXTERNAL_ID:shop-1001 --to OUT_FOR_DELIVERY", note: "Nearly there" },
    { command: "bwp sandbox advance-tracker EXTERNAL_ID:shop-1001 --to DELIVERED", note: "Delivers the package too" },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    await requireEmulator(context);
    const orderIdentifier = await chooseOrder(context, { orderId: args.orderId });
    const { order } = await findOrder(context, orderIdentifier);
    const parcel = await choosePackage(context, order, args.packageId);
    const { to } = await complete(context, {
      to: {
        given: options.to,
        flag: "--to <MILESTONE>",
        ask: (prompt) =>
          prompt.select(
            "Milestone",
            SETTABLE.map((value) => ({ value, label: value })),
          ),
      },
    });
    const { apiUrl } = await context.profile();
    const body = { orderId: order.id, packageId: parcel.id, code: to };
    if (context.globals.dryRun) {
      await context.output.result({ url: `${apiUrl}/_emulator/trackers`, body }, () => [
        line(`Would move the tracker of package ${parcel.id} to ${to}.`),
      ]);
      return;
    }
    await announce(context, `move the tracker of package ${parcel.id} to ${to}`);
    const moved = (await controlEmulator(apiUrl, "POST", "trackers", body)) as MovedTracker;
    await context.output.result(moved, () => [
      fields([
        ["Package", [span(moved.packageId, "strong"), "  ", stateSpan(moved.packageState)]],
        ["Tracker", `${moved.carrierCode} ${moved.trackingNumber}`],
        ["Milestones", moved.milestones.map(({ code }) => code).join(" -> ")],
      ]),
    ]);
  },
});

async function requireEmulator(context: Context): Promise<void> {
  const profile = await context.profile();
  if (profile.kind === "emulator") return;
  throw new RefusedError(
    "The field of packageTrackerState that carries the milestone is not documented, so bwp cannot send one to the service.",
    {
      code: "undocumented_input",
      operation: "updateOrderPackageInformation",
      suggestion: "Move the package itself: bwp sandbox advance-delivery. Trackers can be moved on the emulator.",
    },
  );
}

async function choosePackage(context: Context, order: OrderView, id: string | undefined): Promise<Package> {
  if (id !== undefined) {
    const found = order.packages.find((parcel) => parcel.id === id);
    if (found !== undefined) return found;
    throw new NotFoundError(`The order has no package ${id}.`, {
      findings: order.packages.map((parcel) => `${parcel.id} (${parcel.state})`),
    });
  }
  const tracked = order.packages.filter(({ state, tracker }) => state === "IN_TRANSIT" && tracker !== undefined);
  const [first, ...others] = tracked;
  if (first === undefined) {
    throw new RefusedError(`No package of order ${order.id} is on its way with a tracker.`, {
      code: "no_tracker",
      suggestion: "A tracker shows some minutes after bwp sandbox advance-delivery --to IN_TRANSIT.",
      findings: order.packages.map((parcel) => `${parcel.id} (${parcel.state})`),
    });
  }
  if (others.length === 0) return first;
  const { chosen } = await complete(context, {
    chosen: {
      given: undefined,
      flag: "PACKAGE_ID",
      ask: (prompt) =>
        prompt.select(
          "Which package?",
          tracked.map((value) => ({ value, label: value.id, hint: value.tracker?.trackingNumber ?? "" })),
        ),
    },
  });
  return chosen;
}
