import type { Permission } from "../../model/permissions.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { Clock } from "../clock.ts";
import type { LogReport } from "../log.ts";
import type { Objects } from "../storage/objects.ts";
import type { PresignedLink } from "../storage/presigned.ts";
import type { Store } from "../store/store.ts";
import type { Timers } from "../timers.ts";
import type { Publisher } from "./events/publishing.ts";
import type { Outbox } from "./events/webhooks/outbox.ts";
import type { Work } from "./work.ts";

/** What the rules of the domain work with. */
export interface Domain {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers<Work>;
  readonly publisher: Publisher;
  readonly storage: Storage;
  /** Events on their way to webhooks. */
  readonly outbox: Outbox;
  /** Tells who watches the emulator what the caller is not told. */
  readonly report: (report: LogReport) => void;
}

/** Files that are fetched and sent by presigned links, not by GraphQL. */
export interface Storage {
  readonly objects: Objects;
  /** A link that is valid from now on. */
  presign(link: PresignedLink): string;
}

/** Who calls, after the token and the target id were checked. */
export interface Caller {
  readonly clientId: string;
  readonly targetId: string;
  readonly permissions: readonly Permission[];
  readonly apiVersion: ApiVersion;
}
