/**
 * MetalLB's controller: gives Services of type LoadBalancer their addresses, and takes them back.
 *
 * Models: metallb controller/{main,service}.go
 * SIMPLIFIED: no webhooks: a pool that makes no sense is passed over.
 */
import { formatIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import type { ApiClient, Change } from "../../../kube/api/client.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Service } from "../../../kube/schema/types.ts";
import type { Process } from "../../../os/process.ts";
import { idle } from "../../images/server.ts";
import { IN_CLUSTER_CLIENT } from "../../in-cluster-client.ts";
import { type Allocation, Allocator } from "./allocator.ts";
import { addressesOf, isOurs, POOLS, quoted } from "./configuration.ts";
import { logLine } from "./log-line.ts";

const FROM_POOL = "metallb.io/ip-allocated-from-pool";

export function* controller(process: Process): Run<number> {
  const door = process.machine.plugged(IN_CLUSTER_CLIENT);
  if (door === undefined) return 1;
  yield* logLine(process, { caller: "main.go:176", event: "start", msg: "MetalLB controller starting version 0.15.3" });
  const work = new Work(process, door.as("metallb-controller"));
  work.start();
  try {
    return yield* idle(process);
  } finally {
    work.stop();
  }
}

class Work {
  readonly #client: ApiClient;
  readonly #allocator: Allocator;
  readonly #process: Process;
  #ends: (() => void)[] = [];
  /** What was said of each Service last, so that it is said once. */
  readonly #said = new Map<string, string>();

  constructor(process: Process, client: ApiClient) {
    this.#process = process;
    this.#client = client;
    this.#allocator = new Allocator(client);
  }

  start(): void {
    const { clock } = this.#process.machine;
    const soon = (): void => void clock.after(1000, () => this.#syncAll());
    this.#ends = [
      this.#client.informer<Service>("services").onChange((change) => this.#onService(change, soon)),
      this.#client.informer(POOLS).onChange(soon),
    ];
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  #onService({ type, object, old }: Change<Service>, soon: () => void): void {
    const isSame =
      old !== undefined &&
      JSON.stringify([old.spec, old.metadata.annotations]) ===
        JSON.stringify([object.spec, object.metadata.annotations]);
    if (type === "MODIFIED" && isSame && addressesOf(old).join() === addressesOf(object).join()) return;
    if (isOurs(object) || (old !== undefined && isOurs(old)) || addressesOf(object).length > 0) soon();
  }

  #syncAll(): void {
    if (this.#ends.length === 0) return;
    for (const { metadata } of this.#client.informer<Service>("services").list()) {
      const service = this.#client.get<Service>("services", metadata.namespace, metadata.name);
      if (service === undefined) continue;
      if (isOurs(service)) this.#sync(service);
      else if (service.metadata.annotations?.[FROM_POOL] !== undefined && service.spec?.type !== "LoadBalancer")
        this.#write(service, null);
    }
  }

  #sync(service: Service): void {
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    const kept = this.#allocator.kept(service);
    if (kept !== null) return;
    const found = this.#allocator.allocate(service);
    if (typeof found === "string") {
      if (addressesOf(service).length > 0) this.#write(service, null);
      this.#fail(service, key, found);
      return;
    }
    this.#said.delete(key);
    this.#write(service, found);
    const message = `Assigned IP ${quoted([found.address])}`;
    this.#client.event(service, { type: "Normal", reason: "IPAllocated", message });
  }

  #fail(service: Service, key: string, why: string): void {
    const message = `Failed to allocate IP for ${JSON.stringify(key)}: ${why}`;
    if (this.#said.get(key) === message) return;
    this.#said.set(key, message);
    this.#client.event(service, { type: "Warning", reason: "AllocationFailed", message });
  }

  #write({ metadata: { namespace, name } }: Service, allocation: Allocation | null): void {
    const now = this.#client.get<Service>("services", namespace, name);
    if (now === undefined) return;
    const { [FROM_POOL]: _had, ...others } = now.metadata.annotations ?? {};
    const annotations = allocation === null ? others : { ...others, [FROM_POOL]: allocation.pool };
    const ingress = allocation === null ? [] : [{ ip: formatIp(allocation.address), ipMode: "VIP" }];
    try {
      const stored = this.#client.update<Service>("services", { ...now, metadata: { ...now.metadata, annotations } });
      const loadBalancer = ingress.length === 0 ? {} : { ingress };
      this.#client.updateStatus("services", {
        ...stored,
        status: { ...stored.status, loadBalancer },
      } as unknown as Service);
    } catch (error) {
      if (!hasReason(error, "Conflict") && !hasReason(error, "NotFound")) throw error;
    }
  }
}
