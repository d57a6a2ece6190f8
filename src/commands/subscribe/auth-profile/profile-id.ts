import type { Wanted } from "../../../kernel/complete.ts";

/** Longest id. Page: deleteauthprofile. */
const LONGEST_ID = 50;

/** The id of an auth profile. There is nothing to choose from: the API does not list them. */
export function wantProfileId(given: string | undefined): Wanted<string> {
  return {
    given,
    flag: "AUTH_PROFILE_ID",
    ask: (prompt) =>
      prompt.input("Id of the auth profile (the API does not list them)", {
        check: (text) =>
          text.length >= 1 && text.length <= LONGEST_ID ? undefined : `must have 1 to ${LONGEST_ID} characters.`,
      }),
  };
}
