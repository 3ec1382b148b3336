/**
 * Subresources of Pods that act instead of storing: log, exec, attach, port-forward, binding, eviction.
 *
 * Models: pkg/registry/core/pod/strategy.go, pkg/registry/core/pod/storage, pkg/registry/core/pod/rest
 */
import { parseRfc3339 } from "../../core/time.ts";
import type { Pod } from "../schema/types.ts";
import type { NodeBackend } from "./backend.ts";
import { isObject, type Mutable } from "./objects.ts";
import type { ApiRequest, ApiResponse } from "./request.ts";
import { badRequest, conflict, failure, isStatus, type Status, StatusError } from "./status.ts";

function backendOf(backend: NodeBackend | null, pod: Pod): NodeBackend {
  if (pod.spec.nodeName === undefined)
    throw new StatusError(badRequest(`pod ${pod.metadata.name} does not have a host assigned`));
  if (backend === null)
    throw new StatusError(failure(500, "InternalError", "Internal error occurred: no kubelet answers"));
  return backend;
}

function containerNames(pod: Pod): { regular: string[]; init: string[]; ephemeral: string[] } {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);
  return { regular: names(containers), init: names(initContainers), ephemeral: names(ephemeralContainers) };
}

/** The container that is asked for, or the only one there is. */
function chooseContainer(pod: Pod, asked: string): string {
  const { regular, init, ephemeral } = containerNames(pod);
  const { name } = pod.metadata;
  if (asked !== "") {
    if ([...regular, ...init, ...ephemeral].includes(asked)) return asked;
    throw new StatusError(badRequest(`container ${asked} is not valid for pod ${name}`));
  }
  if (regular.length === 1) return regular[0] as string;
  const also = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
  throw new StatusError(
    badRequest(`a container name must be specified for pod ${name}, choose one of: [${regular.join(" ")}]${also}`),
  );
}

class Query {
  readonly #query: ApiRequest["query"];
  constructor(request: ApiRequest) {
    this.#query = request.query;
  }
  text(name: string): string {
    return this.#query.get(name)?.[0] ?? "";
  }
  all(name: string): readonly string[] {
    return this.#query.get(name) ?? [];
  }
  flag(name: string): boolean {
    const value = this.text(name);
    return value === "true" || value === "1";
  }
  count(name: string): number | undefined {
    const value = this.text(name);
    return value === "" ? undefined : Number(value);
  }
}

function streamOrThrow<T extends object>(answer: T | Status): T {
  if (isStatus(answer)) throw new StatusError(answer);
  return answer;
}

export function logResponse(pod: Pod, request: ApiRequest, backend: NodeBackend | null): ApiResponse {
  const query = new Query(request);
  const container = chooseContainer(pod, query.text("container"));
  const [tailLines, sinceSeconds, limitBytes] = [
    query.count("tailLines"),
    query.count("sinceSeconds"),
    query.count("limitBytes"),
  ];
  const sinceTimeMs = parseRfc3339(query.text("sinceTime"));
  checkLogOptions({ tailLines, sinceSeconds, limitBytes });
  if (pod.spec.nodeName === undefined) return { type: "text", status: 200, contentType: "text/plain", body: "" };
  const stream = backendOf(backend, pod).logs(pod, {
    container,
    follow: query.flag("follow"),
    previous: query.flag("previous"),
    timestamps: query.flag("timestamps"),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTimeMs === null ? {} : { sinceTimeMs }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  });
  return { type: "log", stream: streamOrThrow(stream) };
}

function checkLogOptions(options: {
  tailLines: number | undefined;
  sinceSeconds: number | undefined;
  limitBytes: number | undefined;
}): void {
  const bad = (field: string, value: number, text: string): never => {
    const message = `Invalid value: ${value}: ${text}`;
    const cause = { reason: "FieldValueInvalid", message, field };
    throw new StatusError(
      failure(422, "Invalid", `PodLogOptions "" is invalid: ${field}: ${message}`, {
        kind: "PodLogOptions",
        causes: [cause],
      }),
    );
  };
  const { tailLines, sinceSeconds, limitBytes } = options;
  if (tailLines !== undefined && tailLines < 0) bad("tailLines", tailLines, "must be greater than or equal to 0");
  if (limitBytes !== undefined && limitBytes < 1) bad("limitBytes", limitBytes, "must be greater than 0");
  if (sinceSeconds !== undefined && sinceSeconds < 1) bad("sinceSeconds", sinceSeconds, "must be greater than 0");
}

export function execResponse(pod: Pod, request: ApiRequest, backend: NodeBackend | null): ApiResponse {
  const query = new Query(request);
  const container = chooseContainer(pod, query.text("container"));
  const command = query.all("command");
  if (command.length === 0) {
    const cause = { reason: "FieldValueRequired", message: "Required value", field: "command" };
    throw new StatusError(
      failure(422, "Invalid", `PodExecOptions "" is invalid: command: Required value`, {
        kind: "PodExecOptions",
        causes: [cause],
      }),
    );
  }
  const session = backendOf(backend, pod).exec(pod, { container, command, ...streamsOf(query) });
  return { type: "upgrade", session: streamOrThrow(session) };
}

export function attachResponse(pod: Pod, request: ApiRequest, backend: NodeBackend | null): ApiResponse {
  const query = new Query(request);
  const container = chooseContainer(pod, query.text("container"));
  return {
    type: "upgrade",
    session: streamOrThrow(backendOf(backend, pod).attach(pod, { container, ...streamsOf(query) })),
  };
}

function streamsOf(query: Query): { stdin: boolean; stdout: boolean; stderr: boolean; tty: boolean } {
  const tty = query.flag("tty");
  return { stdin: query.flag("stdin"), stdout: query.flag("stdout"), stderr: query.flag("stderr") && !tty, tty };
}

export function portForwardResponse(pod: Pod, backend: NodeBackend | null): ApiResponse {
  const node = backendOf(backend, pod);
  return { type: "port-forward", connect: (port) => node.portForward(pod, port) };
}

/** The Pod as bound to a node. */
export function bound(pod: Pod, binding: unknown, now: string): Mutable {
  const target = isObject(binding) && isObject(binding.target) ? binding.target.name : undefined;
  const { name } = pod.metadata;
  const what = { group: "", resource: "pods/binding" };
  if (typeof target !== "string" || target === "")
    throw new StatusError(badRequest(`Binding "${name}" is invalid: target.name: Required value`));
  if (pod.metadata.deletionTimestamp !== undefined)
    throw new StatusError(conflict(what, name, `pod ${name} is being deleted, cannot be assigned to a host`));
  if (pod.spec.nodeName !== undefined)
    throw new StatusError(
      conflict(what, name, `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`),
    );
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const condition = {
    type: "PodScheduled",
    observedGeneration: pod.metadata.generation,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: now,
  };
  return {
    ...pod,
    spec: { ...pod.spec, nodeName: target },
    status: { ...pod.status, conditions: [...others, condition] },
  };
}

export function success(message?: string): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    ...(message === undefined ? {} : { message }),
    code: 201,
  };
}
