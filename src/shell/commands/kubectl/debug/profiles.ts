/**
 * What `kubectl debug --profile` gives a debugging container: capabilities, the node's namespaces, or fewer rights.
 *
 * Models: k8s.io/kubectl/pkg/cmd/debug/profiles.go
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";

export type DebugStyle = "ephemeral" | "copy" | "node";

export interface Keep {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

export interface Debugged {
  readonly pod: Mutable;
  readonly container: Mutable;
  readonly style: DebugStyle;
  readonly keep: Keep;
}

export type Profile = (debugged: Debugged) => void;

const PROFILES: ReadonlyMap<string, Profile> = new Map<string, Profile>([
  ["legacy", legacy],
  ["general", general],
  ["baseline", baseline],
  ["restricted", restricted],
  ["netadmin", netadmin],
  ["sysadmin", sysadmin],
]);

export function profileNamed(name: string): Profile {
  const profile = PROFILES.get(name);
  if (profile === undefined) throw new CommandError(`unknown profile: ${name}`);
  return profile;
}

function legacy({ pod, container, style }: Debugged): void {
  if (style === "node") {
    mountHost(pod, container);
    useHostNamespaces(pod);
  }
  if (style === "copy") delete pod.metadata.labels;
}

function general({ pod, container, style, keep }: Debugged): void {
  if (style === "node") {
    mountHost(pod, container);
    delete container.securityContext;
    useHostNamespaces(pod);
    return;
  }
  if (style === "copy") strip(pod, keep);
  addCapabilities(container, ["SYS_PTRACE"]);
  if (style === "copy") pod.spec.shareProcessNamespace ??= true;
}

function baseline({ pod, container, style, keep }: Debugged): void {
  delete container.securityContext;
  asCopy(pod, style, keep);
}

function restricted({ pod, container, style, keep }: Debugged): void {
  container.securityContext = {
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    allowPrivilegeEscalation: false,
    seccompProfile: { type: "RuntimeDefault" },
  };
  asCopy(pod, style, keep);
}

function netadmin({ pod, container, style, keep }: Debugged): void {
  addCapabilities(container, ["NET_ADMIN", "NET_RAW"]);
  if (style === "node") useHostNamespaces(pod);
  asCopy(pod, style, keep);
}

function sysadmin({ pod, container, style, keep }: Debugged): void {
  container.securityContext = { ...container.securityContext, privileged: true };
  if (style === "node") {
    useHostNamespaces(pod);
    mountHost(pod, container);
  }
  asCopy(pod, style, keep);
}

function asCopy(pod: Mutable, style: DebugStyle, keep: Keep): void {
  if (style !== "copy") return;
  strip(pod, keep);
  pod.spec.shareProcessNamespace ??= true;
}

function strip(pod: Mutable, keep: Keep): void {
  if (!keep.labels) delete pod.metadata.labels;
  if (!keep.annotations) delete pod.metadata.annotations;
  for (const container of pod.spec.containers) {
    if (!keep.liveness) delete container.livenessProbe;
    if (!keep.readiness) delete container.readinessProbe;
    if (!keep.startup) delete container.startupProbe;
  }
  if (!keep.initContainers) delete pod.spec.initContainers;
}

function mountHost(pod: Mutable, container: Mutable): void {
  pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: "host-root", hostPath: { path: "/" } }];
  container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: "/host", name: "host-root" }];
}

function useHostNamespaces(pod: Mutable): void {
  Object.assign(pod.spec, { hostNetwork: true, hostPID: true, hostIPC: true });
}

function addCapabilities(container: Mutable, wanted: readonly string[]): void {
  const context = container.securityContext ?? {};
  const added: readonly string[] = context.capabilities?.add ?? [];
  const missing = wanted.filter((one) => !added.includes(one));
  container.securityContext = { ...context, capabilities: { ...context.capabilities, add: [...added, ...missing] } };
}
