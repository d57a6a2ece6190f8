import type { Config } from "../../config/config.ts";
import { variableOf } from "../../config/credentials.ts";
import type { SecretSource } from "../../config/profile-credentials.ts";
import type { SecretView } from "../../formatters/profile.ts";

/** Says where a client secret lies, without reading it; null if it lies nowhere. */
export async function describeSecret(config: Config, source: SecretSource): Promise<SecretView | null> {
  switch (source) {
    case "none":
      return null;
    case "env":
      return { place: source, location: variableOf("clientSecret") };
    case "emulator":
      return { place: source, location: config.emulator.file };
    default:
      return { place: source, location: (await config.secrets(source)).describe().location };
  }
}
