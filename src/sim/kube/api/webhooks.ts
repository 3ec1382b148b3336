/**
 * Validating webhooks: whom a request concerns, what they are asked, and what becomes of their answer. The call itself
 * goes over a network, which is not known here.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/{generic,predicates,request,validating}
 * SIMPLIFIED: mutating webhooks and matchConditions are not asked; equivalent versions of a resource do not match.
 */
import type { ValidatingWebhookConfiguration } from "../schema/types.ts";
import type { JsonObject, KubeObject, Mutable } from "./objects.ts";
import type { ApiRequest } from "./request.ts";
import type { Route } from "./route.ts";
import { selectorOf } from "./selectors.ts";
import type { ApiServer } from "./server.ts";
import { failure, type Status } from "./status.ts";

export type ValidatingWebhook = NonNullable<ValidatingWebhookConfiguration["webhooks"]>[number];

export interface AdmissionRequest {
  readonly route: Route;
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly object: KubeObject | null;
  readonly oldObject: KubeObject | null;
  readonly request: ApiRequest;
}

const OPERATIONS: Readonly<Record<string, AdmissionRequest["operation"]>> = {
  POST: "CREATE",
  PUT: "UPDATE",
  PATCH: "UPDATE",
  DELETE: "DELETE",
};

export function operationOf({ method }: ApiRequest): AdmissionRequest["operation"] | null {
  return OPERATIONS[method] ?? null;
}

/** Those whose rules a request meets; nearly always none. */
export function webhooksFor(
  server: ApiServer,
  route: Route,
  operation: AdmissionRequest["operation"],
): readonly ValidatingWebhook[] {
  const all = server.store.collection("validatingwebhookconfigurations.admissionregistration.k8s.io").list();
  if (all.length === 0 || route.group === "admissionregistration.k8s.io") return [];
  return (all as unknown as ValidatingWebhookConfiguration[])
    .flatMap(({ webhooks = [] }) => webhooks)
    .filter(({ rules = [] }) => rules.some((rule) => meets(rule, route, operation)));
}

type Rule = NonNullable<ValidatingWebhook["rules"]>[number];

function meets(
  rule: Rule,
  { group, version, resource = "", subresource, namespace }: Route,
  operation: string,
): boolean {
  const has = (list: readonly string[] | undefined, value: string): boolean =>
    list !== undefined && (list.includes("*") || list.includes(value));
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  const isInScope =
    rule.scope === undefined || rule.scope === "*" || (rule.scope === "Namespaced") === (namespace !== undefined);
  return (
    isInScope &&
    has(rule.operations, operation) &&
    has(rule.apiGroups, group) &&
    has(rule.apiVersions, version) &&
    (has(rule.resources, wanted) || (rule.resources ?? []).includes("*/*"))
  );
}

/** By the labels of the object and of its namespace. */
export function selects(
  server: ApiServer,
  webhook: ValidatingWebhook,
  { route, object, oldObject }: AdmissionRequest,
): boolean {
  const { namespaceSelector, objectSelector } = webhook;
  const labels = (of: KubeObject | null | undefined) => of?.metadata.labels ?? {};
  if (objectSelector !== undefined) {
    const selector = selectorOf(objectSelector);
    if (!selector.matches(labels(object)) && !selector.matches(labels(oldObject))) return false;
  }
  if (namespaceSelector === undefined || route.namespace === undefined) return true;
  const namespace = server.store.collection("namespaces").get(undefined, route.namespace);
  return selectorOf(namespaceSelector).matches(labels(namespace));
}

export function admissionReview(server: ApiServer, admission: AdmissionRequest, uid: string): JsonObject {
  const { route, operation, object, oldObject, request } = admission;
  const { group, version, resource, namespace, subresource } = route;
  const kind = server.kinds.at(group, version, resource as string);
  const gvk = { group, version, kind: kind?.kind ?? "" };
  const gvr = { group, version, resource: resource ?? "" };
  const name = route.name ?? object?.metadata.name;
  const user = request.user ?? { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
  const asked: Mutable = {
    uid,
    kind: gvk,
    resource: gvr,
    ...(subresource === undefined ? {} : { subResource: subresource }),
    requestKind: gvk,
    requestResource: gvr,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    operation,
    userInfo: { username: user.name, groups: user.groups },
    object,
    oldObject,
    dryRun: (request.query.get("dryRun") ?? []).includes("All"),
    options: { kind: `${operation.charAt(0)}${operation.slice(1).toLowerCase()}Options`, apiVersion: "meta.k8s.io/v1" },
  };
  return { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request: asked };
}

/** Null when it allows. */
export function denialOf(webhook: ValidatingWebhook, review: Mutable): Status | null {
  const response = review?.response;
  if (response === undefined || response === null) return callFailure(webhook, "Webhook response was absent");
  if (response.allowed === true) return null;
  const result = response.status ?? {};
  const denied = `admission webhook ${JSON.stringify(webhook.name)} denied the request`;
  const why = result.message ?? "";
  const message =
    why !== "" ? `${denied}: ${why}` : result.reason ? `${denied}: ${result.reason}` : `${denied} without explanation`;
  const code = Number(result.code ?? 0) >= 400 ? Number(result.code) : 400;
  return failure(code, result.reason ?? "", message);
}

export function callFailure({ name }: ValidatingWebhook, why: string): Status {
  const message = `Internal error occurred: failed calling webhook ${JSON.stringify(name)}: failed to call webhook: ${why}`;
  return failure(500, "InternalError", message, {
    causes: [{ message: message.slice("Internal error occurred: ".length) }],
  });
}
