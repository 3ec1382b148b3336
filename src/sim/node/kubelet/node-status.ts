/**
 * The Node object that a kubelet registers, keeps true and shows to be alive.
 *
 * Models: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go, component-helpers/apimachinery/lease
 */
import { formatRfc3339 } from "../../core/time.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import { hasReason } from "../../kube/api/status.ts";
import type { Node } from "../../kube/schema/types.ts";
import type { ImageStore } from "./image-store.ts";

export interface NodeFacts {
  readonly name: string;
  readonly ip: string;
  /** Empty where the network gives nodes none. */
  readonly podCIDR: string;
  readonly providerID: string;
  readonly externalIP: string;
  /** What its provider calls it in names, where it does. */
  readonly providerNames: { readonly inside: string; readonly outside: string } | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly effect: string; readonly value?: string }[];
  readonly version: string;
  readonly runtime: string;
  readonly kernel: string;
  readonly osImage: string;
  readonly architecture: string;
  readonly machineID: string;
  readonly cpus: number;
  readonly memoryKi: number;
  readonly maxPods: number;
  readonly unschedulable: boolean;
}

const CONDITIONS = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
] as const;

export function nodeObject(facts: NodeFacts, nowMs: number): Node {
  const resources = {
    cpu: String(facts.cpus),
    "ephemeral-storage": "61255492Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    memory: `${facts.memoryKi}Ki`,
    pods: String(facts.maxPods),
  };
  const now = formatRfc3339(nowMs);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: facts.name,
      labels: {
        "beta.kubernetes.io/arch": facts.architecture,
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": facts.architecture,
        "kubernetes.io/hostname": facts.name,
        "kubernetes.io/os": "linux",
        ...facts.labels,
      },
      annotations: {
        "node.alpha.kubernetes.io/ttl": "0",
        "volumes.kubernetes.io/controller-managed-attach-detach": "true",
      },
    },
    spec: {
      ...(facts.podCIDR === "" ? {} : { podCIDR: facts.podCIDR, podCIDRs: [facts.podCIDR] }),
      ...(facts.providerID === "" ? {} : { providerID: facts.providerID }),
      ...(facts.taints.length === 0 ? {} : { taints: facts.taints }),
      ...(facts.unschedulable ? { unschedulable: true } : {}),
    },
    status: {
      addresses: [
        { type: "InternalIP", address: facts.ip },
        ...(facts.externalIP === "" ? [] : [{ type: "ExternalIP", address: facts.externalIP }]),
        ...(facts.providerNames === null ? [] : [{ type: "InternalDNS", address: facts.providerNames.inside }]),
        { type: "Hostname", address: facts.name },
        ...(facts.providerNames === null ? [] : [{ type: "ExternalDNS", address: facts.providerNames.outside }]),
      ],
      allocatable: { ...resources, memory: `${facts.memoryKi - 102_400}Ki` },
      capacity: resources,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      nodeInfo: {
        architecture: facts.architecture,
        bootID: uuidOf(`${facts.machineID}boot`),
        containerRuntimeVersion: facts.runtime,
        kernelVersion: facts.kernel,
        kubeProxyVersion: "",
        kubeletVersion: facts.version,
        machineID: facts.machineID,
        operatingSystem: "linux",
        osImage: facts.osImage,
        systemUUID: uuidOf(facts.machineID),
      },
    },
  } as unknown as Node;
}

/** What `kubectl get node -o yaml` shows of the images that are there. */
export function imageList(store: ImageStore): { readonly names: readonly string[]; readonly sizeBytes: number }[] {
  return store.images.map(({ reference, digest, sizeBytes }) => ({
    names: [`${reference.repository}@${digest}`, reference.text],
    sizeBytes,
  }));
}

export function writeHeartbeat(client: ApiClient, facts: NodeFacts, nowMs: number): void {
  const now = `${formatRfc3339(nowMs).slice(0, -1)}.000000Z`;
  const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" } as const;
  const metadata = { name: facts.name, namespace: "kube-node-lease" };
  const spec = { holderIdentity: facts.name, leaseDurationSeconds: 40, renewTime: now };
  try {
    const had = client.get("leases", metadata.namespace, metadata.name);
    if (had === undefined) client.create("leases", { ...lease, metadata, spec });
    else client.update("leases", { ...had, spec });
  } catch (error) {
    if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
  }
}

export interface Readiness {
  /** Null: the node is ready. */
  readonly why: string | null;
  readonly nowMs: number;
}

/** The condition Ready changes. */
export function writeReadiness(client: ApiClient, name: string, { why, nowMs }: Readiness): void {
  const node = client.get<Node>("nodes", undefined, name);
  if (node === undefined) return;
  const ready =
    why === null
      ? { status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" }
      : { status: "False", reason: "KubeletNotReady", message: why };
  const now = formatRfc3339(nowMs);
  const conditions = (node.status?.conditions ?? []).map((condition) =>
    condition.type === "Ready"
      ? { ...condition, ...ready, lastHeartbeatTime: now, lastTransitionTime: now }
      : condition,
  );
  try {
    client.updateStatus("nodes", { ...node, status: { ...node.status, conditions } } as unknown as Node);
  } catch (error) {
    if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
  }
}

/** A kubelet that is back says what it knows: its node is well. */
export function writeConditions(client: ApiClient, name: string, nowMs: number): void {
  const node = client.get<Node>("nodes", undefined, name);
  if (node === undefined) return;
  const now = formatRfc3339(nowMs);
  const conditions = (node.status?.conditions ?? []).map((had) => {
    const own = CONDITIONS.find(([type]) => type === had.type);
    if (own === undefined || had.status !== "Unknown") return had;
    const [type, status, reason, message] = own;
    return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
  });
  client.updateStatus("nodes", { ...node, status: { ...node.status, conditions } } as unknown as Node);
}

function uuidOf(hex: string): string {
  const digits = hex
    .replace(/[^0-9a-f]/g, "")
    .padEnd(32, "0")
    .slice(-32);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
