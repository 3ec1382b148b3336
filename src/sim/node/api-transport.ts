/**
 * The way from a machine to the API server. kubectl on the learner's machine finds it plugged in; a container
 * does not, and so is refused as a kubectl without a kubeconfig is.
 *
 * Models: k8s.io/client-go/rest (one request, one answer).
 * SIMPLIFIED: requests to the API server are calls that take virtual time, not TCP and TLS packets.
 */
import type { Run } from "../core/wait.ts";
import type { ApiRequest, ApiResponse, ApiUser } from "../kube/api/request.ts";
import type { Certificate } from "../net/tls/x509/certificate.ts";
import { Plug } from "../os/machine.ts";

/** What a client shows of itself. */
export interface Credentials {
  readonly token: string | undefined;
  /** PEM. */
  readonly certificate: string | null;
}

/** What stands for the cluster's authority in a kubeconfig that somebody has cleaned of what is his own. */
export const AUTHORITY_MARK = "ca";

/** What TLS and authentication know of the API server's port. */
export interface ApiDoor {
  /** Hosts, beside the one that the kubeconfig names, that lead to it: `172.18.0.2:6443`. */
  readonly hosts: readonly string[];
  /** For whom its certificate is, and from whom (PEM). */
  readonly names: readonly string[];
  readonly authority: string;
  certificate(): readonly Certificate[];
  /** Undefined is the administrator, null nobody. */
  userOf(credentials: Credentials): ApiUser | undefined | null;
}

export interface ApiTransport {
  /** `https://127.0.0.1:6443`: what a kubeconfig names. Another address is nobody. */
  readonly server: string;
  /** Absent where requests are not looked at. */
  readonly door?: ApiDoor;
  /** Answers after the time that the request takes. Throws NetError ECONNREFUSED when no API server listens. */
  request(request: ApiRequest): Run<ApiResponse>;
}

export const API_TRANSPORT = new Plug<ApiTransport>("api-transport");
