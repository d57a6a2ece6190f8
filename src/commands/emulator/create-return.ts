import { RefusedError, UsageError } from "../../errors.ts";
import { fields, line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";
import { chooseOrder, identifierText, ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { sandboxLine } from "../sandbox/sandbox-only.ts";

export const command = defineCommand({
  name: "emulator create-return",
  summary: "Open a return for an order, as a shopper would (emulator only)",
  description:
    "No call of the API opens a Buy with Prime return in the sandbox: a shopper or the merchant does it in a browser. In the emulator this command takes their place; the packages must have been delivered. It publishes RETURN_STARTED.",
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    line: {
      type: "string",
      value: "LINE_ITEM_ID=UNITS",
      multiple: true,
      summary: "What comes back (default: all that was delivered)",
    },
    dropOff: { type: "boolean", summary: "A drop-off return: no box or label needed; its refund is due at drop-off" },
  },
  output: {
    "orderId, alias": "the order, as it was named",
    returnId: "the new return",
    returnPackageId: "its return package",
  },
  errors: { no_emulator: "no emulator is running (exit 4)", refused: "nothing of the order can be returned (exit 5)" },
  examples: [
    { command: "bwp emulator create-return EXTERNAL_ID:shop-1001", note: "Everything that was delivered comes back" },
    {
      command: "bwp emulator create-return 322-AB12-CD34EF --line 0a1b2c3d4e-5f60718293=1 --drop-off",
      note: "One unit of one line",
    },
  ],
  async run(context, { args, options }) {
    const identifier = await chooseOrder(context, args);
    const order = identifierText(identifier);
    const { url } = await findEmulator(context);
    const lineItems = options.line.map(readLine);
    const body = { ...identifier, dropOff: options.dropOff, ...(lineItems.length === 0 ? {} : { lineItems }) };
    if (context.globals.dryRun) {
      await context.output.result({ url: `${url}/_emulator/returns`, body }, () => [
        line(`Would open a return for ${order}.`),
      ]);
      return;
    }
    const advance = await sandboxLine(context, `sandbox advance-delivery ${order} --to DELIVERED --wait`);
    const next = await sandboxLine(context, `sandbox advance-return ${order}`);
    const opened = (await controlEmulator(url, "POST", "returns", body).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
      throw new RefusedError(error.message, {
        suggestion: `Only delivered units can come back: ${advance}`,
        cause: error,
      });
    })) as Readonly<Record<string, string>>;
    await context.output.result({ ...identifier, ...opened }, () => [
      line([span("Opened a return", "good"), " (emulator only)"]),
      fields([
        ["Return", opened.returnId],
        ["Return package", opened.returnPackageId],
        ["Next", next],
      ]),
    ]);
  },
});

function readLine(text: string): { lineItemId: string; amount: number } {
  const match = /^([^=]+)=(\d+)$/.exec(text);
  if (match?.[1] === undefined || Number(match[2]) < 1) {
    throw new UsageError(`--line takes LINE_ITEM_ID=UNITS, not "${text}".`);
  }
  return { lineItemId: match[1], amount: Number(match[2]) };
}
