/**
 * The agent of one node: watches the Pods that are bound to it and makes them happen, answers for its node, and
 * serves exec, attach, logs and port-forward of its containers.
 *
 * Models: pkg/kubelet/kubelet.go syncLoop, pkg/kubelet/server/server.go
 */
import type { Timer } from "../../core/clock.ts";
import { parseIp } from "../../core/ip.ts";
import type { Stream } from "../../core/stream.ts";
import type { AttachOptions, ContainerSession, ExecOptions, LogOptions } from "../../kube/api/backend.ts";
import type { Change, Informer } from "../../kube/api/client.ts";
import { badRequest, failure, hasReason, type Status } from "../../kube/api/status.ts";
import type { Pod } from "../../kube/schema/types.ts";
import { NETWORK_NOT_READY, networkConfig } from "../cni/network-config.ts";
import type { ContainerWorker } from "./container-worker.ts";
import { gatedClient } from "./gated-client.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import {
  imageList,
  type NodeFacts,
  nodeObject,
  writeConditions,
  writeHeartbeat,
  writeReadiness,
} from "./node-status.ts";
import { PodWorker } from "./pod-worker.ts";

const LEASE_US = 10_000_000;
const PORT = 10_250;
const BY_NODE = "spec.nodeName";

export class Kubelet {
  readonly context: KubeletContext;
  readonly facts: NodeFacts;
  readonly #workers = new Map<string, PodWorker>();
  #stopWatching: (() => void) | null = null;
  #heartbeat: Timer | null = null;
  #adoptsOnly = false;
  #hasNetwork = true;
  #isStopped = false;

  constructor(context: KubeletContext, facts: NodeFacts) {
    this.context = { ...context, client: gatedClient(context.client, () => !this.#isStopped) };
    this.facts = facts;
  }

  /** With `adoptsOnly` it does nothing of its own: it only brings to life what was put into the store as running. */
  start({ adoptsOnly = false }: { readonly adoptsOnly?: boolean } = {}): void {
    this.#adoptsOnly = adoptsOnly;
    const isRestart = this.#isStopped;
    this.#isStopped = false;
    if (!adoptsOnly) {
      this.#register();
      this.#beat();
    }
    const pods: Informer<Pod> = this.context.client.informer("pods");
    pods.addIndex(BY_NODE, podNode);
    this.#stopWatching = pods.onIndexed(BY_NODE, this.facts.name, (change) => this.#onPod(change));
    if (!isRestart) return;
    writeConditions(this.context.client, this.facts.name, this.context.clock.nowMs);
    for (const worker of this.#workers.values()) {
      const { metadata } = worker.pod;
      if (pods.get(metadata.namespace, metadata.name ?? "")?.metadata.uid !== metadata.uid) worker.vanish();
    }
  }

  /** The kubelet stops; its containers go on, and nobody hears of them. */
  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    if (this.#heartbeat !== null) this.context.clock.cancel(this.#heartbeat);
    this.#isStopped = true;
  }

  worker(namespace: string, name: string): PodWorker | undefined {
    for (const worker of this.#workers.values()) {
      const { metadata } = worker.pod;
      if (metadata.name === name && metadata.namespace === namespace) return worker;
    }
    return undefined;
  }

  workerOf(pod: Pod): PodWorker | undefined {
    return this.#workers.get(pod.metadata.uid ?? "");
  }

  get workers(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  exec(pod: Pod, options: ExecOptions): ContainerSession | Status {
    const found = this.#running(pod, options.container);
    return "run" in found ? found.run.exec(options) : found;
  }

  attach(pod: Pod, options: AttachOptions): ContainerSession | Status {
    const found = this.#running(pod, options.container);
    return "run" in found ? found.run.attach(options) : found;
  }

  logs(pod: Pod, options: LogOptions): Stream | Status {
    if (this.#isStopped) {
      const { namespace, name } = pod.metadata;
      const url = `https://${this.facts.ip}:${PORT}/containerLogs/${namespace}/${name}/${options.container}`;
      return failure(500, "", `Get "${url}": ${this.#refusal()}`);
    }
    const worker = this.workerOf(pod)?.container(options.container);
    const run = options.previous ? worker?.previous : worker?.run;
    const { name } = pod.metadata;
    if (options.previous && run == null)
      return badRequest(`previous terminated container "${options.container}" in pod "${name}" not found`);
    if (worker === undefined || run == null) {
      const waiting = worker?.view().state.waiting;
      const why = waiting?.reason === undefined ? "" : waiting.reason;
      return badRequest(
        `container "${options.container}" in pod "${name}" is waiting to start: ${whyWaiting(why, waiting?.message)}`,
      );
    }
    return run.log.open(options);
  }

  /** A connection to the Pod's own loopback, from inside its namespace. */
  portForward(pod: Pod, port: number): Stream | Status {
    if (this.#isStopped) return failure(500, "", `error dialing backend: ${this.#refusal()}`);
    const sandbox = this.workerOf(pod)?.sandbox;
    if (sandbox == null)
      return failure(500, "InternalError", `pod not found ("${pod.metadata.name}_${pod.metadata.namespace}")`);
    return sandbox.namespace.sockets.connectTcp({ to: LOOPBACK, port });
  }

  #refusal(): string {
    return `dial tcp ${this.facts.ip}:${PORT}: connect: connection refused`;
  }

  #running(pod: Pod, container: string): { readonly run: NonNullable<ContainerWorker["run"]> } | Status {
    if (this.#isStopped) return failure(500, "", `error dialing backend: ${this.#refusal()}`);
    const worker = this.workerOf(pod)?.container(container);
    const run = worker?.run;
    if (run == null || run.exit !== null)
      return failure(
        500,
        "InternalError",
        `Internal error occurred: unable to upgrade connection: container not found ("${container}")`,
      );
    return { run };
  }

  #onPod({ type, object }: Change<Pod>): void {
    const key = object.metadata.uid ?? "";
    const worker = this.#workers.get(key);
    if (type === "DELETED" || object.spec.nodeName !== this.facts.name) worker?.vanish();
    else if (worker !== undefined) worker.update(object);
    else if (runsAlready(object)) this.#newWorker(object).adopt();
    else if (!isOver(object) && !this.#adoptsOnly) this.#newWorker(object).start();
  }

  #newWorker(pod: Pod): PodWorker {
    const key = pod.metadata.uid ?? "";
    const made = new PodWorker(this.context, pod, () => this.#workers.delete(key));
    this.#workers.set(key, made);
    return made;
  }

  #register(): void {
    const { client, clock, images } = this.context;
    const node = nodeObject(this.facts, clock.nowMs);
    const withImages = { ...node, status: { ...node.status, images: imageList(images) } };
    try {
      client.create("nodes", withImages);
    } catch (error) {
      if (!hasReason(error, "AlreadyExists")) throw error;
    }
  }

  #beat(): void {
    const { client, clock } = this.context;
    writeHeartbeat(client, this.facts, clock.nowMs);
    const isReady = networkConfig(this.context.machine.fs) !== null;
    if (isReady !== this.#hasNetwork)
      writeReadiness(client, this.facts.name, { why: isReady ? null : NETWORK_NOT_READY, nowMs: clock.nowMs });
    this.#hasNetwork = isReady;
    this.#heartbeat = clock.after(LEASE_US, () => this.#beat(), { background: true });
  }
}

const LOOPBACK = parseIp("127.0.0.1") as number;

/** A Pod that was stored as it is may have no spec at all. */
function podNode({ spec }: Partial<Pod>): string[] {
  return spec?.nodeName === undefined ? [] : [spec.nodeName];
}

/** Somebody has stored it as running, with its address, though no kubelet has started it. */
function runsAlready({ status, metadata }: Pod): boolean {
  return status?.phase === "Running" && status.podIP !== undefined && metadata.deletionTimestamp === undefined;
}

/** A Pod that had ended before this kubelet heard of it. */
function isOver({ status, metadata }: Pod): boolean {
  return (status?.phase === "Succeeded" || status?.phase === "Failed") && metadata.deletionTimestamp === undefined;
}

function whyWaiting(reason: string, message: string | undefined): string {
  if (reason === "ErrImagePull" || reason === "ImagePullBackOff") return "trying and failing to pull image";
  if (reason === "ErrImageNeverPull") return "image can't be pulled";
  return message ?? reason;
}
