/**
 * The kubelet's journal: when systemd started and stopped it, the Pods that it heard of, and what went wrong with them,
 * in the kubelet's words. Made from the Pods and events of this node whenever somebody looks.
 *
 * Models: pkg/kubelet/kubelet.go SyncLoop, pod_workers.go, klog's headers, systemd-journald
 * SIMPLIFIED: of the many lines of a real kubelet only these; an event that recurs is told when it came first and last.
 */
import { parseRfc3339 } from "../../../sim/core/time.ts";
import type { NodeRuntime } from "../../../sim/node/runtime-plug.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import { formatTime } from "../date/format-time.ts";

export interface JournalLine {
  /** Microseconds since 1970. */
  readonly atUs: number;
  readonly text: string;
}

interface Noted {
  readonly atUs: number;
  readonly by: "systemd[1]" | "kubelet";
  readonly level: "I" | "E" | "W" | "";
  readonly message: string;
}

/** A kubelet hears of Pods when it has registered. */
const REGISTERED_US = 150_000;

interface EventLike {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly firstTimestamp?: string;
  readonly lastTimestamp?: string;
  readonly metadata: { readonly creationTimestamp?: string };
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly reportingInstance?: string;
  readonly involvedObject?: {
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
  };
}

export function journalOf(machine: Machine, runtime: NodeRuntime): JournalLine[] {
  const epochUs = machine.clock.epochMs * 1000;
  const noted = [...systemdLines(runtime, epochUs), ...podLines(runtime, epochUs), ...eventLines(runtime)];
  noted.sort((a, b) => a.atUs - b.atUs);
  return noted.map((one) => ({ atUs: one.atUs, text: lineText(machine, runtime, one) }));
}

function lineText({ hostname }: Machine, { kubeletPid }: NodeRuntime, { atUs, by, level, message }: Noted): string {
  const stamp = formatTime("%b %d %H:%M:%S", atUs);
  if (by !== "kubelet") return `${stamp} ${hostname} ${by}: ${message}`;
  const klog = `${level}${formatTime("%m%d %H:%M:%S", atUs)}.${String(atUs % 1_000_000).padStart(6, "0")} ${String(kubeletPid).padStart(7)}`;
  return `${stamp} ${hostname} kubelet[${kubeletPid}]: ${klog} ${message}`;
}

function systemdLines({ kubeletNotes, kubelet }: NodeRuntime, epochUs: number): Noted[] {
  const unit = "kubelet.service - kubelet: The Kubernetes Node Agent";
  return kubeletNotes.flatMap(({ atUs, what }): Noted[] =>
    what === "started"
      ? [
          { atUs: epochUs + atUs, by: "systemd[1]", level: "", message: `Started ${unit}.` },
          {
            atUs: epochUs + atUs + 80_000,
            by: "kubelet",
            level: "I",
            message: `server.go:531] "Kubelet version" kubeletVersion="${kubelet.facts.version}"`,
          },
          {
            atUs: epochUs + atUs + 140_000,
            by: "kubelet",
            level: "I",
            message: `kubelet_node_status.go:75] "Attempting to register node" node="${kubelet.facts.name}"`,
          },
        ]
      : [
          { atUs: epochUs + atUs, by: "systemd[1]", level: "", message: `Stopping ${unit}...` },
          { atUs: epochUs + atUs, by: "systemd[1]", level: "", message: "kubelet.service: Deactivated successfully." },
          { atUs: epochUs + atUs, by: "systemd[1]", level: "", message: `Stopped ${unit}.` },
        ],
  );
}

function podLines({ kubelet }: NodeRuntime, epochUs: number): Noted[] {
  return kubelet.workers.flatMap(({ pod }): Noted[] => {
    const atMs = parseRfc3339(pod.metadata.creationTimestamp ?? "");
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const atUs = Math.max(epochUs + REGISTERED_US, (atMs ?? 0) * 1000);
    return [
      { atUs, by: "kubelet", level: "I", message: `kubelet.go:2519] "SyncLoop ADD" source="api" pods=["${name}"]` },
    ];
  });
}

function eventLines({ kubelet }: NodeRuntime): Noted[] {
  const events = kubelet.context.client.list("events") as unknown as readonly EventLike[];
  return events.flatMap((event): Noted[] => {
    const { source, reportingInstance, type } = event;
    const host = source?.host ?? reportingInstance;
    if (type !== "Warning" || host !== kubelet.facts.name) return [];
    const message = messageOf(event);
    const moments = [...new Set([event.firstTimestamp ?? event.metadata.creationTimestamp, event.lastTimestamp])];
    return moments.flatMap((text): Noted[] => {
      const atMs = text === undefined || text === null ? null : parseRfc3339(text);
      return atMs === null ? [] : [{ atUs: atMs * 1000, by: "kubelet", level: "E", message }];
    });
  });
}

function messageOf({ reason, message = "", involvedObject }: EventLike): string {
  const pod = `${involvedObject?.namespace ?? ""}/${involvedObject?.name ?? ""}`;
  const behind = `pod="${pod}" podUID="${involvedObject?.uid ?? ""}"`;
  switch (reason) {
    case "FailedMount":
      return `nestedpendingoperations.go:348] ${JSON.stringify(message)} ${behind}`;
    case "FailedCreatePodSandBox":
      return `kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err=${JSON.stringify(message.replace("Failed to create pod sandbox: ", ""))} pod="${pod}"`;
    case "Unhealthy":
      return `prober.go:120] "Probe failed" ${behind} output=${JSON.stringify(message)}`;
    default:
      return `pod_workers.go:1324] "Error syncing pod, skipping" err=${JSON.stringify(message)} ${behind}`;
  }
}
