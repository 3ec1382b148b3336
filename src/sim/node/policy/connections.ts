/**
 * Every connection that policies allow or deny: between workloads, and between workloads and addresses outside. Pods of
 * one owner are one workload; what some of them may is what it may. Nothing is looked at but policies and labels.
 *
 * Models: np-guard/netpol-analyzer pkg/netpol/connlist
 * SIMPLIFIED: outside addresses are IPv4 only.
 */
import type { Pod } from "../../kube/schema/types.ts";
import { type AddressRange, cidrsOf, rangesOf } from "./address-ranges.ts";
import { type AllowedPorts, allowedPorts } from "./allowed-ports.ts";
import type { PolicyDirection } from "./compiled-policy.ts";
import type { PolicyReason } from "./decide.ts";
import type { PolicyBook } from "./policy-book.ts";
import type { PolicyPod } from "./policy-pod.ts";
import { intersectionOf, isEmptySet, type PortSet, portSetText, unionOf } from "./port-set.ts";

export interface AllowedConnection {
  /** `namespace/owner[Kind]`, or a prefix. */
  readonly src: string;
  readonly dst: string;
  /** Empty: denied. */
  readonly ports: PortSet;
  readonly egress: readonly PolicyReason[];
  readonly ingress: readonly PolicyReason[];
}

export interface Workload {
  readonly name: string;
  /** Its Pods, as far as policies can tell them apart. */
  readonly pods: readonly PolicyPod[];
}

export function workloadsOf(book: PolicyBook, pods: readonly Pod[]): Workload[] {
  const workloads = new Map<string, Map<string, PolicyPod>>();
  for (const pod of pods) {
    const name = workloadName(pod);
    const made = book.podOf(pod);
    const kind = JSON.stringify([made.labels, made.namedPorts, made.isHostNetwork]);
    const known = workloads.get(name);
    if (known === undefined) workloads.set(name, new Map([[kind, made]]));
    else if (!known.has(kind)) known.set(kind, made);
  }
  const all = [...workloads].map(([name, kinds]) => ({ name, pods: [...kinds.values()] }));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function workloadName({ metadata }: Pod): string {
  const owners = metadata.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  return `${metadata.namespace ?? "default"}/${owner?.name ?? metadata.name}[${owner?.kind ?? "Pod"}]`;
}

/** Each workload with each other, in order of their names; those that are denied have no ports. */
export function connectionsBetween(book: PolicyBook, workloads: readonly Workload[]): AllowedConnection[] {
  return workloads.flatMap((from) =>
    workloads
      .filter((to) => to !== from)
      .map((to) => {
        const pairs = from.pods.flatMap((src) => to.pods.map((dst) => between(book, src, dst)));
        return { src: from.name, dst: to.name, ...together(pairs) };
      }),
  );
}

type Sides = Pick<AllowedConnection, "ports" | "egress" | "ingress">;

function between(book: PolicyBook, src: PolicyPod, dst: PolicyPod): Sides {
  const egress = allowedPorts(book, { direction: "egress", own: src, peer: { ip: null, pod: dst } });
  const ingress = allowedPorts(book, { direction: "ingress", own: dst, peer: { ip: null, pod: src } });
  return {
    ports: intersectionOf(egress.ports, ingress.ports),
    egress: egress.reasons,
    ingress: ingress.reasons,
  };
}

function together(pairs: readonly Sides[]): Sides {
  if (pairs.length === 1) return pairs[0] as Sides;
  return pairs.reduce((sum, pair) => ({
    ports: unionOf(sum.ports, pair.ports),
    egress: merged(sum.egress, pair.egress),
    ingress: merged(sum.ingress, pair.ingress),
  }));
}

/** Who isolates is of interest only where nobody allows. */
function merged(a: readonly PolicyReason[], b: readonly PolicyReason[]): readonly PolicyReason[] {
  const isNew = ({ policy, rule }: PolicyReason): boolean =>
    !a.some((had) => had.policy === policy && had.rule === rule);
  const all = [...a, ...b.filter(isNew)];
  const allowing = all.filter(({ rule }) => rule !== null);
  return allowing.length > 0 ? allowing : all;
}

/** Each workload with all addresses that are nobody's, as few prefixes as it takes; each direction by itself. */
export function connectionsOutside(book: PolicyBook, workloads: readonly Workload[]): AllowedConnection[] {
  return workloads.flatMap((workload) => [
    ...outside(book, workload, "ingress").map(({ cidr, ports, reasons }) => ({
      src: cidr,
      dst: workload.name,
      ports,
      egress: [],
      ingress: reasons,
    })),
    ...outside(book, workload, "egress").map(({ cidr, ports, reasons }) => ({
      src: workload.name,
      dst: cidr,
      ports,
      egress: reasons,
      ingress: [],
    })),
  ]);
}

function outside(
  book: PolicyBook,
  { pods }: Workload,
  direction: PolicyDirection,
): (AllowedPorts & { readonly cidr: string })[] {
  const policies = [...new Set(pods.flatMap((pod) => book.isolating(pod, direction)))];
  const runs: { range: AddressRange; allowed: AllowedPorts; text: string }[] = [];
  for (const range of rangesOf(policies, direction)) {
    const allowed = pods
      .map((own) => allowedPorts(book, { direction, own, peer: { ip: range.first, pod: null } }))
      .reduce((sum, one) => ({ ports: unionOf(sum.ports, one.ports), reasons: merged(sum.reasons, one.reasons) }));
    const text = portSetText(allowed.ports);
    const last = runs.at(-1);
    if (last !== undefined && last.text === text) last.range = { first: last.range.first, last: range.last };
    else runs.push({ range, allowed, text });
  }
  const open = runs.filter(({ allowed }) => !isEmptySet(allowed.ports));
  return open.flatMap(({ range, allowed }) => cidrsOf(range).map((cidr) => ({ cidr, ...allowed })));
}
