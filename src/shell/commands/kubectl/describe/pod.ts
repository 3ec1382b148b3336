/** `kubectl describe pod`. Models: k8s.io/kubectl/pkg/describe/describe.go describePod */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Invocation } from "../invocation.ts";
import { describeContainers, describeResources } from "./containers.ts";
import { ageOf, controllerOf, Description, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { describeSpread, tolerationTexts } from "./scheduling.ts";
import { describeVolumes } from "./volumes.ts";

export function* describePod(call: Invocation, pod: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, pod, withEvents);
  const description = new Description();
  describeHead(description, pod, call.nowMs);
  describeAddresses(description, pod);
  describeAllContainers(description, pod);
  describeConditions(description, pod);
  const { spec = {}, status = {} } = pod;
  describeVolumes(description, spec.volumes ?? [], "");
  description.field("QoS Class", status.qosClass ?? "BestEffort");
  description.labels("Node-Selectors", spec.nodeSelector);
  description.list("Tolerations", tolerationTexts(spec.tolerations ?? []));
  describeSpread(description, spec.topologySpreadConstraints ?? [], "");
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

function describeHead(description: Description, { metadata, spec = {}, status = {} }: Mutable, nowMs: number): void {
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  if (spec.priority !== undefined) description.field("Priority", spec.priority);
  if (spec.priorityClassName) description.field("Priority Class Name", spec.priorityClassName);
  if (spec.runtimeClassName) description.field("Runtime Class Name", spec.runtimeClassName);
  if (spec.serviceAccountName) description.field("Service Account", spec.serviceAccountName);
  description.field("Node", spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ""}` : "<none>");
  if (status.startTime) description.field("Start Time", longTime(status.startTime));
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== "Failed" && status.phase !== "Succeeded") {
    description.field("Status", `Terminating (lasts ${ageOf(metadata.deletionTimestamp, nowMs)})`);
    description.field("Termination Grace Period", `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else description.field("Status", status.phase ?? "");
  if (status.reason) description.field("Reason", status.reason);
  if (status.message) description.field("Message", status.message);
  const profile = spec.securityContext?.seccompProfile;
  if (profile !== undefined) description.field("SeccompProfile", profile.type);
}

function describeAddresses(description: Description, pod: Mutable): void {
  const { status = {} } = pod;
  description.field("IP", status.podIP ?? "");
  const addresses = status.podIPs ?? [];
  description.write(0, addresses.length === 0 ? "IPs:\t<none>\n" : "IPs:\n");
  for (const { ip } of addresses) description.write(1, `IP:\t${ip}\n`);
  const controller = controllerOf(pod);
  if (controller !== "") description.field("Controlled By", controller);
  if (status.nominatedNodeName) description.field("NominatedNodeName", status.nominatedNodeName);
  if (pod.spec?.resources !== undefined) {
    description.write(0, "Resources:\n");
    describeResources(description, pod.spec.resources, 1);
  }
}

function describeAllContainers(description: Description, pod: Mutable): void {
  const { spec = {}, status = {} } = pod;
  for (const [label, containers, statuses] of [
    ["Init Containers", spec.initContainers, status.initContainerStatuses],
    ["Containers", spec.containers ?? [], status.containerStatuses],
    ["Ephemeral Containers", spec.ephemeralContainers, status.ephemeralContainerStatuses],
  ] as const)
    if (containers !== undefined && (containers.length > 0 || label === "Containers"))
      describeContainers(description, label, { containers, context: { statuses: statuses ?? [], pod, space: "" } });
}

function describeConditions(description: Description, { spec = {}, status = {} }: Mutable): void {
  const conditions = status.conditions ?? [];
  if ((spec.readinessGates ?? []).length > 0) {
    description.write(0, "Readiness Gates:\n  Type\tStatus\n");
    for (const { conditionType } of spec.readinessGates) {
      const found = conditions.find(({ type }: Mutable) => type === conditionType);
      description.write(1, `${conditionType} \t${found?.status ?? "<none>"} \n`);
    }
  }
  if (conditions.length === 0) return;
  description.write(0, "Conditions:\n  Type\tStatus\n");
  for (const { type, status: state } of conditions) description.write(1, `${type} \t${state} \n`);
}
