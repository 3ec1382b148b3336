/**
 * The annotations of an Ingress that this controller follows, read and checked.
 *
 * Models: kubernetes/ingress-nginx internal/ingress/annotations
 * SIMPLIFIED: about two dozen annotations of a hundred; an Ingress with another one is refused by the admission webhook.
 */
import { type Cidr, parseCidr, parseIp } from "../../../core/ip.ts";
import type { Ingress } from "../../../kube/schema/types.ts";

export const PREFIX = "nginx.ingress.kubernetes.io/";

export interface Settings {
  readonly rewriteTarget: string | null;
  readonly useRegex: boolean;
  readonly appRoot: string | null;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  /** Null is no limit. */
  readonly bodySize: number | null;
  readonly bodySizeText: string;
  readonly allowed: readonly Cidr[];
  readonly denied: readonly Cidr[];
  readonly connectTimeoutSec: number;
  readonly readTimeoutSec: number;
  readonly vhost: string | null;
  readonly forwardedPrefix: string | null;
  readonly backendProtocol: "HTTP" | "HTTPS";
  readonly permanentRedirect: readonly [code: number, url: string] | null;
  readonly canary: Canary | null;
}

export interface Canary {
  readonly weight: number;
  readonly header: string | null;
  readonly headerValue: string | null;
  readonly cookie: string | null;
}

const BOOL = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const NUMBER = /^\d+$/;
const PATH = /^\/?[A-Za-z0-9_.~:?&=%@,+\-/$ ]*$/;
const CIDRS = /^[\d./, a-fA-F:]+$/;

/** What each may say; the validator of the real controller for it. */
const KNOWN: Readonly<Record<string, RegExp>> = {
  "rewrite-target": PATH,
  "app-root": PATH,
  "use-regex": BOOL,
  "ssl-redirect": BOOL,
  "force-ssl-redirect": BOOL,
  "proxy-body-size": /^\d+[bkmgBKMG]?$/,
  "whitelist-source-range": CIDRS,
  "allowlist-source-range": CIDRS,
  "denylist-source-range": CIDRS,
  "proxy-connect-timeout": NUMBER,
  "proxy-read-timeout": NUMBER,
  "proxy-send-timeout": NUMBER,
  "upstream-vhost": /^[A-Za-z0-9\-.:_$]*$/,
  "x-forwarded-prefix": PATH,
  "backend-protocol": /^(AUTO_HTTP|HTTP|HTTPS|GRPC|GRPCS|FCGI)$/i,
  "permanent-redirect": /^[\w\-.~:/?#@!&'()*+,;=%$]*$/,
  "permanent-redirect-code": NUMBER,
  "temporal-redirect": /^[\w\-.~:/?#@!&'()*+,;=%$]*$/,
  canary: BOOL,
  "canary-weight": NUMBER,
  "canary-weight-total": NUMBER,
  "canary-by-header": /^[A-Za-z0-9\-_]*$/,
  "canary-by-header-value": /^[A-Za-z0-9\-_]*$/,
  "canary-by-cookie": /^[A-Za-z0-9\-_]*$/,
};
/** They tune what cannot be seen here. */
const HARMLESS =
  /^(proxy-(buffer.*|busy.*|request-buffering|max-temp-file-size|http-version|next-upstream.*)|client-body-buffer-size|enable-access-log|connection-proxy-header|service-upstream|load-balance)$/;

/** Why this Ingress is not taken; null when it is. */
export function annotationFault(ingress: Ingress): string | null {
  for (const [key, value] of Object.entries(ingress.metadata.annotations ?? {})) {
    if (!key.startsWith(PREFIX)) continue;
    const name = key.slice(PREFIX.length);
    const shape = KNOWN[name];
    if (shape === undefined && !HARMLESS.test(name)) return `annotation ${key} is not simulated here`;
    if (shape !== undefined && value !== "" && !shape.test(value)) return `annotation ${key} contains invalid value`;
  }
  return null;
}

export function settingsOf({ metadata: { annotations = {} } }: Ingress): Settings {
  const text = (name: string): string | null => annotations[`${PREFIX}${name}`] || null;
  const bool = (name: string, otherwise: boolean): boolean => {
    const value = text(name);
    return value === null ? otherwise : /^(1|t|true)$/i.test(value);
  };
  const bodySizeText = text("proxy-body-size") ?? "1m";
  const protocol = (text("backend-protocol") ?? "HTTP").toUpperCase();
  return {
    rewriteTarget: text("rewrite-target"),
    useRegex: bool("use-regex", false),
    appRoot: text("app-root"),
    sslRedirect: bool("ssl-redirect", true),
    forceSslRedirect: bool("force-ssl-redirect", false),
    bodySize: sizeOf(bodySizeText),
    bodySizeText,
    allowed: cidrsOf(text("whitelist-source-range") ?? text("allowlist-source-range")),
    denied: cidrsOf(text("denylist-source-range")),
    connectTimeoutSec: Number(text("proxy-connect-timeout") ?? 5),
    readTimeoutSec: Number(text("proxy-read-timeout") ?? 60),
    vhost: text("upstream-vhost"),
    forwardedPrefix: text("x-forwarded-prefix"),
    backendProtocol: protocol === "HTTPS" ? "HTTPS" : "HTTP",
    permanentRedirect: redirectOf(text),
    canary: bool("canary", false)
      ? {
          weight: Number(text("canary-weight") ?? 0) / Number(text("canary-weight-total") ?? 100),
          header: text("canary-by-header"),
          headerValue: text("canary-by-header-value"),
          cookie: text("canary-by-cookie"),
        }
      : null,
  };
}

function redirectOf(text: (name: string) => string | null): readonly [number, string] | null {
  const temporal = text("temporal-redirect");
  if (temporal !== null) return [302, temporal];
  const permanent = text("permanent-redirect");
  return permanent === null ? null : [Number(text("permanent-redirect-code") ?? 301), permanent];
}

function sizeOf(text: string): number | null {
  const [, number = "0", unit = ""] = /^(\d+)([bkmg]?)$/i.exec(text) ?? [];
  const factor = { k: 1024, m: 1024 * 1024, g: 1024 * 1024 * 1024 }[unit.toLowerCase()] ?? 1;
  return Number(number) === 0 ? null : Number(number) * factor;
}

function cidrsOf(text: string | null): Cidr[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .flatMap((part) => {
      const prefix = part.includes("/") ? part : parseIp(part) === null ? "" : `${part}/32`;
      const parsed = parseCidr(prefix);
      return parsed === null ? [] : [parsed];
    });
}
