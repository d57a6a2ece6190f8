/** What each noun is about, in the order of help. */
export const NOUNS = {
  auth: "Log in, log out, show who you are",
  profile: "Accounts and environments to work with",
  subscribe: "Event subscriptions",
  events: "Receive, decode and understand events",
  catalog: "Products: upload a whole catalog, show and change single ones",
  delivery: "Delivery previews: when products arrive, and for whom with Prime",
  order: "Orders: create, show, change, cancel, refund, watch",
  returns: "Returns: what can be returned, and what is coming back",
  privacy: "Shoppers' personal data: collect it, delete it",
  analytics: "User events and reports",
  sandbox: "Move packages and returns of the sandbox to their next state",
  schema: "Look up, check and compare the API's schema, offline",
  emulator: "A local Buy with Prime API",
} as const;
