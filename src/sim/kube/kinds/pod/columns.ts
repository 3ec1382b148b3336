/**
 * `kubectl get pods`: the STATUS column is a story told from phase, reasons and container states.
 *
 * Models: pkg/printers/internalversion/printers.go printPod
 */
import type { ContainerStatus, Pod } from "../../schema/types.ts";
import { AGE, ageOf, NAME, since } from "../columns.ts";
import type { Columns } from "../kind.ts";

export const podColumns: Columns = {
  definitions: [
    NAME,
    { name: "Ready" },
    { name: "Status" },
    { name: "Restarts" },
    AGE,
    { name: "IP", priority: 1 },
    { name: "Node", priority: 1 },
    { name: "Nominated Node", priority: 1 },
    { name: "Readiness Gates", priority: 1 },
  ],
  cells: (object, nowMs) => {
    const pod = object as Pod;
    const { spec, status } = pod;
    const summary = summaryOf(pod);
    const restarts =
      summary.restarts > 0 && summary.lastRestart !== undefined
        ? `${summary.restarts} (${since(summary.lastRestart, nowMs)} ago)`
        : String(summary.restarts);
    return [
      pod.metadata.name,
      `${summary.ready}/${summary.total}`,
      summary.reason,
      restarts,
      ageOf(object, nowMs),
      status?.podIPs?.[0]?.ip ?? status?.podIP ?? "<none>",
      spec.nodeName || "<none>",
      status?.nominatedNodeName || "<none>",
      readinessGates(pod),
    ];
  },
};

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some(({ type, status: value }) => type === conditionType && value === "True"),
  );
  return `${met.length}/${gates.length}`;
}

interface Summary {
  ready: number;
  total: number;
  reason: string;
  restarts: number;
  lastRestart: string | undefined;
}

function isSidecar({ spec }: Pod, name: string): boolean {
  return (
    spec.initContainers?.some((container) => container.name === name && container.restartPolicy === "Always") === true
  );
}

/** Also what `kubectl describe` and the map say of a Pod. */
export function summaryOf(pod: Pod): Summary {
  const { spec, status, metadata } = pod;
  const phase = status?.phase ?? "";
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").length;
  const summary: Summary = {
    ready: 0,
    total: spec.containers.length + sidecars,
    reason: status?.reason || phase,
    restarts: 0,
    lastRestart: undefined,
  };
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.reason === "SchedulingGated") summary.reason = "SchedulingGated";
  const isInitializing = countInitContainers(pod, summary);
  if (!isInitializing || isInitialized(pod)) countContainers(pod, summary, isInitializing);
  if (metadata.deletionTimestamp !== undefined) {
    if (status?.reason === "NodeLost") summary.reason = "Unknown";
    else if (phase !== "Failed" && phase !== "Succeeded") summary.reason = "Terminating";
  }
  return summary;
}

function isInitialized({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === "Initialized" && value === "True") === true;
}

function noteRestart(summary: Summary, container: ContainerStatus): void {
  const finished = container.lastState?.terminated?.finishedAt;
  if (finished !== undefined && (summary.lastRestart === undefined || finished > summary.lastRestart))
    summary.lastRestart = finished;
}

/** True while init containers keep the Pod from starting. */
function countInitContainers(pod: Pod, summary: Summary): boolean {
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [i, container] of statuses.entries()) {
    const sidecar = isSidecar(pod, container.name);
    summary.restarts += container.restartCount;
    noteRestart(summary, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated !== undefined && terminated.exitCode === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready) summary.ready++;
      continue;
    }
    if (terminated !== undefined) {
      if (terminated.reason) summary.reason = `Init:${terminated.reason}`;
      else
        summary.reason = terminated.signal
          ? `Init:Signal:${terminated.signal}`
          : `Init:ExitCode:${terminated.exitCode}`;
    } else if (waiting?.reason && waiting.reason !== "PodInitializing") summary.reason = `Init:${waiting.reason}`;
    else summary.reason = `Init:${i}/${pod.spec.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

function countContainers(pod: Pod, summary: Summary, wasInitializing: boolean): void {
  const statuses = pod.status?.containerStatuses ?? [];
  if (!wasInitializing) {
    summary.restarts = (pod.status?.initContainerStatuses ?? [])
      .filter(({ name }) => isSidecar(pod, name))
      .reduce((sum, { restartCount }) => sum + restartCount, 0);
  }
  let isRunning = false;
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = statuses[i] as ContainerStatus;
    summary.restarts += container.restartCount;
    noteRestart(summary, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) summary.reason = waiting.reason;
    else if (terminated?.reason) summary.reason = terminated.reason;
    else if (terminated !== undefined)
      summary.reason = terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
    else if (container.ready && running !== undefined) {
      isRunning = true;
      summary.ready++;
    }
  }
  if (summary.reason === "Completed" && isRunning) {
    const isReady = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    summary.reason = isReady ? "Running" : "NotReady";
  }
}
