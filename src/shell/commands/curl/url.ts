/** The parts of a URL as curl takes it: a bare host is HTTP. Models: curl lib/urlapi.c. SIMPLIFIED: http and https only. */
import { CurlError } from "./curl-error.ts";

export interface Url {
  readonly scheme: "http" | "https";
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
  /** The port was written out, so the Host header says it too. */
  readonly hasPort: boolean;
  /** Path and query, as sent. */
  readonly target: string;
}

export function parseUrl(text: string): Url {
  const found =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?([/?][^#]*)?(?:#.*)?$/.exec(
      text,
    );
  if (found === null || /\s/.test(text)) throw new CurlError(3, "URL using bad/illegal format or missing URL");
  const [, written, user, host = "", portText, rest = "/"] = found;
  const scheme = (written ?? "http").toLowerCase();
  if (scheme !== "http" && scheme !== "https")
    throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  if (host === "") throw new CurlError(3, "URL using bad/illegal format or missing URL");
  const port = portText === undefined || portText === "" ? (scheme === "https" ? 443 : 80) : Number(portText);
  if (port > 65_535) throw new CurlError(3, "URL using bad/illegal format or missing URL");
  return {
    scheme,
    user: user ?? null,
    host: host.replace(/^\[|\]$/g, ""),
    port,
    hasPort: portText !== undefined && portText !== "" && port !== (scheme === "https" ? 443 : 80),
    target: withoutDots(rest.startsWith("?") ? `/${rest}` : rest),
  };
}

/** RFC 3986 §5.2.4, on the path only. */
function withoutDots(target: string): string {
  const [path = "", ...query] = target.split("?");
  if (!/\/\.\.?(\/|$)/.test(path)) return target;
  const parts: string[] = [];
  const all = path.split("/").slice(1);
  for (const [i, part] of all.entries()) {
    const isLast = i === all.length - 1;
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
    if (isLast && (part === "." || part === "..")) parts.push("");
  }
  return [`/${parts.join("/")}`, ...query].join("?");
}

export function hostHeader({ host, port, hasPort }: Url): string {
  return `${host.includes(":") ? `[${host}]` : host}${hasPort ? `:${port}` : ""}`;
}

/** A Location seen from the page that sent it. */
export function redirected(from: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location;
  const origin = `${from.scheme}://${hostHeader(from)}`;
  if (location.startsWith("//")) return `${from.scheme}:${location}`;
  if (location.startsWith("/")) return origin + location;
  const path = from.target.split("?")[0] as string;
  if (location.startsWith("?")) return origin + path + location;
  return origin + path.slice(0, path.lastIndexOf("/") + 1) + location;
}
