/** What each noun is about, in the order of help. */
export const NOUNS = {
  auth: "Log in, log out, show who you are",
  profile: "Accounts and environments to work with",
  subscribe: "Event subscriptions",
  events: "Receive, decode and understand events",
  order: "Orders: create, show, change, cancel, refund, watch",
  delivery: "Delivery previews: when products would arrive, and for whom with Prime",
  returns: "Returns: what can be returned, and what is coming back",
  sandbox: "Move packages and returns of the sandbox to their next state",
  emulator: "A local Buy with Prime API",
} as const;
