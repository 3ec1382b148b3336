/**
 * A Pod's status as it follows from its containers: phase, conditions and container statuses.
 *
 * Models: pkg/kubelet/kubelet_pods.go getPhase, generateAPIPodStatus, pkg/kubelet/status/generate.go
 */
import { formatRfc3339 } from "../../core/time.ts";
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodCondition,
  PodStatus,
} from "../../kube/schema/types.ts";

export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed";

/** What the kubelet knows of one container. */
export interface ContainerView {
  readonly spec: Container;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
  readonly restartCount: number;
  readonly isReady: boolean;
  readonly isStarted: boolean;
  readonly imageID: string;
  readonly image: string;
  readonly containerID: string;
}

export interface PodView {
  readonly pod: Pod;
  readonly init: readonly ContainerView[];
  readonly containers: readonly ContainerView[];
  readonly ephemeral: readonly ContainerView[];
  readonly hasSandbox: boolean;
  readonly podIPs: readonly string[];
  readonly hostIP: string;
  readonly startTimeMs: number;
  readonly nowMs: number;
  /** Set when the kubelet itself has given the Pod up (Evicted, DeadlineExceeded). */
  readonly failure: { readonly reason: string; readonly message: string } | null;
  readonly isTerminating: boolean;
}

export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

export function podStatus(view: PodView): PodStatus {
  const { pod, failure, podIPs, hostIP } = view;
  const phase = failure === null ? phaseOf(view) : "Failed";
  const old = pod.status;
  const status = {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    conditions: conditionsOf(view, phase, old?.conditions ?? []),
    ...(failure === null ? {} : { reason: failure.reason, message: failure.message }),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIPs.length === 0 ? {} : { podIP: podIPs[0] as string, podIPs: podIPs.map((ip) => ({ ip })) }),
    startTime: formatRfc3339(view.startTimeMs),
    ...(view.init.length === 0 ? {} : { initContainerStatuses: view.init.map(containerStatus) }),
    containerStatuses: view.containers.map(containerStatus),
    ...(view.ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: view.ephemeral.map(containerStatus) }),
    ...(old?.qosClass === undefined ? {} : { qosClass: old.qosClass }),
  };
  return status;
}

function phaseOf({ pod, init, containers }: PodView): PodPhase {
  const restart = pod.spec.restartPolicy ?? "Always";
  const failedInit = init.find(
    ({ spec, state }) => !isSidecar(spec) && state.terminated !== undefined && state.terminated.exitCode !== 0,
  );
  if (failedInit !== undefined && restart === "Never") return "Failed";
  const initDone = init.every(({ spec, state, isStarted }) =>
    isSidecar(spec) ? isStarted : state.terminated?.exitCode === 0,
  );
  if (!initDone) return "Pending";
  const count = { waiting: 0, running: 0, succeeded: 0, failed: 0 };
  for (const { state, lastState } of containers) {
    if (state.running !== undefined) count.running++;
    else if (state.terminated !== undefined) count[state.terminated.exitCode === 0 ? "succeeded" : "failed"]++;
    else if (lastState.terminated !== undefined) count.running++;
    else count.waiting++;
  }
  if (count.waiting > 0) return "Pending";
  if (count.running > 0 || restart === "Always") return "Running";
  if (count.failed === 0) return "Succeeded";
  return restart === "Never" ? "Failed" : "Running";
}

function containerStatus(view: ContainerView): ContainerStatus {
  const { spec, state, lastState, containerID } = view;
  const mounts = (spec.volumeMounts ?? []).map((mount) => ({
    name: mount.name,
    mountPath: mount.mountPath,
    ...(mount.readOnly === true ? { readOnly: true, recursiveReadOnly: "Disabled" } : {}),
  }));
  return {
    name: spec.name,
    state,
    lastState,
    ready: view.isReady,
    restartCount: view.restartCount,
    image: view.image,
    imageID: view.imageID,
    ...(containerID === "" ? {} : { containerID }),
    started: view.isStarted,
    ...(containerID === "" ? {} : { resources: spec.resources ?? {} }),
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
    ...(state.running === undefined ? {} : { user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } } }),
  };
}

type Judgement = Pick<PodCondition, "status" | "reason" | "message">;

const TRUE: Judgement = { status: "True" };

function conditionsOf(view: PodView, phase: PodPhase, old: readonly PodCondition[]): PodCondition[] {
  const isOver = phase === "Succeeded" || phase === "Failed";
  const ready = readiness(view, phase);
  const judged: [string, Judgement][] = [
    ["PodReadyToStartContainers", view.hasSandbox ? TRUE : { status: "False" }],
    ["Initialized", initialized(view, phase)],
    ["Ready", ready.status === "True" ? gates(view, ready) : ready],
    ["ContainersReady", isOver ? ready : ready],
    ["PodScheduled", TRUE],
  ];
  const { generation } = view.pod.metadata;
  const own = judged.map(([type, { status, reason, message }]) => {
    const had = old.find((condition) => condition.type === type);
    const since = had?.status === status ? had.lastTransitionTime : undefined;
    return {
      type,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status,
      lastProbeTime: null as unknown as string,
      lastTransitionTime: since ?? formatRfc3339(view.nowMs),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  });
  const known = new Set(own.map(({ type }) => type));
  return [...own, ...old.filter(({ type }) => !known.has(type))];
}

function readiness({ containers, init }: PodView, phase: PodPhase): Judgement {
  if (phase === "Succeeded") return { status: "False", reason: "PodCompleted" };
  const counted = [...init.filter(({ spec }) => isSidecar(spec)), ...containers];
  const unready = counted.filter(({ isReady }) => !isReady).map(({ spec }) => spec.name);
  if (phase === "Failed") return { status: "False", reason: "PodFailed" };
  if (unready.length === 0) return TRUE;
  return {
    status: "False",
    reason: "ContainersNotReady",
    message: `containers with unready status: [${unready.join(" ")}]`,
  };
}

function gates({ pod }: PodView, ready: Judgement): Judgement {
  const missing = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => pod.status?.conditions?.find(({ type }) => type === conditionType)?.status !== "True",
  );
  if (missing.length === 0) return ready;
  const messages = missing.map(
    ({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
  );
  return { status: "False", reason: "ReadinessGatesNotReady", message: messages.join(", ") };
}

function initialized({ init }: PodView, phase: PodPhase): Judgement {
  if (phase === "Succeeded") return { status: "True", reason: "PodCompleted" };
  const undone = init
    .filter(({ spec, state, isStarted }) => (isSidecar(spec) ? !isStarted : state.terminated?.exitCode !== 0))
    .map(({ spec }) => spec.name);
  if (undone.length === 0) return TRUE;
  return {
    status: "False",
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: [${undone.join(" ")}]`,
  };
}
