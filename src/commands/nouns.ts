/** What each noun is about, in the order of help. */
export const NOUNS = {
  auth: "Log in, log out, show who you are",
  profile: "Accounts and environments to work with",
  subscribe: "Event subscriptions",
  events: "Receive, decode and understand events",
  order: "Orders: create, show, change, cancel, refund, watch",
  delivery: "Delivery previews: when products would arrive, and for whom with Prime",
  returns: "Returns: what can be returned, and what is coming back",
  analytics: "User events and reports",
  privacy: "Shoppers' personal data: collect it, delete it",
  catalog: "Upload a catalog of products, look at single ones and change them",
  sandbox: "Move packages and returns of the sandbox to their next state",
  schema: "The API's schema: look things up, check documents, compare versions",
  emulator: "A local Buy with Prime API",
} as const;
