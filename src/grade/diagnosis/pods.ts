/** From a Service to Pods that are ready: its selector, and what keeps them from becoming ready. */
import type { EndpointSlice, Event, Pod, Service } from "../../sim/kube/schema/types.ts";
import type { Copy } from "../copy.ts";
import { type FoundPod, podsMatching } from "../lookup/pods.ts";
import { type BrokenLink, counted, labelsText } from "./broken-link.ts";
import { nearest } from "./nearest.ts";

export function diagnosePods(copy: Copy, service: Service): BrokenLink | null {
  const { selector } = service.spec;
  if (selector === undefined || Object.keys(selector).length === 0) return withoutSelector(copy, service);
  const labels = labelsText(selector);
  const pods = podsMatching(copy, service.metadata.namespace ?? "default", labels);
  if (pods.length === 0) return selectsNothing(copy, service, selector);
  return pods.some((pod) => pod.ready) ? null : notReady(copy, service, pods);
}

function withoutSelector(copy: Copy, { metadata }: Service): BrokenLink | null {
  const slices = copy.list<EndpointSlice>(
    "endpointslices",
    metadata.namespace,
    `kubernetes.io/service-name=${metadata.name}`,
  );
  if (slices.some((slice) => (slice.endpoints ?? []).length > 0)) return null;
  return {
    stage: "selector",
    saw: `Service ${metadata.name} has no selector and nobody wrote endpoints for it`,
    lookAt: `spec.selector of Service ${metadata.name}`,
  };
}

function selectsNothing(copy: Copy, { metadata }: Service, selector: Labels): BrokenLink {
  const labels = labelsText(selector);
  const saw = `Service ${metadata.name} has no endpoints: no Pod has the labels ${labels}`;
  const close = labelMeant(
    pairsOf(selector),
    copy.list<Pod>("pods", metadata.namespace).map((pod) => pairsOf(pod.metadata.labels ?? {})),
  );
  const elsewhere = copy.list<Pod>("pods", undefined, labels)[0]?.metadata.namespace;
  const hint =
    close !== undefined
      ? `; the nearest label is ${close}`
      : elsewhere !== undefined
        ? `; Pods with these labels are in namespace ${elsewhere}, and a Service finds those of its own`
        : "";
  return { stage: "selector", saw, lookAt: `spec.selector of Service ${metadata.name}${hint}` };
}

type Labels = Readonly<Record<string, string>>;

function pairsOf(labels: Labels): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** What stands on Pods in place of the one label that they lack, or else looks most like one that nobody has. */
function labelMeant(wanted: readonly string[], pods: readonly (readonly string[])[]): string | undefined {
  for (const label of wanted) {
    const rest = wanted.filter((other) => other !== label);
    const [pod] = pods.filter((present) => rest.length > 0 && rest.every((other) => present.includes(other)));
    if (pod === undefined) continue;
    const key = label.slice(0, label.indexOf("=") + 1);
    return pod.find((other) => other.startsWith(key)) ?? nearest(label, pod);
  }
  const present = [...new Set(pods.flat())];
  const missing = wanted.filter((label) => !present.includes(label));
  return missing.map((label) => nearest(label, present)).find((close) => close !== undefined);
}

function notReady(copy: Copy, { metadata }: Service, pods: readonly FoundPod[]): BrokenLink {
  const [first] = pods as [FoundPod];
  const why = trouble(first.pod) ?? probeTrouble(copy, first);
  const saw = `Service ${metadata.name} finds ${counted(pods.length, "Pod")}, and none is ready`;
  return {
    stage: "readiness",
    saw: why === null ? saw : `${saw}: ${why.saw}`,
    lookAt: why?.lookAt ?? `kubectl describe pod ${first.name}: why is it not ready?`,
  };
}

type Trouble = Pick<BrokenLink, "saw" | "lookAt">;

/** What a Pod's own status says of why it does not run. */
export function trouble({ metadata, status }: Pod): Trouble | null {
  const { name } = metadata;
  const unscheduled = status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled !== undefined)
    return { saw: `no node takes Pod ${name}: ${unscheduled.message ?? ""}`, lookAt: `kubectl describe pod ${name}` };
  for (const { name: container, state, lastState, image } of status?.containerStatuses ?? []) {
    const reason = state?.waiting?.reason ?? "";
    if (/ImagePull|ErrImage|InvalidImageName/.test(reason))
      return {
        saw: `the image ${image} of Pod ${name} cannot be had (${reason})`,
        lookAt: `the image of container ${container}`,
      };
    if (reason === "CreateContainerConfigError")
      return {
        saw: `container ${container} cannot be made: ${state?.waiting?.message ?? ""}`,
        lookAt: `kubectl describe pod ${name}`,
      };
    const ended = state?.terminated ?? lastState?.terminated;
    if (ended !== undefined && (reason === "CrashLoopBackOff" || state?.terminated !== undefined))
      return {
        saw: `container ${container} of Pod ${name} ends with exit code ${ended.exitCode}`,
        lookAt: `kubectl logs ${name} --previous`,
      };
    if (reason === "ContainerCreating")
      return { saw: `Pod ${name} is still being made`, lookAt: `kubectl describe pod ${name}` };
  }
  return null;
}

function probeTrouble(copy: Copy, { namespace, name, uid }: FoundPod): Trouble | null {
  const event = copy
    .list<Event>("events", namespace)
    .findLast(({ involvedObject, reason }) => involvedObject.uid === uid && reason === "Unhealthy");
  if (event === undefined) return null;
  return { saw: (event.message ?? "").trim(), lookAt: `the readinessProbe of Pod ${name}` };
}
