/**
 * Which server a name belongs to, and which of its locations a path.
 *
 * Models: nginx server_name and location lookup, with the locations that ingress-nginx writes for each pathType
 */
import { CATCH_ALL, type Configuration, type Location, type Server } from "./configuration.ts";

export function serverFor({ servers }: Configuration, host: string): Server {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const exact = servers.find((server) => server.host === name);
  if (exact !== undefined) return exact;
  const wild = servers
    .filter((server) => server.host.startsWith("*.") && name.endsWith(server.host.slice(1)))
    .sort((a, b) => b.host.length - a.host.length);
  return wild[0] ?? (servers.find((server) => server.host === CATCH_ALL) as Server);
}

export function locationFor({ locations }: Server, path: string): Location | null {
  const exact = locations.find(
    ({ pathType, pattern, path: own }) => pathType === "Exact" && pattern === null && own === path,
  );
  if (exact !== undefined) return exact;
  return locations.find((location) => matches(location, path)) ?? null;
}

function matches({ path: own, pathType, pattern }: Location, path: string): boolean {
  if (pattern !== null) return pattern.test(path);
  if (pathType === "Exact") return own === path;
  if (pathType === "ImplementationSpecific") return path.startsWith(own);
  const folder = own.endsWith("/") ? own : `${own}/`;
  return path === own || path.startsWith(folder);
}

/** The path that the application is asked for. */
export function rewritten({ path, settings: { rewriteTarget } }: Location, uri: string): string {
  if (rewriteTarget === null || rewriteTarget === path) return uri;
  const found = new RegExp(path, "i").exec(uri);
  if (found === null) return uri;
  return rewriteTarget.replace(/\$(\d)/g, (_, digit: string) => found[Number(digit)] ?? "");
}
