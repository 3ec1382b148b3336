/**
 * The API server on the network: HTTPS on port 6443 of the nodes of the control plane, for whatever comes as packets.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain, pkg/endpoints/handlers/responsewriters
 * SIMPLIFIED: HTTP/1.1 only; exec, attach and port-forward are kubectl's own way; client certificates are not asked for.
 */

import type { Stream } from "../../core/stream.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { type ApiRequest, type ApiUser, parseQuery } from "../../kube/api/request.ts";
import { parseRoute } from "../../kube/api/route.ts";
import type { ApiServer } from "../../kube/api/server.ts";
import { userOfToken } from "../../kube/api/service-account-token.ts";
import { badRequest, failure, type Status } from "../../kube/api/status.ts";
import { readerOf } from "../../net/http/byte-reader.ts";
import { type HttpRequest, keepsAlive } from "../../net/http/message.ts";
import { readRequest } from "../../net/http/read.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { TlsIdentity } from "../../net/tls/server.ts";
import { clusterAuthority } from "../pki/authorities.ts";
import { listen } from "../serving/listen.ts";
import { GO_TO_PLAIN, secure } from "../serving/secure.ts";
import { type Gate, throughGate } from "../webhooks/gate.ts";
import { ANONYMOUS } from "./authenticate.ts";
import { isStreaming, respond } from "./respond.ts";

export interface ApiEndpointOptions {
  readonly gate: Gate;
  /** What its certificate is for. */
  readonly names: readonly string[];
  readonly port?: number;
}

const PORT = 6443;
const YEAR_MS = 365 * 86_400_000;

export function serveApi(networks: readonly NetNamespace[], options: ApiEndpointOptions): void {
  const identities = apiIdentities(options.names);
  for (const network of networks) {
    const prng = network.prng.split("api-endpoint");
    const identify = (): TlsIdentity => identities(network);
    listen(network, options.port ?? PORT, function* (socket) {
      const session = yield* secure(socket, { identify, alpn: ["http/1.1"], prng, isGo: true, toPlain: GO_TO_PLAIN });
      if (session === null) return;
      yield* converse(session.stream, options.gate);
      session.stream.close();
    });
  }
}

/** The certificate of the API server, made when somebody first wants to see it. */
export function apiIdentities(names: readonly string[]): (network: NetNamespace) => TlsIdentity {
  const authority = clusterAuthority();
  return ({ clock, prng }) =>
    authority.issue({
      subject: [{ type: "CN", value: "kube-apiserver" }],
      names,
      notBeforeMs: clock.epochMs - 300_000,
      notAfterMs: clock.epochMs + YEAR_MS,
      prng: prng.split("api-certificate"),
    });
}

function* converse(stream: Stream, gate: Gate): Run<void> {
  const reader = readerOf(stream);
  for (;;) {
    const http = yield* readRequest(reader);
    if (http === null) return;
    const request = requestOf(http);
    const refused = refusal(gate, request);
    const response =
      refused === null
        ? yield* throughGate(gate, request)
        : ({ type: "object", status: refused.code, body: refused, warnings: [] } as const);
    const goesOn = yield* respond(stream, { http, request, response, nowMs: gate.network.clock.nowMs });
    if (!goesOn || !keepsAlive(http)) return;
  }
}

function requestOf({ method, target, headers, body }: HttpRequest): ApiRequest {
  const mark = target.indexOf("?");
  const known = new Map<string, string>();
  // Who asks is what the token says, and nobody else's word.
  for (const { name, value } of headers) if (!/^impersonate-/i.test(name)) known.set(name.toLowerCase(), value);
  const [, token] = /^Bearer\s+(\S+)$/i.exec(known.get("authorization") ?? "") ?? [];
  const user = token === undefined ? ANONYMOUS : (userOfToken(token) ?? undefined);
  const request = {
    method: method === "HEAD" ? "GET" : method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: parseQuery(mark < 0 ? "" : target.slice(mark + 1)),
    headers: known,
    ...(user === undefined ? {} : { user }),
  };
  return body.length === 0 ? request : { ...request, body: decodeUtf8(body) };
}

function refusal({ api }: Gate, { user, path, method }: ApiRequest): Status | null {
  if (user === undefined) return failure(401, "Unauthorized", "Unauthorized");
  const isResource = parseRoute(path)?.resource !== undefined;
  if (isResource) {
    return isStreaming(path) ? badRequest("Upgrade request required") : null;
  }
  return pathRefusal(api, user, { path, method });
}

/** Of a path that is no resource. */
export function pathRefusal(
  api: ApiServer,
  user: ApiUser,
  { path, method }: Pick<ApiRequest, "path" | "method">,
): Status | null {
  if (api.authorizer.allowsPath(user, path)) return null;
  const verb = method.toLowerCase();
  return failure(
    403,
    "Forbidden",
    `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`,
    {},
  );
}
