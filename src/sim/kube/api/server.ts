/**
 * The API server: takes requests, finds out what they are about, and answers them. It knows nothing of sockets:
 * our kubectl calls it directly, `hop serve` puts it behind HTTP.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/server/handler.go, pkg/endpoints/installer.go
 */

import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { KubeEvent } from "../events.ts";
import { kindsOf } from "../kinds/custom/custom-kinds.ts";
import { KINDS } from "../kinds/index.ts";
import { type Kind, resourceKey } from "../kinds/kind.ts";
import { ServiceAllocators } from "../kinds/service/allocators.ts";
import type { CustomResourceDefinition } from "../schema/types.ts";
import { Authorizer } from "./authorizer.ts";
import type { NodeBackend } from "./backend.ts";
import { type Build, CLIENT_BUILD, SERVER_BUILD, versionOf } from "./builds.ts";
import type { ApiClient } from "./client.ts";
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions } from "./discovery.ts";
import { Kinds } from "./kinds.ts";
import type { LateRules } from "./late-rules.ts";
import { LocalClient } from "./local-client.ts";
import { generateUid } from "./names.ts";
import type { JsonObject, KubeObject, Mutable } from "./objects.ts";
import { openApiDocument, openApiPaths } from "./openapi/documents.ts";
import { swaggerDocument } from "./openapi/version-two.ts";
import { Reader } from "./reader.ts";
import type { ApiRequest, ApiResponse } from "./request.ts";
import { ResourceHandler } from "./resource-handler.ts";
import { parseRoute } from "./route.ts";
import { methodNotAllowed, noSuchPath, type Status, StatusError } from "./status.ts";
import { Store } from "./store.ts";
import { FEATURE_GATES, type FeatureGates } from "./validation/feature-gates.ts";
import { Writer } from "./writer.ts";

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: TraceSink<KubeEvent>;
  /** One, or two for dual-stack: `10.96.0.0/12`. */
  readonly serviceCIDRs: readonly string[];
  readonly nodePortRange?: { readonly from: number; readonly to: number };
  /** Deep-freeze every stored object, so that a test catches who changes one. */
  readonly freeze?: boolean;
  /** PEM of the cluster's authority, which every namespace gets a copy of. */
  readonly rootCertificate?: string;
  /** Without a single node, as upstream tests an API server: everybody may do everything, and Pods need no service account. */
  readonly standsAlone?: boolean;
  /** `--feature-gates`, where they are not as usual. */
  readonly featureGates?: Partial<FeatureGates>;
  /** The name of the machine it runs on, from which its identity is made. */
  readonly hostname?: string;
  /** The rules for kinds that few write; null when they are not here. Asked when the first of those is written. */
  readonly lateRules: () => LateRules | null;
  /** Where the API server itself listens, for the Service `kubernetes`. */
  readonly advertise?: { readonly address: string; readonly port: number };
}

const NODE_PORTS = { from: 30_000, to: 32_767 };

export class ApiServer {
  readonly options: ApiServerOptions;
  readonly kinds: Kinds;
  readonly store: Store;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly authorizer: Authorizer;
  readonly #handler: ResourceHandler;
  readonly #clients = new Map<string, ApiClient>();
  readonly #loads: Prng;
  backend: NodeBackend | null = null;
  #lateRules: LateRules | null = null;
  /** Told of the late rules when they are taken. */
  onLateRules: ((rules: LateRules) => void) | null = null;

  constructor(options: ApiServerOptions) {
    this.options = options;
    const { clock, trace } = options;
    const prng = options.prng.split("api-server");
    this.#loads = prng.split("load");
    this.kinds = new Kinds(KINDS);
    this.store = new Store(clock, options.freeze === true);
    const nodePortRange = options.nodePortRange ?? NODE_PORTS;
    const services = new ServiceAllocators({ serviceCIDRs: options.serviceCIDRs, nodePortRange }, prng);
    this.reader = new Reader(this.store, clock);
    this.writer = new Writer({
      store: this.store,
      clock,
      prng,
      trace,
      services,
      standsAlone: options.standsAlone === true,
      gates: { ...FEATURE_GATES, ...options.featureGates },
    });
    this.authorizer = new Authorizer(this.store, options.standsAlone === true);
    this.#handler = new ResourceHandler(this);
    this.#serveCustomKinds();
  }

  /** Definitions make kinds, at the moment in which they are written. */
  #serveCustomKinds(): void {
    const served = new Map<string, readonly Kind[]>();
    this.store.collection("customresourcedefinitions.apiextensions.k8s.io").watch(({ change: { type, object } }) => {
      const { name } = object.metadata;
      const now = type === "DELETED" ? [] : kindsOf(object as CustomResourceDefinition);
      this.kinds.replace(served.get(name) ?? [], now);
      served.set(name, now);
    });
  }

  /** Whether a kind can be written: its rules are here. */
  knowsRulesOf(kind: Kind): boolean {
    if (kind.late === undefined || this.#lateRules !== null) return true;
    const rules = this.options.lateRules();
    if (rules === null) return false;
    this.#lateRules = rules;
    this.writer.lateChecks = rules.checks;
    this.writer.plugins = rules.plugins(this);
    this.onLateRules?.(rules);
    return true;
  }

  get clock(): Clock {
    return this.options.clock;
  }

  request(request: ApiRequest): ApiResponse {
    try {
      return this.#route(request);
    } catch (error) {
      if (error instanceof StatusError) return failed(error.status);
      throw error;
    }
  }

  #route(request: ApiRequest): ApiResponse {
    const { path } = request;
    const route = parseRoute(path);
    if (route?.resource !== undefined) return this.#handler.handle(request, route);
    if (request.method !== "GET" && route !== null) throw new StatusError(methodNotAllowed());
    if (path === "/api" || path === "/api/")
      return this.#discovery(request, "core") ?? ok(apiVersions(this.options.advertise));
    if (path === "/apis" || path === "/apis/") return this.#discovery(request, "named") ?? ok(apiGroupList(this.kinds));
    if (route !== null) {
      const list = apiResourceList(this.kinds, route.group, route.version);
      return list === null ? failed(noSuchPath()) : ok(list);
    }
    const group = /^\/apis\/([^/]+)\/?$/.exec(path)?.[1];
    if (group !== undefined && this.kinds.groups().includes(group)) return ok(apiGroup(this.kinds, group));
    return this.#openApi(path) ?? this.#special(path);
  }

  #openApi(path: string): ApiResponse | null {
    if (path === "/openapi/v3") return ok(openApiPaths(this.kinds));
    if (path === "/openapi/v2") return ok(swaggerDocument(this.kinds));
    const [, group = "", version] = /^\/openapi\/v3\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
    const document = version === undefined ? null : openApiDocument(this.kinds, group, version);
    return document === null ? null : ok(document);
  }

  #discovery(request: ApiRequest, groups: "core" | "named"): ApiResponse | null {
    const accept = request.headers.get("accept") ?? "";
    const asked = accept.split(",").find((part) => part.includes("as=APIGroupDiscoveryList"));
    const version = /v=(v2(?:beta1)?)/.exec(asked ?? "")?.[1];
    if (version === undefined) return null;
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    return { ...ok(aggregatedDiscovery(this.kinds, groups, version)), contentType } as ApiResponse;
  }

  #special(path: string): ApiResponse {
    const plain = (body: string): ApiResponse => ({
      type: "text",
      status: 200,
      contentType: "text/plain; charset=utf-8",
      body,
    });
    switch (path.replace(/\/$/, "")) {
      case "/version":
        return indented(versionInfo(this.options.standsAlone ? CLIENT_BUILD : SERVER_BUILD));
      case "/healthz":
      case "/livez":
      case "/readyz":
        return plain("ok");
      case "":
        return indented({ paths: this.#paths() });
      default:
        return failed(noSuchPath());
    }
  }

  #paths(): string[] {
    const groups = this.kinds.groups().filter((group) => group !== "");
    const paths = groups.flatMap((group) => [
      `/apis/${group}`,
      ...this.kinds.versionsOf(group).map((version) => `/apis/${group}/${version}`),
    ]);
    return [
      "/api",
      "/api/v1",
      "/apis",
      ...paths,
      "/healthz",
      "/livez",
      "/openapi/v2",
      "/openapi/v3",
      "/readyz",
      "/version",
    ].sort();
  }

  /** One for each component: controllers, the scheduler, each kubelet. */
  client(component: string): ApiClient {
    let client = this.#clients.get(component);
    if (client === undefined) {
      client = new LocalClient(this, component);
      this.#clients.set(component, client);
    }
    return client;
  }

  /** Stores objects exactly as given: no admission, defaulting, allocation. */
  load(objects: readonly KubeObject[]): void {
    for (const object of objects) {
      const kind = this.kinds.ofObject(object.apiVersion, object.kind);
      if (kind === undefined) continue;
      if (kind.late === "acts") this.knowsRulesOf(kind);
      const metadata: Mutable = {
        uid: generateUid(this.#loads),
        creationTimestamp: this.writer.now(),
        ...object.metadata,
      };
      if (kind.namespaced) metadata.namespace ??= "default";
      const stored = this.store.collection(resourceKey(kind)).put({ ...object, metadata });
      if (kind.kind === "Service" && kind.group === "") this.writer.services.note(stored);
    }
  }
}

export function ok(body: JsonObject, status = 200, warnings: readonly string[] = []): ApiResponse {
  return { type: "object", status, body, warnings };
}

export function failed(status: Status, warnings: readonly string[] = []): ApiResponse {
  return { type: "object", status: status.code, body: status, warnings };
}

/** What is no object of a kind is written for people to read. */
function indented(body: JsonObject): ApiResponse {
  return { type: "text", status: 200, contentType: "application/json", body: JSON.stringify(body, null, 2) };
}

function versionInfo(build: Build): JsonObject {
  const { major, minor, ...rest } = versionOf(build);
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    ...rest,
  };
}
