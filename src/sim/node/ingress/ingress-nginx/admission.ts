/**
 * The controller's admission webhook: would this Ingress do harm?
 *
 * Models: kubernetes/ingress-nginx internal/admission/controller, internal/ingress/controller/controller.go CheckIngress,
 *   checkOverlap; internal/ingress/inspector
 */
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { JsonObject, Mutable } from "../../../kube/api/objects.ts";
import type { Ingress } from "../../../kube/schema/types.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import type { HttpRequest, HttpResponse } from "../../../net/http/message.ts";
import { CATCH_ALL } from "./configuration.ts";
import type { Controller } from "./controller.ts";
import { annotationFault, PREFIX, settingsOf } from "./settings.ts";

const PLAIN_PATH = /^\/[A-Za-z0-9._\-/]*$/;

export function answerReview(controller: Controller, { body }: HttpRequest): HttpResponse {
  const review = JSON.parse(decodeUtf8(body)) as Mutable;
  const { uid, object, namespace, name } = review.request;
  const fault = object === null ? null : faultOf(controller, object as Ingress);
  const subject = `"${namespace}/${name}"`;
  if (fault === null)
    controller.log.info("main.go:107", "successfully validated configuration, accepting", { ingress: subject });
  else
    controller.log.line(
      "E",
      "main.go:97",
      `"invalid ingress configuration" err=${JSON.stringify(fault)} ingress=${subject}`,
    );
  const status = { metadata: {}, status: "Failure", message: fault ?? "", reason: "BadRequest", code: 400 };
  const response = fault === null ? { uid, allowed: true } : { uid, allowed: false, status };
  const answer: JsonObject = {
    kind: "AdmissionReview",
    apiVersion: "admission.k8s.io/v1",
    request: review.request,
    response,
  };
  const bytes = encodeUtf8(JSON.stringify(answer));
  const headers = [
    { name: "Date", value: httpDate(controller.process.machine.clock.nowMs) },
    { name: "Content-Length", value: String(bytes.length) },
    { name: "Content-Type", value: "application/json" },
  ];
  return { version: "HTTP/1.1", status: 200, reason: "OK", headers, body: bytes };
}

/** Null when it may be. */
function faultOf(controller: Controller, ingress: Ingress): string | null {
  const { view, options, log } = controller;
  if (ingress.metadata.deletionTimestamp !== undefined) return null;
  const found = view.classOf(ingress);
  if ("error" in found) {
    const { name, namespace } = ingress.metadata;
    log.line("W", "controller.go:352", `ignoring ingress ${name} in ${namespace} based on annotation : ${found.error}`);
    return null;
  }
  if (options.isStrict) {
    const paths = pathFaults(ingress);
    if (paths.length > 0) return `ingress contains invalid paths: ${paths.join("\n")}`;
  }
  return snippetFault(controller, ingress) ?? annotationFault(ingress) ?? overlap(controller, ingress);
}

function pathFaults({ spec }: Ingress): string[] {
  return (spec.rules ?? [])
    .flatMap(({ http }) => http?.paths ?? [])
    .flatMap(({ path = "", pathType }) =>
      path === "" || pathType === "ImplementationSpecific" || PLAIN_PATH.test(path)
        ? []
        : [`path ${path} cannot be used with pathType ${pathType}`],
    );
}

function snippetFault({ allowsSnippets }: Controller, { metadata }: Ingress): string | null {
  const snippet = Object.keys(metadata.annotations ?? {}).find(
    (key) => key.startsWith(PREFIX) && key.endsWith("-snippet"),
  );
  if (snippet === undefined || allowsSnippets) return null;
  return `${snippet} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
}

function overlap({ view }: Controller, ingress: Ingress): string | null {
  const { namespace, name } = ingress.metadata;
  const others = view.ours().filter(({ metadata }) => metadata.name !== name || metadata.namespace !== namespace);
  const isCanary = settingsOf(ingress).canary !== null;
  for (const { host, path } of pathsOf(ingress))
    for (const other of others) {
      const clashes = pathsOf(other).some((one) => one.host === host && one.path === path);
      if (clashes && isCanary === (settingsOf(other).canary !== null))
        return `host "${host}" and path "${path}" is already defined in ingress ${other.metadata.namespace}/${other.metadata.name}`;
    }
  return null;
}

function pathsOf({ spec }: Ingress): { readonly host: string; readonly path: string }[] {
  return (spec.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path }) => ({ host: host || CATCH_ALL, path: path || "/" })),
  );
}
