/**
 * Whether the server is the one that the kubeconfig means, and whom the server takes kubectl for.
 *
 * Models: k8s.io/client-go/transport/transport.go TLSConfigFor, tools/clientcmd/client_config.go and validation.go, crypto/tls
 * SIMPLIFIED: the handshake is judged, not made; a client's key is not compared with its certificate.
 */
import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { x509Error } from "../../../../sim/net/http/go-client.ts";
import { parseCertificates } from "../../../../sim/net/tls/x509/certificate.ts";
import { unBase64 } from "../../../../sim/net/tls/x509/pem.ts";
import { type ApiDoor, AUTHORITY_MARK } from "../../../../sim/node/api-transport.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { CommandError, ConnectionError } from "../errors.ts";

const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

export interface Trust {
  readonly isInsecure: boolean;
  /** For whom the certificate has to be; empty: the host of the server's address. */
  readonly serverName: string;
  /** PEM; null: what the machine trusts. */
  readonly authorities: string | null;
}

/** What the files and data of a cluster or user come to. */
export function pemOf(
  process: Process,
  entry: Mutable,
  { field, name, flag }: { readonly field: string; readonly name: string; readonly flag: string },
): string | null {
  const data = flag === "" ? entry[`${field}-data`] : undefined;
  if (typeof data === "string" && data !== "") return decodeUtf8(unBase64(data) ?? new Uint8Array(0));
  const path: string = flag || entry[field] || "";
  if (path === "") return null;
  try {
    return process.machine.fs.readText(path, process.cwd);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const what = field.replace("certificate", "cert").replace("cert-authority", "certificate-authority");
    throw new CommandError(
      `Error in configuration: unable to read ${what} ${path} for ${name} due to open ${path}: no such file or directory`,
      { plain: true },
    );
  }
}

export interface Handshake {
  readonly process: Process;
  readonly host: string;
  readonly trust: Trust;
}

/** Throws ConnectionError when the certificate is not for this server, or not from whom it should be. */
export function checkServerCertificate(door: ApiDoor, { process, host, trust }: Handshake): void {
  if (trust.isInsecure) return;
  const name = trust.serverName || host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  const authorities = trust.authorities === AUTHORITY_MARK ? door.authority : trust.authorities;
  // The usual case needs no arithmetic.
  if (authorities?.trim() === door.authority.trim() && door.names.includes(name)) return;
  const { fs, clock } = process.machine;
  const pem = authorities ?? (fs.exists(BUNDLE) ? fs.readText(BUNDLE) : "");
  const trusted = parseCertificates(pem);
  if (authorities !== null && trusted.length === 0)
    throw new CommandError("unable to load root certificates: unable to parse bytes as PEM block");
  const wrong = x509Error(door.certificate(), { trusted, serverName: name, nowMs: clock.nowMs });
  if (wrong !== null) throw new ConnectionError(`tls: failed to verify certificate: x509: ${wrong}`, host, false);
}
