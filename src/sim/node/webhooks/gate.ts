/**
 * A request on its way into the API server, past the webhooks that want to see it: they are called over the cluster's
 * network, from the node of the control plane, before anything is stored.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go, pkg/util/webhook/client.go
 * SIMPLIFIED: webhooks are asked one after the other; controllers' own writes, and `hop serve`, pass them by.
 */
import { parseIp } from "../../core/ip.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { generateUid } from "../../kube/api/names.ts";
import type { KubeObject, Mutable } from "../../kube/api/objects.ts";
import type { ApiRequest, ApiResponse } from "../../kube/api/request.ts";
import { parseRoute } from "../../kube/api/route.ts";
import { type ApiServer, failed } from "../../kube/api/server.ts";
import type { Status } from "../../kube/api/status.ts";
import {
  type AdmissionRequest,
  admissionReview,
  callFailure,
  denialOf,
  operationOf,
  selects,
  type ValidatingWebhook,
  webhooksFor,
} from "../../kube/api/webhooks.ts";
import type { Service } from "../../kube/schema/types.ts";
import { GoHttpError, type GoRequest, goRequest } from "../../net/http/go-client.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { parseCertificates } from "../../net/tls/x509/certificate.ts";
import { decodeBase64 } from "../kubelet/base64.ts";
import type { Parts } from "../parts/parts.ts";

const DEFAULT_TIMEOUT_SEC = 10;

export interface Gate {
  readonly api: ApiServer;
  /** Where the rules for rare kinds come from, late as they may be. */
  readonly parts: Parts;
  /** Where the API server calls from. */
  readonly network: NetNamespace;
}

export function* throughGate(gate: Gate, request: ApiRequest): Run<ApiResponse> {
  const { api } = gate;
  const operation = operationOf(request);
  const route = operation === null ? null : parseRoute(request.path);
  if (operation === null || route?.resource === undefined) return api.request(request);
  if (api.kinds.at(route.group, route.version, route.resource)?.late) yield* gate.parts.awaitRules();
  const webhooks = webhooksFor(api, route, operation);
  if (webhooks.length === 0) return api.request(request);
  // Only what would be stored otherwise is shown to them.
  const trial = api.request({ ...request, query: new Map([...request.query, ["dryRun", ["All"]]]) });
  if (trial.type !== "object" || trial.status >= 400) return trial;
  const name = route.name ?? (trial.body as unknown as KubeObject).metadata?.name;
  const found = api.kinds.at(route.group, route.version, route.resource);
  const key = found === undefined ? "" : found.group === "" ? found.resource : `${found.resource}.${found.group}`;
  const old = name === undefined ? null : (api.store.collection(key).get(route.namespace, name) ?? null);
  const object = operation === "DELETE" ? null : (trial.body as unknown as KubeObject);
  const admission: AdmissionRequest = {
    route,
    operation: operation === "UPDATE" && old === null ? "CREATE" : operation,
    object,
    oldObject: operation === "CREATE" ? null : old,
    request,
  };
  for (const webhook of webhooks) {
    if (!selects(api, webhook, admission)) continue;
    const refused = yield* ask(gate, webhook, admission);
    if (refused !== null) return failed(refused);
  }
  return api.request(request);
}

/** Null lets it pass. */
function* ask(gate: Gate, webhook: ValidatingWebhook, admission: AdmissionRequest): Run<Status | null> {
  const { api, network } = gate;
  const timeoutSec = webhook.timeoutSeconds ?? DEFAULT_TIMEOUT_SEC;
  const { caBundle, service, url } = webhook.clientConfig;
  const base =
    service === undefined
      ? (url ?? "")
      : `https://${service.name}.${service.namespace}.svc:${service.port ?? 443}${service.path ?? ""}`;
  const asked = `${base}?timeout=${timeoutSec}s`;
  const uid = generateUid(network.prng.split(`admission/${network.clock.nowUs}`));
  try {
    const target = targetOf(gate, webhook, base);
    const response = yield* goRequest({
      network,
      ...target,
      tls: {
        serverName: service === undefined ? hostOf(base) : `${service.name}.${service.namespace}.svc`,
        trusted: parseCertificates(decodeUtf8(decodeBase64(caBundle ?? ""))),
        prng: network.prng.split(`webhook/${network.clock.nowUs}`),
      },
      request: postOf(asked, JSON.stringify(admissionReview(api, admission, uid))),
      timeoutUs: timeoutSec * 1_000_000,
    });
    if (response.status !== 200) throw new WebhookReply(rejection(response.status));
    return denialOf(webhook, JSON.parse(decodeUtf8(response.body)) as Mutable);
  } catch (error) {
    const why =
      error instanceof GoHttpError
        ? `Post "${asked}": ${error.message}`
        : error instanceof WebhookReply || error instanceof SyntaxError
          ? error.message
          : null;
    if (why === null) throw error;
    return webhook.failurePolicy === "Ignore" ? null : callFailure(webhook, why);
  }
}

class WebhookReply extends Error {}

function rejection(status: number): string {
  if (status === 404) return "the server could not find the requested resource";
  if (status === 503) return "the server is currently unable to handle the request";
  return `an error on the server ("") has prevented the request from succeeding`;
}

function targetOf(
  { api }: Gate,
  { clientConfig: { service } }: ValidatingWebhook,
  base: string,
): Pick<GoRequest, "to" | "port"> {
  if (service === undefined) {
    const host = hostOf(base);
    const address = parseIp(host);
    if (address === null) throw new GoHttpError(`dial tcp: lookup ${host}: no such host`);
    return { to: address, port: Number(/:(\d+)(\/|$)/.exec(base)?.[1] ?? 443) };
  }
  const { namespace, name } = service;
  const found = api.store.collection("services").get(namespace, name) as Service | undefined;
  const port = service.port ?? 443;
  if (found === undefined) throw new GoHttpError(`service "${name}" not found`);
  const address = parseIp(found.spec?.clusterIP ?? "");
  if (address === null || found.spec?.ports?.some((one) => one.port === port) !== true)
    throw new GoHttpError(`no service port ${port} found for service "${name}"`);
  return { to: address, port };
}

function hostOf(url: string): string {
  return /^https:\/\/(\[[^\]]*\]|[^:/]+)/.exec(url)?.[1]?.replace(/[[\]]/g, "") ?? "";
}

function postOf(url: string, text: string): GoRequest["request"] {
  const [, host = "", target = "/"] = /^https:\/\/([^/?]+)(.*)$/.exec(url) ?? [];
  const body = encodeUtf8(text);
  return {
    method: "POST",
    target: target.startsWith("/") ? target : `/${target}`,
    version: "HTTP/1.1",
    headers: [
      { name: "Host", value: host },
      { name: "User-Agent", value: "kube-apiserver-admission" },
      { name: "Content-Length", value: String(body.length) },
      { name: "Accept", value: "application/json, */*" },
      { name: "Content-Type", value: "application/json" },
      { name: "Connection", value: "close" },
    ],
    body,
  };
}
