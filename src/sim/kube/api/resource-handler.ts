/**
 * Requests about resources: which verb it is, and what that verb does.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, pkg/endpoints/handlers
 */
import { apiVersionOf, type Kind, resourceKey } from "../kinds/kind.ts";
import type { Pod } from "../schema/types.ts";
import { applyServerSide } from "./apply.ts";
import { denial, userOf } from "./authorizer.ts";
import { decodeFor, fieldValidationOf, jsonBody, objectBody } from "./body.ts";
import { evict } from "./eviction.ts";
import { managerName } from "./managed-fields.ts";
import { isObject, type JsonObject, type KubeObject, type Mutable } from "./objects.ts";
import { patched, patchTypeOf } from "./patcher.ts";
import { attachResponse, bound, execResponse, logResponse, portForwardResponse, success } from "./pod-subresources.ts";
import type { Filter } from "./reader.ts";
import type { ApiRequest, ApiResponse, ApiUser } from "./request.ts";
import type { Route } from "./route.ts";
import { scaled, scaleOf } from "./scale.ts";
import type { ApiServer } from "./server.ts";
import {
  badRequest,
  failure,
  forbidden,
  methodNotAllowed,
  noSuchPath,
  notFound,
  type Status,
  StatusError,
} from "./status.ts";
import { mayBeAsked } from "./subresource-methods.ts";
import { partialMetadata, tableOf, viewOf } from "./table.ts";
import { tokenRequest } from "./token-request.ts";
import type { Deletion, Writing } from "./writer.ts";

interface Call {
  /** As it is stored. */
  readonly kind: Kind;
  /** As the path names it; differs from `kind` only where one is a view of the other. */
  readonly asked: Kind;
  readonly route: Route;
  readonly request: ApiRequest;
  readonly user: ApiUser;
  readonly writing: Writing & { readonly warnings: string[] };
}

export class ResourceHandler {
  readonly #server: ApiServer;

  constructor(server: ApiServer) {
    this.#server = server;
  }

  handle(request: ApiRequest, route: Route): ApiResponse {
    const asked = this.#server.kinds.at(route.group, route.version, route.resource as string);
    const kind = asked?.view === undefined ? asked : this.#server.kinds.named(asked.view.of);
    if (asked === undefined || kind === undefined) throw new StatusError(noSuchPath());
    if (route.subresource !== undefined && !(kind.subresources as readonly string[]).includes(route.subresource))
      throw new StatusError(noSuchPath());
    const dryRun = this.#dryRun(request);
    const agent = request.headers.get("user-agent")?.split("/")[0];
    const warnings: string[] = asked.deprecation === undefined ? [] : [asked.deprecation];
    const user = userOf(request.headers, request.user);
    const writing = {
      by: request.user?.name ?? agent ?? "client",
      dryRun,
      warnings,
      user,
      manager: managerName(request.query.get("fieldManager")?.[0], request.headers.get("user-agent")),
      ...(route.subresource === undefined ? {} : { subresource: route.subresource }),
    };
    const call: Call = { kind, asked, route, request, writing, user };
    try {
      this.#authorize(call);
      if (WRITING.has(request.method) && !this.#server.knowsRulesOf(kind)) throw new StatusError(rulesMissing());
      return this.#verb(call);
    } catch (error) {
      if (error instanceof StatusError)
        return { type: "object", status: error.status.code, body: error.status, warnings };
      throw error;
    }
  }

  #authorize({ kind, route, request, user }: Call): void {
    const resource = route.subresource === undefined ? kind.resource : `${kind.resource}/${route.subresource}`;
    const verb = verbOf(request, route);
    const { namespace, name } = route;
    const attributes = { verb, group: kind.group, resource, namespace, name };
    if (!this.#server.authorizer.decide(user, attributes).allowed)
      throw new StatusError(forbidden(kind, name ?? "", denial(user, attributes)));
  }

  #dryRun(request: ApiRequest): boolean {
    const values = request.query.get("dryRun") ?? [];
    for (const value of values) {
      if (value === "All" || value === "") continue;
      const message = `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`;
      throw new StatusError(badRequest(`dryRun: ${message}`));
    }
    return values.includes("All");
  }

  #verb(call: Call): ApiResponse {
    const { request, route } = call;
    if (route.subresource !== undefined && route.subresource !== "status") return this.#subresource(call);
    const isNamed = route.name !== undefined;
    switch (request.method) {
      case "GET":
        return isNamed && call.request.query.get("watch")?.[0] !== "true" ? this.#get(call) : this.#listOrWatch(call);
      case "POST":
        if (isNamed) throw new StatusError(methodNotAllowed());
        return this.#create(call);
      case "PUT":
        return this.#update(call);
      case "PATCH":
        return this.#patch(call);
      case "DELETE":
        return isNamed ? this.#delete(call) : this.#deleteCollection(call);
      default:
        throw new StatusError(methodNotAllowed());
    }
  }

  #get(call: Call): ApiResponse {
    const { kind, route } = call;
    return this.#shown(call, this.#server.reader.get(kind, route.namespace, route.name as string), 200);
  }

  #shown({ kind, asked, request, writing }: Call, object: KubeObject, status: number): ApiResponse {
    const view = viewOf(request.headers.get("accept"));
    const { warnings } = writing;
    let body: JsonObject = asked.view === undefined ? object : asked.view.show(object);
    if (view === "metadata") body = partialMetadata(object);
    if (view === "table")
      body = tableOf(kind, [object], {
        nowMs: this.#server.clock.nowMs,
        includeObject: request.query.get("includeObject")?.[0] ?? "Metadata",
        metadata: { resourceVersion: object.metadata.resourceVersion },
      });
    return { type: "object", status, body, warnings };
  }

  /** What a POST or PUT carries, as it will be stored. */
  #draft({ asked, route, request, writing }: Call): Mutable {
    const draft = objectBody(asked, route, request, writing.warnings);
    return asked.view === undefined ? draft : asked.view.store(draft);
  }

  #filter({ kind, asked, route, request }: Call): Filter {
    const text = (name: string): string => request.query.get(name)?.[0] ?? "";
    let fields = text("fieldSelector");
    if (asked.view?.fields !== undefined) fields = asked.view.fields(fields);
    if (route.name !== undefined) fields = `metadata.name=${route.name}${fields === "" ? "" : `,${fields}`}`;
    return this.#server.reader.filter(kind, { namespace: route.namespace, labels: text("labelSelector"), fields });
  }

  #listOrWatch(call: Call): ApiResponse {
    const { kind, asked, request, writing } = call;
    const text = (name: string): string => request.query.get(name)?.[0] ?? "";
    const filter = this.#filter(call);
    const view = viewOf(request.headers.get("accept"));
    const includeObject = text("includeObject") || "Metadata";
    if (text("watch") === "true" || text("watch") === "1") {
      const timeout = Number(text("timeoutSeconds"));
      return {
        type: "watch",
        events: this.#server.reader.watch(kind, filter, {
          resourceVersion: text("resourceVersion"),
          timeoutSec: timeout > 0 ? timeout : undefined,
          bookmarks: text("allowWatchBookmarks") === "true",
          sendInitialEvents: text("sendInitialEvents") === "true",
          view,
          includeObject,
          ...(asked.view === undefined ? {} : { show: asked.view.show }),
        }),
      };
    }
    const { items, metadata } = this.#server.reader.list(kind, filter, {
      limit: Number(text("limit")) || 0,
      token: text("continue"),
    });
    const { warnings } = writing;
    if (view === "table") {
      const body = tableOf(kind, items, { nowMs: this.#server.clock.nowMs, includeObject, metadata });
      return { type: "object", status: 200, body, warnings };
    }
    const body: Mutable =
      view === "metadata"
        ? {
            kind: "PartialObjectMetadataList",
            apiVersion: "meta.k8s.io/v1",
            metadata,
            items: items.map(partialMetadata),
          }
        : {
            kind: `${asked.kind}List`,
            apiVersion: apiVersionOf(asked),
            metadata,
            items: asked.view === undefined ? items : items.map(asked.view.show),
          };
    return { type: "object", status: 200, body, warnings };
  }

  #create(call: Call): ApiResponse {
    const { kind, route, writing } = call;
    if (kind.namespaced && route.namespace === undefined) throw new StatusError(methodNotAllowed());
    const draft = this.#draft(call);
    if (kind.answer !== undefined) {
      const asked = { ...draft, apiVersion: apiVersionOf(kind), kind: kind.kind };
      const answer = kind.answer(asked, call.user, this.#server.authorizer);
      return { type: "object", status: 201, body: answer, warnings: writing.warnings };
    }
    const created = this.#server.writer.create(kind, draft, writing);
    return this.#shown(call, created, 201);
  }

  #update(call: Call): ApiResponse {
    const { kind, route, writing } = call;
    if (route.name === undefined) throw new StatusError(methodNotAllowed());
    const draft = this.#draft(call);
    const exists = this.#server.store.collection(resourceKey(kind)).get(draft.metadata.namespace, route.name);
    if (kind.createOnUpdate === true && exists === undefined) {
      const created = this.#server.writer.create(kind, draft, writing);
      return this.#shown(call, created, 201);
    }
    const updated = this.#server.writer.update(kind, draft, writing);
    return this.#shown(call, updated, 200);
  }

  #patch(call: Call): ApiResponse {
    const { kind, asked, route, request, writing } = call;
    if (route.name === undefined) throw new StatusError(methodNotAllowed());
    const type = patchTypeOf(request.headers.get("content-type"), kind);
    const body = jsonBody(request);
    const validation = fieldValidationOf(request);
    if (type === "apply") {
      const { object, created } = applyServerSide(this.#server, {
        kind,
        route,
        body,
        query: request.query,
        validation,
        writing: { ...writing, manager: undefined },
      });
      return this.#shown(call, object, created ? 201 : 200);
    }
    const current = this.#server.reader.get(kind, route.namespace, route.name);
    const before = asked.view === undefined ? current : asked.view.show(current);
    const wanted = patched(asked, before, { type, body }, { validation, warnings: writing.warnings });
    const draft = asked.view === undefined ? wanted : asked.view.store(wanted);
    const updated = this.#server.writer.update(kind, draft, { ...writing, verb: "patch" });
    return this.#shown(call, updated, 200);
  }

  #deletion({ request }: Call): Deletion {
    const body = jsonBody(request);
    const options: Mutable = isObject(body) ? body : {};
    const text = (name: string): string | undefined => request.query.get(name)?.[0];
    const grace = text("gracePeriodSeconds");
    const orphan = options.orphanDependents === true || text("orphanDependents") === "true" ? "Orphan" : undefined;
    return {
      gracePeriodSeconds: options.gracePeriodSeconds ?? (grace === undefined ? undefined : Number(grace)),
      propagationPolicy: options.propagationPolicy ?? text("propagationPolicy") ?? orphan,
      uid: options.preconditions?.uid,
      resourceVersion: options.preconditions?.resourceVersion,
    };
  }

  #delete(call: Call): ApiResponse {
    const { kind, route, request, writing } = call;
    const deletion = this.#deletion(call);
    const body = jsonBody(request);
    const dryRun =
      writing.dryRun === true || (isObject(body) && Array.isArray(body.dryRun) && body.dryRun.includes("All"));
    const name = { namespace: route.namespace, name: route.name as string };
    const { object, gone } = this.#server.writer.delete(kind, name, deletion, { ...writing, dryRun });
    if (!gone || kind.kind === "Pod") return this.#shown(call, object, 200);
    const details = {
      name: object.metadata.name,
      ...(kind.group === "" ? {} : { group: kind.group }),
      kind: kind.resource,
      uid: object.metadata.uid as string,
    };
    const status: Status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details, code: 200 };
    const { code: _code, ...answer } = status;
    return { type: "object", status: 200, body: answer, warnings: writing.warnings };
  }

  #deleteCollection(call: Call): ApiResponse {
    const { kind, writing } = call;
    const filter = this.#filter(call);
    const deletion = this.#deletion(call);
    const items = [...this.#server.reader.select(kind, filter)];
    for (const { metadata } of items) this.#server.writer.delete(kind, metadata, deletion, writing);
    const metadata = { resourceVersion: String(this.#server.store.revision) };
    const body = { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items };
    return { type: "object", status: 200, body, warnings: writing.warnings };
  }

  #subresource(call: Call): ApiResponse {
    const { kind, route, request, writing } = call;
    const { reader, backend } = this.#server;
    if (!mayBeAsked(route.subresource, request.method)) throw new StatusError(methodNotAllowed());
    const object = reader.get(kind, route.namespace, route.name as string);
    switch (route.subresource) {
      case "log":
        return logResponse(object as unknown as Pod, request, backend);
      case "exec":
        return execResponse(object as unknown as Pod, request, backend);
      case "attach":
        return attachResponse(object as unknown as Pod, request, backend);
      case "portforward":
        return portForwardResponse(object as unknown as Pod, backend);
      case "scale":
        return this.#scale(call, object);
      case "binding": {
        const next = bound(object as unknown as Pod, jsonBody(request), this.#server.writer.now());
        if (writing.dryRun !== true) this.#server.writer.replace(kind, next, { ...writing, verb: "bind" });
        return { type: "object", status: 201, body: success(), warnings: writing.warnings };
      }
      case "eviction":
        return evict(this.#server, { pod: object as unknown as Pod, kind, body: jsonBody(request), writing });
      case "ephemeralcontainers":
      case "resize":
      case "approval":
        return request.method === "GET"
          ? this.#get(call)
          : request.method === "PUT"
            ? this.#update(call)
            : this.#patch(call);
      case "finalize":
        return this.#finalize(call, object);
      case "token":
        return {
          type: "object",
          status: 201,
          body: tokenRequest(this.#server, object, jsonBody(request)),
          warnings: writing.warnings,
        };
      default:
        throw new StatusError(notFound(kind, route.name as string));
    }
  }

  #scale({ kind, route, request, writing }: Call, object: KubeObject): ApiResponse {
    if (request.method === "GET") return { type: "object", status: 200, body: scaleOf(object), warnings: [] };
    const body = jsonBody(request);
    let scale: Mutable = body;
    if (request.method === "PATCH") {
      const scaleKind: Kind = { ...kind, group: "autoscaling", version: "v1", kind: "Scale", schema: "Scale" };
      const type = patchTypeOf(request.headers.get("content-type"), scaleKind);
      scale = patched(
        scaleKind,
        scaleOf(object),
        { type, body },
        { validation: fieldValidationOf(request), warnings: writing.warnings },
      );
    } else if (request.method === "PUT") {
      const scaleKind: Kind = { ...kind, group: "autoscaling", version: "v1", kind: "Scale", schema: "Scale" };
      scale = decodeFor(scaleKind, body, { validation: fieldValidationOf(request), warnings: writing.warnings });
    } else throw new StatusError(methodNotAllowed());
    const { subresource: _scale, ...rest } = writing;
    const updated = this.#server.writer.update(kind, scaled(kind, object, scale), { ...rest, verb: "patch" });
    if (route.name === undefined) throw new StatusError(methodNotAllowed());
    return { type: "object", status: 200, body: scaleOf(updated), warnings: writing.warnings };
  }

  #finalize(call: Call, object: KubeObject): ApiResponse {
    const { kind, request, writing } = call;
    const body = jsonBody(request);
    const spec: Mutable = isObject(body) && isObject(body.spec) ? body.spec : {};
    const metadata = { ...object.metadata };
    const next: Mutable = {
      ...object,
      metadata,
      spec: { ...(object.spec as Mutable), finalizers: spec.finalizers ?? [] },
    };
    const updated = this.#server.writer.update(kind, next, { ...writing, subresource: "finalize" });
    return this.#shown(call, updated, 200);
  }
}

const WRITING = new Set(["POST", "PUT", "PATCH"]);

/** The page could not fetch them. */
function rulesMissing(): Status {
  return failure(503, "ServiceUnavailable", "the server is currently unable to handle the request");
}

const VERBS: Readonly<Record<string, string>> = { POST: "create", PUT: "update", PATCH: "patch" };

/** What authorization calls a request. */
function verbOf({ method, query }: ApiRequest, { name }: Route): string {
  const isWatch = /^(true|1)$/.test(query.get("watch")?.[0] ?? "");
  if (method === "GET") return isWatch ? "watch" : name === undefined ? "list" : "get";
  if (method === "DELETE") return name === undefined ? "deletecollection" : "delete";
  return VERBS[method] ?? method.toLowerCase();
}
