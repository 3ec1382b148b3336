/**
 * The way from a machine to the API server. kubectl on the learner's machine finds it plugged in; a container
 * does not, and so is refused as a kubectl without a kubeconfig is.
 *
 * Models: k8s.io/client-go/rest (one request, one answer).
 * SIMPLIFIED: requests to the API server are calls that take virtual time, not TCP and TLS packets.
 */
import type { Run } from "../core/wait.ts";
import type { ApiRequest, ApiResponse } from "../kube/api/request.ts";
import { Plug } from "../os/machine.ts";

export interface ApiTransport {
  /** `https://127.0.0.1:6443`: what a kubeconfig names. Another address is nobody. */
  readonly server: string;
  /** Answers after the time that the request takes. Throws NetError ECONNREFUSED when no API server listens. */
  request(request: ApiRequest): Run<ApiResponse>;
}

export const API_TRANSPORT = new Plug<ApiTransport>("api-transport");
