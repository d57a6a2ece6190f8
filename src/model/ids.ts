/**
 * Shapes of identifiers as the documentation's examples show them. They are examples, not a contract: `bwp` uses them to
 * make ids in the emulator and to explain a likely slip, never to refuse what a user typed.
 */

/** Prefix of every credential that the emulator hands out; refused for hosts that are not loopback, and the reverse. */
export const EMULATOR_CREDENTIAL_PREFIX = "emu-";

/** Order id as in the examples: `322-ABC1-AAAAAA`. */
export const ORDER_ID_PATTERN = /^\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}$/;

/** True if the credential was made by the emulator. */
export function isEmulatorCredential(value: string): boolean {
  return value.startsWith(EMULATOR_CREDENTIAL_PREFIX);
}

/** True for hosts that never leave this machine: `localhost`, `*.localhost`, 127.0.0.0/8 and `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
