/**
 * The last step of creating or changing a Service: addresses and ports are reserved, all of them or none.
 *
 * Models: pkg/registry/core/service/storage/alloc.go, ipallocator and portallocator (their dry runs choose nothing by chance)
 */
import { formatIp } from "../../../core/ip.ts";
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { failure, StatusError } from "../../api/status.ts";
import { type FieldError, invalid } from "../../api/validation/field-error.ts";
import type { Service } from "../../schema/types.ts";
import type { AdmissionContext, Admitted } from "../kind.ts";
import { AllocationError, nodePortsOf, type ServiceAllocators } from "./allocators.ts";
import { needsClusterIP, needsHealthCheck, needsNodePorts } from "./defaults.ts";
import { familyName } from "./validate-cluster-ips.ts";

/** What a request that only asks what would happen is shown in place of a node port that is chosen by chance. */
const DRY_NODE_PORT = 32_769;

export function admitService(draft: Mutable, old: KubeObject | undefined, context: AdmissionContext): Admitted {
  const { services, isDryRun } = context;
  const before = old as Service | undefined;
  const errors = settleFamilies(draft.spec, services);
  if (errors.length > 0) return { errors };
  const undo: (() => void)[] = [];
  const rollBack = (): void => {
    for (const step of undo.reverse()) step();
  };
  try {
    const problem =
      allocateIps(draft.spec, before, { services, undo, isDryRun }) ??
      allocatePorts(draft.spec, before, { services, undo, isDryRun });
    if (problem !== undefined) {
      rollBack();
      return { errors: [problem] };
    }
    allocateHealthCheck(draft.spec, before, { services, undo, isDryRun });
  } catch (error) {
    rollBack();
    throw error;
  }
  releaseDropped(draft.spec, before, { services, undo, isDryRun });
  return { undo: rollBack };
}

interface Allocation {
  readonly services: ServiceAllocators;
  readonly undo: (() => void)[];
  readonly isDryRun: boolean;
}

/** Fills in `ipFamilies` and `ipFamilyPolicy`, as far as this cluster has such families. */
function settleFamilies(spec: Mutable, services: ServiceAllocators): FieldError[] {
  if (!needsClusterIP(spec.type)) return [];
  const primary = services.ips[0]?.family === 6 ? "IPv6" : "IPv4";
  const isDual = services.ips.length > 1;
  for (const [i, address] of (spec.clusterIPs ?? []).entries()) {
    const family = familyName(address);
    if (family !== undefined && services.of(family) === undefined)
      return [invalid(`spec.clusterIPs[${i}]`, spec.clusterIPs, `${family} is not configured on this cluster`)];
  }
  for (const [i, family] of (spec.ipFamilies ?? []).entries())
    if (services.of(family) === undefined)
      return [invalid(`spec.ipFamilies[${i}]`, family, "not configured on this cluster")];
  const isSelectorlessHeadless = spec.clusterIPs?.[0] === "None" && spec.selector === undefined;
  if (!isDual && spec.ipFamilyPolicy === "RequireDualStack" && !isSelectorlessHeadless)
    return [
      invalid("spec.ipFamilyPolicy", spec.ipFamilyPolicy, "this cluster is not configured for dual-stack services"),
    ];
  const asked = (spec.ipFamilies ?? []).length > 1 || (spec.clusterIPs ?? []).length > 1;
  spec.ipFamilyPolicy ??= asked ? "RequireDualStack" : "SingleStack";
  const families: string[] =
    spec.ipFamilies ?? (spec.clusterIPs ?? []).map(familyName).filter((one: unknown) => one !== undefined);
  if (families.length === 0) families.push(primary);
  if (families.length === 1 && spec.ipFamilyPolicy !== "SingleStack" && isDual)
    families.push(families[0] === "IPv4" ? "IPv6" : "IPv4");
  spec.ipFamilies = families;
  return [];
}

function allocateIps(
  spec: Mutable,
  old: Service | undefined,
  { services, undo, isDryRun }: Allocation,
): FieldError | undefined {
  if (!needsClusterIP(spec.type) || spec.clusterIPs?.[0] === "None") return undefined;
  const held = new Set(old !== undefined && needsClusterIP(old.spec.type) ? (old.spec.clusterIPs ?? []) : []);
  const addresses: string[] = [];
  for (const [i, family] of (spec.ipFamilies as string[]).entries()) {
    const allocator = services.of(family);
    if (allocator === undefined) continue;
    const wanted: string | undefined = spec.clusterIPs?.[i];
    if (wanted !== undefined && held.has(wanted)) {
      addresses.push(wanted);
      continue;
    }
    try {
      if (wanted !== undefined) allocator.allocate(wanted);
      const address = wanted ?? (isDryRun ? formatIp(allocator.range.base) : allocator.allocateNext());
      undo.push(() => allocator.release(address));
      addresses.push(address);
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      if (wanted === undefined)
        throw new StatusError(
          failure(500, "InternalError", `Internal error occurred: failed to allocate a serviceIP: ${error.message}`),
        );
      return invalid("spec.clusterIPs", spec.clusterIPs, `failed to allocate IP ${wanted}: ${error.message}`);
    }
  }
  spec.clusterIPs = addresses;
  spec.clusterIP = addresses[0];
  return undefined;
}

function allocatePorts(
  spec: Mutable,
  old: Service | undefined,
  { services, undo, isDryRun }: Allocation,
): FieldError | undefined {
  if (!needsNodePorts(spec) && spec.type !== "LoadBalancer") return undefined;
  const mayChoose = needsNodePorts(spec);
  const held = new Set(old === undefined ? [] : nodePortsOf(old.spec));
  const numbers = new Set<number>();
  for (const [i, port] of (spec.ports ?? []).entries()) {
    const wanted: number = port.nodePort ?? 0;
    if (wanted === 0 && !mayChoose) continue;
    if (wanted !== 0 && (held.has(wanted) || numbers.has(wanted))) {
      numbers.add(wanted);
      continue;
    }
    try {
      if (wanted !== 0) services.nodePorts.allocate(wanted);
      const next = (): number =>
        isDryRun ? Math.max(DRY_NODE_PORT - 1, ...numbers) + 1 : services.nodePorts.allocateNext();
      const number = wanted === 0 ? (twinPort(spec, i) ?? next()) : wanted;
      if (!numbers.has(number)) undo.push(() => services.nodePorts.release(number));
      port.nodePort = number;
      numbers.add(number);
    } catch (error) {
      if (!(error instanceof AllocationError)) throw error;
      return invalid(`spec.ports[${i}].nodePort`, wanted, error.message);
    }
  }
  return undefined;
}

/** TCP and UDP of one port share one node port. */
function twinPort(spec: Mutable, index: number): number | undefined {
  const { port, protocol } = spec.ports[index];
  for (const other of spec.ports.slice(0, index))
    if (other.port === port && other.protocol !== protocol && other.nodePort !== undefined) return other.nodePort;
  return undefined;
}

function allocateHealthCheck(spec: Mutable, old: Service | undefined, { services, undo, isDryRun }: Allocation): void {
  if (!needsHealthCheck(spec)) return;
  const wanted: number = spec.healthCheckNodePort ?? 0;
  if (wanted !== 0 && old?.spec.healthCheckNodePort === wanted) return;
  try {
    if (wanted !== 0) services.nodePorts.allocate(wanted);
    const number = wanted !== 0 ? wanted : isDryRun ? DRY_NODE_PORT : services.nodePorts.allocateNext();
    undo.push(() => services.nodePorts.release(number));
    spec.healthCheckNodePort = number;
  } catch (error) {
    if (!(error instanceof AllocationError)) throw error;
    throw new StatusError(
      failure(
        500,
        "InternalError",
        `Internal error occurred: failed to allocate requested HealthCheck NodePort ${wanted}: ${error.message}`,
        {
          causes: [{ message: `failed to allocate requested HealthCheck NodePort ${wanted}: ${error.message}` }],
        },
      ),
    );
  }
}

function releaseDropped(spec: Mutable, old: Service | undefined, { services, undo }: Allocation): void {
  if (old === undefined) return;
  const ports = new Set(nodePortsOf(spec));
  for (const port of nodePortsOf(old.spec)) {
    if (ports.has(port)) continue;
    services.nodePorts.release(port);
    undo.push(() => services.nodePorts.note(port));
  }
  const addresses: readonly string[] = spec.clusterIPs ?? [];
  for (const address of old.spec.clusterIPs ?? []) {
    if (addresses.includes(address)) continue;
    for (const allocator of services.ips) allocator.release(address);
    undo.push(() => {
      for (const allocator of services.ips) allocator.note(address);
    });
  }
}
