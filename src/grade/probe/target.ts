/**
 * What a check sends to, as its author writes it: `http://web/path`, `http://web:8080`, `https://web/`, or `web:5432` when a
 * connection is enough.
 */
import type { Problem } from "../check.ts";

export interface Target {
  readonly scheme: "http" | "https" | "tcp";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What the request says that it is for, when that is not the host it is sent to. */
  readonly site?: string;
}

const FORM = /^(?:(https?):\/\/)?([A-Za-z0-9._-]+)(?::(\d+))?(\/.*)?$/;

/** Null when it is none. */
export function parseTarget(text: string): Target | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, scheme, host = "", portText, path] = found;
  if (scheme === undefined && (portText === undefined || path !== undefined)) return null;
  const port = portText === undefined ? (scheme === "https" ? 443 : 80) : Number(portText);
  if (port < 1 || port > 65_535) return null;
  return { scheme: (scheme as "http" | "https" | undefined) ?? "tcp", host, port, path: path ?? "/" };
}

export function targetText({ scheme, host, port, path }: Target): string {
  if (scheme === "tcp") return `${host}:${port}`;
  const usual = scheme === "https" ? 443 : 80;
  return `${scheme}://${host}${port === usual ? "" : `:${port}`}${path}`;
}

export function problemsOfTarget(to: string): Problem[] {
  if (parseTarget(to) !== null) return [];
  const wanted = "http[s]://HOST[:PORT][/PATH], or HOST:PORT when a connection is enough";
  return [{ field: "to", got: to, wanted, fix: 'write to: "http://web/"' }];
}
