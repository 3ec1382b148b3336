/**
 * Which certificate a host is shown: its Secret's where that is right, else the controller's own.
 *
 * Models: kubernetes/ingress-nginx internal/ingress/controller/{controller.go createServers, store/backend_ssl.go}, internal/net/ssl
 */
import type { Prng } from "../../../core/prng.ts";
import { decodeUtf8 } from "../../../core/utf8.ts";
import { x509Error } from "../../../net/http/go-client.ts";
import type { TlsIdentity } from "../../../net/tls/server.ts";
import { parseCertificates } from "../../../net/tls/x509/certificate.ts";
import { belongsTo, parsePrivateKey } from "../../../net/tls/x509/private-key.ts";
import { matchingName } from "../../../net/tls/x509/verify.ts";
import { decodeBase64 } from "../../kubelet/base64.ts";
import { selfSigned } from "../../pki/authorities.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { Server } from "./configuration.ts";
import type { Klog } from "./klog.ts";

const YEAR_MS = 365 * 86_400_000;

export class Certificates {
  readonly #view: ClusterView;
  readonly #log: Klog;
  readonly #own: () => TlsIdentity;
  /** By Secret and its version: the identity, or why there is none. */
  readonly #read = new Map<string, TlsIdentity | string>();
  #fake: TlsIdentity | null = null;

  constructor(view: ClusterView, log: Klog, { prng, epochMs }: { readonly prng: Prng; readonly epochMs: number }) {
    this.#view = view;
    this.#log = log;
    this.#own = () =>
      selfSigned({
        subject: [
          { type: "O", value: "Acme Co" },
          { type: "CN", value: "Kubernetes Ingress Controller Fake Certificate" },
        ],
        names: ["ingress.local"],
        notBeforeMs: epochMs,
        notAfterMs: epochMs + YEAR_MS,
        prng,
      });
  }

  identityFor({ secret, host }: Server): TlsIdentity {
    const found = secret === null || secret === "" ? null : this.#identity(secret);
    if (found === null || typeof found === "string") return this.#default;
    const [leaf] = found.chain;
    return leaf !== undefined && (host === "_" || matchingName(leaf, host.replace(/^\*/, "x")) !== null)
      ? found
      : this.#default;
  }

  /** What the log says of the certificates of a configuration. */
  complain(servers: readonly Server[], nowMs: number): void {
    for (const { secret, host } of servers) {
      if (secret === null || secret === "") continue;
      const found = this.#identity(secret);
      if (typeof found === "string") {
        this.#log.line(
          "W",
          "controller.go:1468",
          `Error getting SSL certificate "${secret}": ${found}. Using default certificate`,
        );
        continue;
      }
      const [leaf] = found.chain;
      if (leaf === undefined || host === "_") continue;
      if (matchingName(leaf, host.replace(/^\*/, "x")) === null) {
        const why = x509Error(found.chain, { trusted: found.chain, serverName: host, nowMs: leaf.notBeforeMs });
        const text = `SSL certificate "${secret}" does not contain a Common Name or Subject Alternative Name for server "${host}": x509: ${why}`;
        this.#log.line("W", "controller.go:1488", text);
        this.#log.line("W", "controller.go:1489", "Using default certificate");
      } else if (leaf.notAfterMs < nowMs)
        this.#log.line(
          "W",
          "controller.go:1499",
          `SSL certificate for server "${host}" expired (${goTime(leaf.notAfterMs)})`,
        );
    }
  }

  get #default(): TlsIdentity {
    this.#fake ??= this.#own();
    return this.#fake;
  }

  #identity(key: string): TlsIdentity | string {
    const [namespace, name = ""] = key.split("/");
    const secret = this.#view.secrets.get(namespace, name);
    if (secret === undefined) return `local SSL certificate ${key} was not found`;
    const version = `${key}@${secret.metadata.resourceVersion}`;
    const known = this.#read.get(version);
    if (known !== undefined) return known;
    const text = (field: string): string => decodeUtf8(decodeBase64(secret.data?.[field] ?? ""));
    const read = identityOf(text("tls.crt"), text("tls.key"), key);
    this.#read.set(version, read);
    return read;
  }
}

function identityOf(certificate: string, keyText: string, name: string): TlsIdentity | string {
  const none = `local SSL certificate ${name} was not found`;
  if (certificate === "" || keyText === "") return none;
  const chain = parseCertificates(certificate);
  const key = parsePrivateKey(keyText);
  const [leaf] = chain;
  if (leaf === undefined || key === null || !belongsTo(key, leaf)) return none;
  return { chain, key };
}

function goTime(ms: number): string {
  return `${String(Math.floor(ms / 1000))} s since 1970`;
}
