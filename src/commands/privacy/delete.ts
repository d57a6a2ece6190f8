import { defineCommand } from "../../kernel/command.ts";
import { DAY_MS, HOLDING_PERIOD, maskEmail } from "../../model/privacy.ts";
import { startTask } from "./start-task.ts";
import { completeEmail, EMAIL_ARGUMENT, START_OPTIONS, WAIT_OPTIONS } from "./task-flags.ts";

export const command = defineCommand({
  name: "privacy delete",
  summary: "Ask for a shopper's personal data to be deleted",
  description:
    "The request is held first, and can be cancelled while it is (bwp privacy cancel); then the work takes up to 30 days. It fails if the shopper has open orders when the work begins, and is not tried again by itself. Since a deletion cannot be taken back, the address has to be typed again, in every environment, unless --yes is given. Client token and task id are remembered as with bwp privacy retrieve.",
  operations: ["startPersonalDataDeletionTask", "personalDataDeletionTask"],
  mutates: true,
  arguments: { email: EMAIL_ARGUMENT },
  options: {
    holdingPeriod: {
      type: "integer",
      value: "DAYS",
      min: HOLDING_PERIOD.min,
      max: HOLDING_PERIOD.max,
      summary: `Days until the deletion begins, ${HOLDING_PERIOD.min} to ${HOLDING_PERIOD.max} (default: the service's own, ${HOLDING_PERIOD.default})`,
    },
    reason: { type: "string", value: "TEXT", summary: "Why, for the service's records; keep names out of it" },
    ...START_OPTIONS,
    ...WAIT_OPTIONS,
  },
  output: {
    "startPersonalDataDeletionTask.taskId": "id of the task",
    personalDataDeletionTask: "the task when it is over, with --wait only; see bwp privacy show",
  },
  errors: {
    confirmation_required: "nobody can type the address again: add --yes (exit 2)",
    ORDERS_NOT_CLOSED: "with --wait: the shopper has open orders (exit 5)",
    DATA_SUBJECT_NOT_FOUND: "with --wait: nobody with that address is known (exit 5)",
    outcome_unknown: "no answer: run the same command again (exit 6)",
    timed_out: "with --wait: the task is not over in time (exit 7)",
  },
  examples: [
    {
      command: "bwp privacy delete sam.shopper@example.org --reason 'Request no. 2024-117' --yes",
      note: "Held for the service's 10 days",
    },
    {
      command: "bwp privacy delete sam.shopper@example.org --holding-period 0 --yes",
      note: "Nothing to cancel any more",
    },
  ],
  async run(context, { args, options }) {
    const email = await completeEmail(context, args.email);
    const { holdingPeriod, reason } = options;
    const days = holdingPeriod ?? HOLDING_PERIOD.default;
    if (options.wait && days * DAY_MS >= options.waitTimeout && (await context.profile()).kind !== "emulator") {
      context.notices.warn(`The deletion is held for ${days} days, which --wait-timeout does not cover.`);
    }
    const start = days === 0 ? "at once" : `after ${days} day${days === 1 ? "" : "s"}`;
    await startTask(context, { kind: "deletion", email, holdingPeriod, reason }, options, {
      what: `delete the personal data of ${maskEmail(email)} ${start}`,
      irreversible: "it cannot be undone",
      retype: { name: "the shopper's e-mail", value: email },
    });
  },
});
