import { UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { flagName } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { ExitStatus } from "../../kernel/exit-status.ts";
import { GLOBAL_OPTIONS, type GlobalValues } from "../../kernel/global-options.ts";
import { commandLine } from "../../kernel/shell.ts";
import type { DeliveryGroupView, DeliveryOfferView, DeliveryPreviewView } from "../../model/delivery.ts";
import { type LineFlags, lineText } from "../order/line-flags.ts";
import type { PreviewOptions, PreviewRequest } from "./preview-input.ts";
import { productOf } from "./products-of-answer.ts";

/** A group with the offer that was chosen for it. */
export interface ChosenOffer {
  readonly group: DeliveryGroupView;
  readonly offer: DeliveryOfferView;
}

/**
 * Hands a preview with a chosen offer for each group to `bwp order create`: goes on into it where a person can answer or a file
 * is to be written, else says the command.
 */
export async function handOver(
  context: Context,
  request: PreviewRequest,
  options: PreviewOptions,
  preview: DeliveryPreviewView,
  chosen: readonly ChosenOffer[],
): Promise<void> {
  const lines = linesOf(request.lines, preview, chosen);
  const { canPrompt } = context.io;
  if (!canPrompt && options.write === undefined) {
    const words = orderWords(request, options, lines, shownIdentity(options));
    const title = lines.some((line) => line.title === undefined || line.price === undefined);
    const open = title ? " (each line also needs title=... and price=...)" : "";
    context.notices.info(["Next: ", span(`bwp ${commandLine(words)}`, "code"), open]);
    return;
  }
  const complete = canPrompt ? await describeLines(context, lines) : lines;
  const words = orderWords(request, options, complete, sentIdentity(request));
  const write = options.write === undefined ? [] : ["--write", options.write];
  const code = await context.runLine([...words, ...write, ...globalWords(context.globals)], context.host);
  if (code !== 0) throw new ExitStatus(code);
}

/** The lines of the order, each with the preview and the offer of its group. */
function linesOf(
  asked: readonly LineFlags[],
  preview: DeliveryPreviewView,
  chosen: readonly ChosenOffer[],
): readonly LineFlags[] {
  const left = [...asked];
  const [only, ...others] = chosen;
  const inOrder = ({ offer }: ChosenOffer, line: LineFlags): LineFlags => ({
    ...line,
    preview: preview.id,
    offer: offer.id,
    ...(offer.isPrimeEligible === false ? { speed: offer.deliverySpeed ?? line.speed ?? "STANDARD" } : {}),
  });
  if (only !== undefined && others.length === 0) return left.map((line) => inOrder(only, line));
  return chosen.flatMap((choice) =>
    choice.group.products.map(({ name }) => {
      const index = left.findIndex((line) => name !== undefined && productOf(line) === name);
      const [line] = index < 0 ? [] : left.splice(index, 1);
      if (line !== undefined) return inOrder(choice, line);
      throw new UsageError("The answer has several groups and does not tell which product is in which.", {
        code: "unknown_group",
        suggestion: "Ask for one product at a time, or with a newer --api-version.",
      });
    }),
  );
}

/** Titles and prices go into the order, and only a person knows them. */
async function describeLines({ prompt }: Context, lines: readonly LineFlags[]): Promise<readonly LineFlags[]> {
  const described: LineFlags[] = [];
  for (const line of lines) {
    const of = productOf(line) ?? "the product";
    const check = (text: string): string | undefined =>
      text === "" ? "It is needed." : text.includes('"') ? 'Without ".' : undefined;
    const title = line.title ?? (await prompt.input(`Title of ${of}`, { check }));
    const price = line.price ?? (await prompt.input(`Price of one unit of ${of}`, { check: isPrice }));
    described.push({ ...line, title, price });
  }
  return described;
}

function isPrice(text: string): string | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) ? undefined : "A decimal number, for example 18.50.";
}

function orderWords(
  { input }: PreviewRequest,
  { name, email }: PreviewOptions,
  lines: readonly LineFlags[],
  identity: readonly string[],
): readonly string[] {
  const { streetAddress, locality, region, postalCode } = input.location?.shippingAddress ?? {};
  return [
    "order",
    "create",
    ...lines.flatMap((line) => ["--line", lineText(line)]),
    ...["--address", `${streetAddress}, ${locality}, ${region} ${postalCode}`],
    ...identity,
    ...(name === undefined ? [] : ["--name", name]),
    ...(email === undefined ? [] : ["--email", email]),
  ];
}

/** The shopper for a call in this process. */
function sentIdentity({ input }: PreviewRequest): readonly string[] {
  const { lwaAccessToken, apayCheckoutSessionId } = input.shopperIdentity ?? {};
  if (lwaAccessToken) return ["--lwa-access-token", lwaAccessToken.value];
  if (!apayCheckoutSessionId) return [];
  const { value, externalId } = apayCheckoutSessionId;
  return ["--apay-checkout-session-id", value, "--apay-external-id", externalId];
}

/** The shopper for a command that is shown: as it was given, but never a token. */
function shownIdentity(options: PreviewOptions): readonly string[] {
  const { shopper, lwaAccessToken, apayCheckoutSessionId, apayExternalId } = options;
  const secret = (given: string): string => (/^(?:-$|@)/.test(given) ? given : "@TOKEN_FILE");
  return [
    ...(shopper === undefined ? [] : ["--shopper", shopper]),
    ...(lwaAccessToken === undefined ? [] : ["--lwa-access-token", secret(lwaAccessToken)]),
    ...(apayCheckoutSessionId === undefined ? [] : ["--apay-checkout-session-id", secret(apayCheckoutSessionId)]),
    ...(apayExternalId === undefined ? [] : ["--apay-external-id", apayExternalId]),
  ];
}

/** The global options of this call, for the next one. */
function globalWords(globals: GlobalValues): readonly string[] {
  const values: ReadonlyMap<string, unknown> = new Map(Object.entries(globals));
  return Object.keys(GLOBAL_OPTIONS).flatMap((key) => {
    const value = values.get(key);
    if (value === undefined || value === false) return [];
    if (value === true) return [flagName(key)];
    return [flagName(key), typeof value === "number" ? `${value}ms` : String(value)];
  });
}
