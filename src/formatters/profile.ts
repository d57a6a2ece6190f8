import { type Block, type Cell, fields, line, type Span, span, table, type ViewFacts } from "./blocks.ts";
import { timeText } from "./time.ts";

/** Where a client secret lies; never the secret itself. */
export interface SecretView {
  readonly place: "keychain" | "file" | "env" | "emulator";
  /** Name of the store, path of the file, or name of the variable. */
  readonly location: string;
}

/** A profile as views show it. */
export interface ProfileView {
  readonly name: string;
  /** True if a call without `--profile` uses it. */
  readonly current: boolean;
  readonly kind: string;
  readonly targetId: string | null;
  readonly clientId: string | null;
  readonly apiUrl: string;
  readonly apiVersion: string;
  readonly region: string | null;
  /** `settings`, `env` for one that consists of variables, `emulator` for the running emulator. */
  readonly source: string;
  readonly secret: SecretView | null;
}

/** Who a call would be. */
export interface StatusView extends Omit<ProfileView, "name" | "current" | "source"> {
  readonly loggedIn: boolean;
  readonly profile: string;
  /** Where each value came from, by its name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly token: {
    readonly cached: boolean;
    /** ISO 8601. */
    readonly expiresAt: string | null;
    readonly expiresInSeconds: number | null;
  };
  /** Variables that are set but do not count. */
  readonly ignoredVariables: readonly string[];
  /** What the service said, if it was asked. */
  readonly verified: boolean | null;
}

/** A login that was kept, or would be. */
export interface LoginView {
  readonly profile: string;
  readonly kind: string;
  readonly targetId: string;
  readonly clientId: string;
  readonly apiUrl: string;
  readonly secret: SecretView | null;
  readonly saved: boolean;
  readonly verified: boolean;
}

/** A kind of profile; production stands out. */
function kindCell(kind: string): Span {
  return span(kind, kind === "production" ? "bad" : "info");
}

function secretText(secret: SecretView | null): Cell {
  if (secret === null) return span("none: log in with bwp auth login", "warn");
  return secret.place === "file" ? `${secret.location} (unencrypted)` : secret.location;
}

/** Profiles as a table; the current one has a star. */
export function profilesTable(profiles: readonly ProfileView[]): readonly Block[] {
  if (profiles.length === 0) return [line("There are no profiles. Make one with: bwp auth login")];
  return [
    table(
      ["Profile", "Kind", "Target id", "Secret"],
      profiles.map((profile) => [
        profile.current ? span(`* ${profile.name}`, "strong") : `- ${profile.name}`,
        kindCell(profile.kind),
        profile.targetId,
        profile.secret?.place ?? span("none", "warn"),
      ]),
    ),
  ];
}

/** One profile, whole. */
export function profileCard(profile: ProfileView): readonly Block[] {
  return [
    fields([
      ["Profile", [span(profile.name, "strong"), profile.current ? " (current)" : ""]],
      ["Kind", kindCell(profile.kind)],
      ["Target id", profile.targetId],
      ["Client id", profile.clientId],
      ["API", `${profile.apiUrl} (${profile.apiVersion})`],
      ["AWS region", profile.region ?? undefined],
      ["Secret", secretText(profile.secret)],
    ]),
  ];
}

/** Who a call would be, and where each value came from. */
export function statusCard(status: StatusView, facts: ViewFacts): readonly Block[] {
  const from = (name: string): Span => span(` (${status.sources[name] ?? "default"})`, "dim");
  const { cached, expiresAt } = status.token;
  return [
    line(
      status.loggedIn
        ? [span("Logged in", "good"), status.verified === true ? ": the service accepts the credentials" : ""]
        : span("Not logged in", "bad"),
    ),
    fields([
      ["Profile", [span(status.profile, "strong"), from("profile")]],
      ["Kind", [kindCell(status.kind), from("kind")]],
      ["Target id", [status.targetId ?? "", from("targetId")]],
      ["Client id", [status.clientId ?? "", from("clientId")]],
      ["API", [status.apiUrl, from("apiUrl")]],
      ["Version", [status.apiVersion, from("apiVersion")]],
      ["AWS region", status.region ?? undefined],
      ["Secret", secretText(status.secret)],
      ["Token", cached ? `cached, expires ${timeText(expiresAt ?? undefined, facts) ?? ""}` : "none cached"],
    ]),
  ];
}

/** A login that was kept, or would be. */
export function loginCard(login: LoginView): readonly Block[] {
  return [
    line(
      login.saved
        ? [span("Logged in", "good"), login.verified ? ": the service accepts the credentials" : ", not verified"]
        : [span("Dry run: ", "warn"), "nothing was sent or saved."],
    ),
    fields([
      ["Profile", span(login.profile, "strong")],
      ["Kind", kindCell(login.kind)],
      ["Target id", login.targetId],
      ["Client id", login.clientId],
      ["API", login.apiUrl],
      ["Secret", login.secret === null ? undefined : secretText(login.secret)],
    ]),
  ];
}
