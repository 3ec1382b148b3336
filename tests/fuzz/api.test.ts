/**
 * Random and mutated objects and requests against a whole running cluster: every answer is a proper one, nothing throws,
 * nothing hangs, and what is stored stays readable. The seed is fixed, so a failure repeats; FUZZ=100000 for the long
 * run, FUZZ_SEED=7 for another one.
 */
import { expect, test } from "vitest";
import { SOFTWARE } from "../../src/shell/software.ts";
import { type Cluster, createCluster } from "../../src/sim/cluster.ts";
import { Prng } from "../../src/sim/core/prng.ts";
import type { JsonObject, JsonValue } from "../../src/sim/kube/api/objects.ts";
import { type ApiRequest, type ApiResponse, apiRequest } from "../../src/sim/kube/api/request.ts";
import { apiVersionOf, type Kind } from "../../src/sim/kube/kinds/kind.ts";
import { RandomObjects } from "./random-object.ts";
import { VALID_OBJECTS } from "./valid-objects.ts";

const REQUESTS = Number(process.env.FUZZ ?? 4_000);
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? 1);
/** A cluster is used for so many, so that it fills up and is not slow for ever. */
const PER_CLUSTER = 1_000;
const STEP_EVENTS = 200_000;

const METHODS = ["POST", "POST", "POST", "PUT", "PATCH", "PATCH", "PATCH", "DELETE", "GET", "GET", "HEAD", "OPTIONS"];
const PATCHES = [
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/json-patch+json",
  "application/apply-patch+yaml",
  "application/json",
  "text/plain",
];
const ACCEPTS = [
  "application/json",
  "application/json;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf",
  "*/*",
  "",
];

class Fuzzer {
  readonly #prng: Prng;
  readonly #cluster: Cluster;
  readonly #objects: RandomObjects;

  constructor(seed: number) {
    this.#prng = new Prng(seed);
    this.#objects = new RandomObjects(this.#prng.split("objects"));
    this.#cluster = createCluster({ profile: "kind", seed, freeze: true }, SOFTWARE);
    this.#cluster.trace.on = false;
  }

  step(): void {
    const request = this.#request();
    let response: ApiResponse;
    try {
      response = this.#cluster.api.request(request);
    } catch (error) {
      throw new Error(`${textOf(request)} threw ${(error as Error).stack}`);
    }
    checkAnswer(request, response);
    if (!this.#prng.chance(1, 8)) return;
    const { clock } = this.#cluster;
    try {
      const untilUs = clock.nowUs + this.#prng.pick([1_000, 100_000, 3_000_000]);
      if (clock.runUntil(untilUs, STEP_EVENTS) === "budget") throw new Error("it does not come to rest");
    } catch (error) {
      throw new Error(`after ${textOf(request)}: ${(error as Error).stack}`);
    }
  }

  /** Everything can still be listed, as objects and as a table, and each one read. */
  check(): void {
    for (const kind of this.#cluster.api.kinds.all) {
      if (kind.verbs !== undefined && !kind.verbs.includes("list")) continue;
      const base = basePath(kind);
      for (const accept of ACCEPTS.slice(0, 2)) {
        const headers = new Map([["accept", accept]]);
        const answer = this.#cluster.api.request({ ...apiRequest("GET", `${base}/${kind.resource}`), headers });
        expect(answer.type === "object" ? answer.status : answer.type).toBe(200);
      }
    }
  }

  #request(): ApiRequest {
    const prng = this.#prng;
    const object = this.#object();
    const kind = this.#kindOf(object);
    const method = prng.pick(METHODS);
    const subresource = prng.chance(1, 6) ? `/${prng.pick([...kind.subresources, "status", "scale", "nothing"])}` : "";
    const isCollection = subresource === "" && (method === "POST" || prng.chance(1, 4));
    const name = isCollection ? "" : `/${this.#nameOf(object)}${subresource}`;
    const path = prng.chance(1, 50)
      ? `/${this.#objects.word()}/${this.#objects.word()}`
      : `${basePath(kind)}${this.#namespace(kind)}/${kind.resource}${name}${this.#query()}`;
    const isOdd = prng.chance(1, 30);
    const headers = new Map([
      ["content-type", method === "PATCH" || isOdd ? prng.pick(PATCHES) : "application/json"],
      ["accept", prng.chance(9, 10) ? "application/json" : prng.pick(ACCEPTS)],
    ]);
    const body = this.#body(method, object);
    return { ...apiRequest(method, path, body === undefined ? undefined : JSON.stringify(body)), headers };
  }

  #kindOf({ apiVersion, kind }: JsonObject): Kind {
    const { kinds } = this.#cluster.api;
    const own =
      typeof apiVersion === "string" && typeof kind === "string" ? kinds.ofObject(apiVersion, kind) : undefined;
    return own === undefined || this.#prng.chance(1, 40) ? this.#prng.pick(kinds.all) : own;
  }

  #nameOf({ metadata }: JsonObject): string {
    const own = (metadata as JsonObject | null | undefined)?.name;
    if (typeof own === "string" && this.#prng.chance(5, 6)) return encodeURIComponent(own);
    return encodeURIComponent(this.#objects.word());
  }

  #namespace({ namespaced }: Kind): string {
    const prng = this.#prng;
    if (namespaced !== prng.chance(39, 40)) return "";
    return `/namespaces/${prng.chance(9, 10) ? "default" : prng.pick(["kube-system", "nowhere", "shop", "", "%00"])}`;
  }

  /** Right, or with one or two things changed, or made up from the types. */
  #object(): JsonObject {
    const prng = this.#prng;
    if (prng.chance(1, 3)) {
      const kind = prng.pick(this.#cluster.api.kinds.all);
      return this.#objects.of(kind.schema ?? "Pod", apiVersionOf(kind), kind.kind);
    }
    let object = prng.pick(VALID_OBJECTS) as JsonValue;
    for (let changes = prng.below(3); changes > 0; changes--) object = this.#objects.mutated(object);
    return typeof object === "object" && object !== null && !Array.isArray(object) ? (object as JsonObject) : {};
  }

  #body(method: string, object: JsonObject): JsonValue | undefined {
    const prng = this.#prng;
    if (method === "GET") return undefined;
    if (method === "PATCH" && prng.chance(1, 3)) return this.#jsonPatch();
    if (prng.chance(1, 40)) return this.#objects.any();
    return prng.chance(1, 5) ? (this.#objects.mutated(object) as JsonValue) : object;
  }

  #jsonPatch(): JsonValue {
    const prng = this.#prng;
    return Array.from({ length: prng.below(4) }, () => ({
      op: prng.pick(["add", "remove", "replace", "move", "copy", "test", "sing"]),
      path: prng.pick([
        "/spec",
        "/metadata/labels/app",
        "/spec/replicas",
        "/spec/containers/0/image",
        "/spec/ports/-",
        "",
        "x",
        "/spec/ports/99",
      ]),
      from: prng.pick(["/spec", "/metadata/name", "/nothing"]),
      value: this.#objects.any(),
    }));
  }

  #query(): string {
    const prng = this.#prng;
    if (!prng.chance(1, 4)) return "";
    const pairs = [
      "dryRun=All",
      "dryRun=some",
      "fieldManager=fuzz&force=true",
      "fieldManager=%00",
      "fieldValidation=Strict",
      "fieldValidation=Sometimes",
      "limit=1",
      "limit=-1",
      "continue=abc",
      "labelSelector=app%20in%20(web",
      "labelSelector=app=web",
      "fieldSelector=metadata.name=web-1",
      "fieldSelector=spec.nothing=1",
      "resourceVersion=1",
      "resourceVersion=x",
      "watch=1&timeoutSeconds=1",
      "propagationPolicy=Foreground",
      "propagationPolicy=Upwards",
      "gracePeriodSeconds=0",
      "gracePeriodSeconds=-5",
      "command=&container=nobody",
    ];
    return `?${prng.pick(pairs)}`;
  }
}

function basePath({ group, version }: Kind): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

function textOf({ method, path, query, headers, body }: ApiRequest): string {
  return `${method} ${path} ${JSON.stringify([...query])} ${headers.get("content-type")} ${headers.get("accept")} ${JSON.stringify(body)}`;
}

/** An object of some kind; a failure is a Status that says the same code as the answer. */
function checkAnswer(request: ApiRequest, response: ApiResponse): void {
  if (response.type === "watch") response.events.close();
  if (response.type !== "object") return;
  const { status, body } = response;
  const isProper =
    status >= 400
      ? body.kind === "Status" && body.status === "Failure" && body.code === status && typeof body.message === "string"
      : typeof body.kind === "string" && typeof body.apiVersion === "string";
  // A kubelet that does not have the container says so with this code, as a real one does.
  const isKubelets = / unable to upgrade connection: container not found \("[^"]*"\)$/.test(String(body.message));
  if (!isProper || (status === 500 && !isKubelets))
    throw new Error(`${textOf(request)} was answered with ${status} ${JSON.stringify(body).slice(0, 500)}`);
}

test(`${REQUESTS} random requests are answered, whatever they say`, { timeout: 3_600_000 }, () => {
  for (let done = 0, seed = FIRST_SEED; done < REQUESTS; done += PER_CLUSTER, seed++) {
    const fuzzer = new Fuzzer(seed);
    for (let i = 0; i < Math.min(PER_CLUSTER, REQUESTS - done); i++) fuzzer.step();
    fuzzer.check();
  }
});
