import { defineCommand } from "../../kernel/command.ts";
import { maskEmail } from "../../model/privacy.ts";
import { startTask } from "./start-task.ts";
import { completeEmail, EMAIL_ARGUMENT, START_OPTIONS, WAIT_OPTIONS } from "./task-flags.ts";

export const command = defineCommand({
  name: "privacy retrieve",
  summary: "Ask for a shopper's personal data to be collected",
  description:
    "The request covers the merchant's Buy with Prime account and Multi-Channel Fulfillment. It is taken at once and may take up to 30 days; it cannot be cancelled. The API cannot list tasks, so bwp keeps the task id (bwp privacy list) and the client token, with the address masked: after an unclear failure the same command within 8 hours repeats the same request and cannot start a second task.",
  operations: ["startPersonalDataRetrievalTask", "personalDataRetrievalTask"],
  mutates: true,
  arguments: { email: EMAIL_ARGUMENT },
  options: { ...START_OPTIONS, ...WAIT_OPTIONS },
  output: {
    "startPersonalDataRetrievalTask.taskId": "id of the task",
    personalDataRetrievalTask: "the task when it is over, with --wait only; see bwp privacy show",
  },
  errors: {
    invalid_email: "the address does not match the service's pattern (exit 2)",
    DATA_SUBJECT_NOT_FOUND: "with --wait: nobody with that address is known (exit 5)",
    outcome_unknown: "no answer: run the same command again (exit 6)",
    timed_out: "with --wait: the task is not over in time (exit 7)",
  },
  examples: [
    { command: "bwp privacy retrieve sam.shopper@example.org", note: "Ask, and go on with other things" },
    { command: "bwp privacy retrieve sam.shopper@example.org --wait", note: "Wait until it is COMPLETED or FAILED" },
  ],
  async run(context, { args, options }) {
    const email = await completeEmail(context, args.email);
    const what = `collect the personal data of ${maskEmail(email)}`;
    await startTask(context, { kind: "retrieval", email }, options, { what });
  },
});
