import { BwpError } from "../errors.ts";
import type { SecretPlace } from "./settings-shape.ts";

/** Where secrets lie, for `auth status` and the like. */
export interface SecretStoreDescription {
  readonly kind: "macos-keychain" | "linux-keyring" | "windows-vault" | "file";
  /** In words: the name of the store, or the path of the file. */
  readonly location: string;
  /** True if the operating system guards it; false for a file that only its mode guards. */
  readonly secure: boolean;
  /** What the user should be told when a secret is put here. */
  readonly warning?: string;
}

/** A place for secrets, each a text under a name. */
export interface SecretStore {
  readonly place: SecretPlace;
  /** The secret, or undefined if there is none. @throws {SecretStoreError | FileError} */
  get(name: string): Promise<string | undefined>;
  /** Stores or replaces. @throws {SecretStoreError | FileError} */
  set(name: string, secret: string): Promise<void>;
  /** Removes; true if there was one. @throws {SecretStoreError | FileError} */
  delete(name: string): Promise<boolean>;
  describe(): SecretStoreDescription;
}

/** The operating system's store does not answer, or refuses. */
export class SecretStoreError extends BwpError {
  constructor(location: string, reason: string) {
    super("io", `The ${location} ${reason}.`, {
      code: "secret_store",
      suggestion:
        "Unlock it and try again; or log in again with BWP_SECRET_STORE=file, to keep secrets in a file that only you can read.",
    });
  }
}
