/**
 * What the containers of one Pod share: the network namespace with its address, the volumes, and the tasks that work
 * for it, which end with it.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go, the pause container
 */
import { cidr, formatIp } from "../../core/ip.ts";
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import type { Pod } from "../../kube/schema/types.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { ProcessTable } from "../../os/process-table.ts";
import { DirectoryNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import { CniError } from "../cni/cni-plugin.ts";
import { containerIdOf } from "../cni/ipam.ts";
import { missingBinary, missingBinaryText, networkConfig } from "../cni/network-config.ts";
import { mapPorts, portMappings } from "../cni/portmap.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import { type MountedVolume, mountVolume, refreshVolume, type VolumeContext } from "./volumes.ts";

export type PodVolumes = ReadonlyMap<string, MountedVolume>;

export class PodSandbox {
  readonly podIPs: readonly string[];
  readonly namespace: NetNamespace;
  readonly createdUs: number;
  /** The numbers on the node of the shim that keeps its containers, and of its own pause. */
  readonly pids: { readonly shim: number; readonly pause: number };
  /** For containers that share their processes: pause is number 1 there. */
  readonly processes: ProcessTable;
  readonly #context: KubeletContext;
  readonly #pod: Pod;
  readonly #key: string;
  readonly #volumes: PodVolumes;
  readonly #tasks = new Set<Task<void>>();
  readonly #unfollow: (() => void)[] = [];
  #unmapPorts = (): void => {};
  #isOpen = true;

  /** Throws CniError. `ip` is given when the Pod has its address already. */
  constructor(
    context: KubeletContext,
    pod: Pod,
    { volumes, ip }: { readonly volumes: PodVolumes; readonly ip?: string | undefined },
  ) {
    this.#context = context;
    this.#pod = pod;
    this.#key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (pod.spec.hostNetwork === true) {
      this.namespace = context.machine.network;
      this.podIPs = [context.hostIP];
    } else {
      this.namespace = context.network.createNamespace({ name: this.#key, isInner: true });
      this.podIPs = this.#connect(ip);
    }
    this.createdUs = context.clock.nowUs;
    const { processes } = context.machine;
    this.pids = { shim: processes.takePid(), pause: processes.takePid() };
    this.processes = new ProcessTable(2, processes);
    this.#volumes = volumes;
    this.#follow();
    this.#trace("created");
  }

  #connect(ip: string | undefined): readonly string[] {
    const { cni, machine } = this.#context;
    const config = networkConfig(machine.fs);
    const missing = config === null ? null : missingBinary(machine.fs, config);
    try {
      if (missing !== null && ip === undefined) throw new CniError(missingBinaryText(missing), missing);
      const { podIPs } = cni.addPod({ key: this.#key, namespace: this.namespace, ip });
      if (config?.plugins.includes("portmap") === true) this.#mapPorts(config.name, podIPs[0] ?? "");
      return podIPs;
    } catch (error) {
      this.namespace.close();
      throw error;
    }
  }

  #mapPorts(network: string, podIP: string): void {
    const mappings = portMappings(this.#pod);
    if (mappings.length === 0) return;
    const { machine } = this.#context;
    const id = containerIdOf(this.#key);
    const address = this.namespace.devices.get("eth0")?.addresses.find((one) => formatIp(one.ip) === podIP);
    const range = cidr(`${podIP}/${address?.bits ?? 32}`);
    this.#unmapPorts = mapPorts(machine.network, { network, id, podIP, range, mappings });
  }

  /** Throws MountError, with the volume's name as its name, when one is not there yet. */
  static mountVolumes(context: KubeletContext, pod: Pod): PodVolumes {
    const mounted = new Map<string, MountedVolume>();
    const volumes = volumeContext(context, "");
    for (const volume of pod.spec.volumes ?? [])
      try {
        mounted.set(volume.name, mountVolume(pod, volume, volumes));
      } catch (error) {
        if (error instanceof Error) error.name = volume.name;
        throw error;
      }
    return mounted;
  }

  /** Puts a volume, or a part of it, into a container's tree. */
  mount(fs: Vfs, { name, mountPath, subPath }: { name: string; mountPath: string; subPath: string | undefined }): void {
    const volume = this.#volumes.get(name);
    if (volume === undefined) return;
    let { node } = volume;
    if (subPath !== undefined && subPath !== "" && node.kind === "directory") {
      const inside = new Vfs(node, () => this.#context.clock.nowMs);
      const found = inside.tryNode(`/${subPath}`);
      if (found !== undefined) node = found;
      else if (!node.readOnly) node = inside.makeDirectory(`/${subPath}`, "/", { parents: true });
      else node = new DirectoryNode();
    }
    fs.mount(mountPath, node);
  }

  /** Runs something that ends with the sandbox at the latest. */
  spawn(run: Run<void>): Task<void> {
    const task: Task<void> = new Task(this.#context.clock, run, (end) => {
      this.#tasks.delete(task);
      if (end !== "killed" && "error" in end) throw end.error;
    });
    this.#tasks.add(task);
    return task;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const task of this.#tasks) task.kill();
    for (const end of this.#unfollow) end();
    if (this.#pod.spec.hostNetwork !== true) {
      this.#unmapPorts();
      this.#context.cni.deletePod(this.#key);
      this.namespace.close();
    }
    this.#trace("removed");
  }

  /** Files about the Pod itself are written again now that its address is known; the others are followed. */
  #follow(): void {
    const context = (): VolumeContext => volumeContext(this.#context, this.podIPs[0] ?? "");
    for (const { live } of this.#volumes.values()) {
      if (live === null) continue;
      if (live.isAboutPod) refreshVolume(live, context());
      if (live.from.length > 0) this.#unfollow.push(this.#context.volumes.follow(live, context));
    }
  }

  #trace(action: "created" | "removed"): void {
    const { trace, nodeName } = this.#context;
    if (!trace.on) return;
    const podIP = this.podIPs[0];
    trace.emit({
      type: "sandbox",
      where: nodeName,
      node: nodeName,
      pod: this.#key,
      action,
      ...(podIP === undefined ? {} : { podIP }),
    });
  }
}

function volumeContext(context: KubeletContext, podIP: string): VolumeContext {
  const { sources, machine, clock, hostIP } = context;
  return { sources, nodeFiles: machine.fs, place: { podIP, hostIP }, nowMs: clock.nowMs };
}
