/**
 * What the containers of one Pod share: the network namespace with its address, the volumes, and the tasks that work
 * for it, which end with it.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go, the pause container
 */
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import type { Pod } from "../../kube/schema/types.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { DirectoryNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import { type MountedVolume, mountVolume, type VolumeContext } from "./volumes.ts";

export class PodSandbox {
  readonly podIPs: readonly string[];
  readonly namespace: NetNamespace;
  readonly #context: KubeletContext;
  readonly #pod: Pod;
  readonly #key: string;
  readonly #volumes: ReadonlyMap<string, MountedVolume>;
  readonly #tasks = new Set<Task<void>>();
  readonly #unfollow: (() => void)[] = [];
  #isOpen = true;

  /** Throws MountError, CniError. `ip` is given when the Pod has its address already. */
  constructor(context: KubeletContext, pod: Pod, ip?: string) {
    this.#context = context;
    this.#pod = pod;
    this.#key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (pod.spec.hostNetwork === true) {
      this.namespace = context.machine.network;
      this.podIPs = [context.hostIP];
    } else {
      this.namespace = context.network.createNamespace({ name: this.#key });
      this.podIPs = context.cni.addPod({ key: this.#key, namespace: this.namespace, ip }).podIPs;
    }
    this.#volumes = this.#mountAll();
    this.#trace("created");
  }

  /** The Pod's volumes are there to be mounted; throws MountError with the volume's name when one is not. */
  static checkVolumes(context: KubeletContext, pod: Pod): void {
    const volumes = volumeContext(context, "");
    for (const volume of pod.spec.volumes ?? [])
      try {
        mountVolume(pod, volume, volumes);
      } catch (error) {
        if (error instanceof Error) error.name = volume.name;
        throw error;
      }
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
      this.#context.cni.deletePod(this.#key);
      this.namespace.close();
    }
    this.#trace("removed");
  }

  #mountAll(): ReadonlyMap<string, MountedVolume> {
    const mounted = new Map<string, MountedVolume>();
    const context = (): VolumeContext => volumeContext(this.#context, this.podIPs[0] ?? "");
    for (const volume of this.#pod.spec.volumes ?? []) {
      const made = mountVolume(this.#pod, volume, context());
      mounted.set(volume.name, made);
      if (made.live !== null && made.live.from.length > 0)
        this.#unfollow.push(this.#context.volumes.follow(made.live, context));
    }
    return mounted;
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
