import { movedTrackerBlocks } from "../../formatters/tracker.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { mutate } from "../../kernel/mutate.ts";
import { waitFor, waitOptions } from "../../kernel/wait.ts";
import { SETTABLE_MILESTONE_CODES } from "../../model/package-states.ts";
import { chooseOrderForChange, findOrder } from "../order/find-order.ts";
import { ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { chooseTracked } from "./choose-tracked.ts";
import { requireGuessAllowed, requireSandbox } from "./sandbox-only.ts";

export const command = defineCommand({
  name: "sandbox advance-tracker",
  summary: "Move the tracker of a package to a milestone",
  description:
    "The documentation says that updateOrderPackageInformation moves trackers by packageTrackerState, and shows neither the name of the field that carries the milestone nor the table of steps. bwp calls the field packageMilestoneStatusCode, after its type: the emulator takes it, the service may refuse it. So outside the emulator it needs --force. A milestone publishes PACKAGE_TRACKER_MILESTONE_CHANGED; DELIVERED delivers the package as well.",
  experimental:
    "the field that carries the milestone is not documented; only for the emulator, unless --force is given",
  operations: ["updateOrderPackageInformation", "order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    packageId: {
      value: "PACKAGE_ID",
      summary: "Which package; not needed if only one has a tracker and is on its way",
    },
  },
  options: {
    to: { type: "string", value: "MILESTONE", choices: SETTABLE_MILESTONE_CODES, summary: "Milestone to move to" },
    ...waitOptions("the milestone shows", 600_000),
    force: { type: "boolean", summary: "Send it to a sandbox of the service too" },
  },
  output: {
    orderId: "the order",
    packageId: "the package",
    "carrierCode, trackingNumber": "its tracker",
    milestone: "the milestone asked for",
    packageState: "state of the package as last seen",
    "milestones[]": "code and occurredAt as last seen, as the API orders them",
  },
  errors: {
    undocumented_input: "not on the emulator, and --force is not given (exit 2)",
    no_tracker: "no package has a tracker yet (exit 5)",
    PackageTrackerNotAvailableForUpdate: "the tracker is not there yet: wait five minutes, look, try again (exit 5)",
    PackageTrackerNotFound: "the tracker is unknown, or older than 90 days (exit 5)",
    UpdatePackageTrackerLimitExceeded: "the tracker has come to its end (exit 5)",
    ConflictException: "the order is being changed already: try again (exit 5)",
    not_in_version: "only 2024-11-01 has trackers of their own (exit 5)",
    sandbox_only: "the profile is production (exit 2)",
    timed_out: "the milestone did not show in time (exit 7)",
  },
  examples: [
    { command: "bwp sandbox advance-tracker EXTERNAL_ID:shop-1001 --to OUT_FOR_DELIVERY --wait", note: "Nearly there" },
    {
      command: "bwp sandbox advance-tracker EXTERNAL_ID:shop-1001 --to DELIVERED --wait",
      note: "Delivers the package too",
    },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    await requireGuessAllowed(context, "The field of packageTrackerState that carries the milestone", options.force);
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrderForChange(context, { orderId: args.orderId });
    // A version without trackers says so before anything is asked.
    dialect.moveTrackers(orderIdentifier, []);
    const { order } = await findOrder(context, orderIdentifier);
    const { parcel, ...tracker } = await chooseTracked(context, order, args.packageId);
    const { to } = await complete(context, {
      to: {
        given: options.to,
        flag: "--to <MILESTONE>",
        ask: (prompt) =>
          prompt.select(
            "Milestone",
            SETTABLE_MILESTONE_CODES.map((value) => ({ value, label: value })),
          ),
      },
    });
    const answer = await mutate(context, {
      ...dialect.moveTrackers(orderIdentifier, [{ packageId: parcel.id, ...tracker, milestone: to }]),
      what: `move the tracker of package ${parcel.id} to ${to}`,
    });
    if (answer === undefined) return;
    let seen = parcel;
    let failure: unknown;
    const before = parcel.tracker?.milestones.length ?? 0;
    if (options.wait) {
      await waitFor(context, {
        what: `the tracker shows ${to}`,
        timeoutMs: options.waitTimeout,
        poll: async () => {
          const now = (await findOrder(context, orderIdentifier)).order;
          seen = now.packages.find(({ id }) => id === parcel.id) ?? seen;
          return seen.tracker;
        },
        done: (now) => now?.latestMilestone?.code === to && now.milestones.length !== before,
        state: (now) => now?.latestMilestone?.code ?? "without a milestone",
      }).catch((error: unknown) => {
        failure = error;
      });
    }
    const moved = {
      orderId: order.id,
      packageId: parcel.id,
      carrierCode: tracker.carrierCode ?? null,
      trackingNumber: tracker.trackingNumber,
      milestone: to,
      packageState: seen.state,
      milestones: (seen.tracker?.milestones ?? []).map(({ code, occurredAt }) => ({ code, occurredAt })),
    };
    await context.output.result(moved, movedTrackerBlocks);
    if (failure !== undefined) throw failure;
    if (!options.wait) context.notices.info("Accepted; the milestone shows later. --wait waits for it.");
  },
});
