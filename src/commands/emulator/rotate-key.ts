import { type Block, table } from "../../formatters/blocks.ts";
import { utcText } from "../../formatters/time.ts";
import { defineCommand } from "../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";

interface SigningKey {
  readonly kid: string;
  readonly current: boolean;
  readonly listedUntil: string | null;
}

export const command = defineCommand({
  name: "emulator rotate-key",
  summary: "Sign webhooks with a new key from now on",
  description:
    "A receiver finds the key of a signature by x-amzn-kid in /jwks.json. The old key stays listed there for 24 hours of the emulator's clock, so that what it signed can still be verified.",
  output: {
    "[].kid": "id of the key, as in x-amzn-kid",
    "[].current": "true for the one that signs",
    "[].listedUntil": "when an old key leaves /jwks.json; null for the current one",
  },
  errors: { no_emulator: "no emulator is running (exit 4)" },
  examples: [{ command: "bwp emulator rotate-key", note: "Does your receiver fetch the keys again?" }],
  async run(context) {
    const { url } = await findEmulator(context);
    const { keys } = (await controlEmulator(url, "POST", "keys")) as { readonly keys: readonly SigningKey[] };
    await context.output.result(keys, keysTable);
  },
});

function keysTable(keys: readonly SigningKey[]): readonly Block[] {
  return [
    table(
      ["Key", "Use"],
      keys.map(({ kid, listedUntil }) => [
        kid,
        listedUntil === null ? "signs" : `listed until ${utcText(listedUntil)}`,
      ]),
    ),
  ];
}
