/**
 * The address of a server, refused where Go's `net/url` and `net/http` refuse it.
 *
 * Models: go/src/net/url/url.go (parseAuthority, parseHost), k8s.io/client-go/rest/url_utils.go
 */
import { CommandError, ConnectionError } from "../errors.ts";

const VALID_IN_HOST = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]*$/u;

export function checkServer(server: string): void {
  const [, scheme = "", rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([\s\S]*)$/.exec(server) ?? [
    undefined,
    "http",
    server,
  ];
  const authority = rest.replace(/[/?#][\s\S]*$/, "");
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const mistake = mistakeIn(host);
  if (mistake !== undefined) throw new ConnectionError(mistake, host, false);
  if (host === "") throw new CommandError(`host must be a URL or a host:port pair: ${JSON.stringify(server)}`);
  if (!/^https?$/i.test(scheme))
    throw new ConnectionError(`unsupported protocol scheme ${JSON.stringify(scheme.toLowerCase())}`, host, false);
}

function mistakeIn(host: string): string | undefined {
  if (host.startsWith("[")) {
    const end = host.lastIndexOf("]");
    if (end < 0) return "missing ']' in host";
    const port = host.slice(end + 1);
    if (!/^(:\d*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  } else if (host.includes(":")) {
    const port = host.slice(host.lastIndexOf(":"));
    if (!/^:\d*$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  }
  const odd = [...host].find((character) => !VALID_IN_HOST.test(character));
  return odd === undefined ? undefined : `invalid character ${JSON.stringify(odd)} in host name`;
}
