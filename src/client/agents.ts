import type { Agent } from "node:http";
import { chooseProxy, type ProxyEnvironment } from "./proxy.ts";

/** How to reach an address. */
export interface Route {
  readonly agent: Agent;
  /** Set if the way leads through a proxy. */
  readonly proxy: URL | undefined;
}

/** Connections kept alive, by scheme and proxy. */
export interface AgentPool {
  agentFor(url: URL): Promise<Route>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * Idle connections are closed before a server does: Node's own closes them after five seconds, and a mutation written to one
 * just then would have an unknown outcome.
 */
const AGENT_OPTIONS = { keepAlive: true, timeout: 4_000 } as const;

/** Makes a pool of connections that obeys the proxy variables of an environment; loopback hosts are reached directly. */
export function createAgentPool(env: ProxyEnvironment): AgentPool {
  const agents = new Map<string, Agent>();
  return {
    async agentFor(url) {
      const proxy = chooseProxy(url, env);
      const key = `${url.protocol}|${proxy?.href ?? ""}`;
      const known = agents.get(key);
      if (known !== undefined) return { agent: known, proxy };
      const made = await createAgent(url, proxy);
      // Calls that began together have each made one; the first is kept.
      const agent = agents.get(key) ?? made;
      agents.set(key, agent);
      return { agent, proxy };
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

/** An agent of its own, through the proxy if there is one; the caller ends it. */
export async function createAgent(url: URL, proxy: URL | undefined): Promise<Agent> {
  if (proxy !== undefined) {
    if (url.protocol === "https:") {
      const { HttpsProxyAgent } = await import("https-proxy-agent");
      return new HttpsProxyAgent(proxy, AGENT_OPTIONS);
    }
    const { HttpProxyAgent } = await import("http-proxy-agent");
    return new HttpProxyAgent(proxy, AGENT_OPTIONS);
  }
  return new (await loadProtocol(url)).Agent(AGENT_OPTIONS);
}

/** Loaded with the first request: most of the time until a command without one has started would go into it. */
export async function loadProtocol(url: URL): Promise<Pick<typeof import("node:http"), "request" | "Agent">> {
  return url.protocol === "https:" ? import("node:https") : import("node:http");
}
