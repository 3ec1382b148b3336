/**
 * Which Pods a Service selects and which Services select a Pod, found by label and never by looking at everything.
 *
 * Models: pkg/controller/util/selectors, staging/src/k8s.io/endpointslice/util
 */
import type { Informer } from "../api/client.ts";
import type { Pod, Service } from "../schema/types.ts";
import type { ControllerContext } from "./controller.ts";
import type { WorkQueue } from "./work-queue.ts";

const POD_LATENCY_US = 30_000;
const BY_LABEL = "label";
const BY_SELECTOR = "selector";

export class ServicePods {
  readonly services: Informer<Service>;
  readonly pods: Informer<Pod>;

  constructor({ client }: ControllerContext) {
    this.services = client.informer<Service>("services");
    this.pods = client.informer<Pod>("pods");
    this.pods.addIndex(BY_LABEL, ({ metadata }) =>
      Object.entries(metadata.labels ?? {}).map(([key, value]) => `${metadata.namespace}/${key}=${value}`),
    );
    this.services.addIndex(BY_SELECTOR, ({ metadata, spec }) => {
      const [first] = Object.entries(spec.selector ?? {}).sort();
      return first === undefined ? [] : [`${metadata.namespace}/${first[0]}=${first[1]}`];
    });
  }

  podsOf({ metadata, spec }: Service): readonly Pod[] {
    const pairs = Object.entries(spec.selector ?? {});
    let fewest: readonly Pod[] | undefined;
    for (const [key, value] of pairs) {
      const found = this.pods.byIndex(BY_LABEL, `${metadata.namespace}/${key}=${value}`);
      if (fewest === undefined || found.length < fewest.length) fewest = found;
    }
    if (pairs.length === 1) return fewest ?? [];
    return (fewest ?? []).filter((pod) => pairs.every(([key, value]) => pod.metadata.labels?.[key] === value));
  }

  /** Keys of the Services that select this Pod. */
  keysFor({ metadata }: Pod): string[] {
    const keys: string[] = [];
    for (const [key, value] of Object.entries(metadata.labels ?? {}))
      for (const service of this.services.byIndex(BY_SELECTOR, `${metadata.namespace}/${key}=${value}`)) {
        const selector = Object.entries(service.spec.selector ?? {});
        if (selector.every(([name, wanted]) => metadata.labels?.[name] === wanted))
          keys.push(`${metadata.namespace}/${service.metadata.name}`);
      }
    return keys;
  }

  /** Puts the key of every Service whose endpoints may have changed into the queue: Services at once; Pods change in
   * bursts, so that one look shall serve many of them. */
  onAffected(queue: WorkQueue): void {
    const mark = (key: string): void => queue.addAfter(key, POD_LATENCY_US);
    this.services.onChange(({ object }) => queue.add(`${object.metadata.namespace}/${object.metadata.name}`));
    this.pods.onChange(({ type, object, old }) => {
      if (type !== "DELETED" && old !== undefined && !matters(object, old)) return;
      for (const key of this.keysFor(object)) mark(key);
      if (old !== undefined && old.metadata.labels !== object.metadata.labels)
        for (const key of this.keysFor(old)) mark(key);
    });
  }
}

/** Most changes of a Pod do not change anybody's endpoints. */
function matters(now: Pod, old: Pod): boolean {
  const ready = ({ status }: Pod): string | undefined =>
    status?.conditions?.find(({ type }) => type === "Ready")?.status;
  return (
    now.metadata.labels !== old.metadata.labels ||
    now.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    now.metadata.uid !== old.metadata.uid ||
    now.status?.podIP !== old.status?.podIP ||
    now.status?.phase !== old.status?.phase ||
    now.spec.nodeName !== old.spec.nodeName ||
    ready(now) !== ready(old)
  );
}

/** Where a Service's port leads in a certain Pod; undefined when the Pod has no port of that name. */
export function targetPortOf(
  port: { targetPort?: number | string; port: number; protocol?: string },
  pod: Pod,
): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === "number") return target;
  for (const container of [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always"),
  ])
    for (const one of container.ports ?? [])
      if (one.name === target && (one.protocol ?? "TCP") === (port.protocol ?? "TCP")) return one.containerPort;
  return undefined;
}
