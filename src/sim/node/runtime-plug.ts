/**
 * What a node's own tools see of its containers: the runtime's view of what the kubelet has started, and the kubelet
 * itself as a service that can be stopped.
 *
 * Models: k8s.io/cri-api runtime/v1 (ListPodSandbox, ListContainers), containerd's names for network namespaces
 */
import type { Timer } from "../core/clock.ts";
import type { ContainerSession } from "../kube/api/backend.ts";
import type { NetNamespace } from "../net/namespace.ts";
import type { TcpListener } from "../net/socket/tcp-listener.ts";
import { type Machine, Plug } from "../os/machine.ts";
import type { Program } from "../os/process.ts";
import type { ContainerRun } from "./kubelet/container-run.ts";
import type { ExecRequest } from "./kubelet/exec-session.ts";
import type { Kubelet } from "./kubelet/kubelet.ts";
import type { PodSandbox } from "./kubelet/pod-sandbox.ts";
import type { ContainerView } from "./kubelet/pod-status.ts";
import type { PodWorker } from "./kubelet/pod-worker.ts";
import { NODE_SERVICES } from "./services.ts";

export interface RuntimeSandbox {
  readonly id: string;
  readonly worker: PodWorker;
  readonly namespace: NetNamespace;
  /** As `ip netns` lists it; null for a Pod in the node's own. */
  readonly netns: string | null;
  readonly pid: number;
}

export interface RuntimeContainer {
  readonly run: ContainerRun;
  readonly view: ContainerView;
  readonly sandbox: RuntimeSandbox;
  readonly isRunning: boolean;
  readonly pid: number;
}

/** What systemd has noted of a service. */
export interface ServiceNote {
  readonly atUs: number;
  readonly what: "started" | "stopped";
}

const KUBELET_RESTART_US = 10_000_000;

export class NodeRuntime {
  readonly kubelet: Kubelet;
  readonly machine: Machine;
  readonly services = NODE_SERVICES;
  readonly kubeletNotes: ServiceNote[] = [{ atUs: 0, what: "started" }];
  kubeletPid: number;
  #restart: Timer | null = null;
  readonly #ids = new WeakMap<PodSandbox, string>();

  constructor(kubelet: Kubelet, machine: Machine) {
    this.kubelet = kubelet;
    this.machine = machine;
    this.kubeletPid = machine.processes.takePid();
  }

  get isKubeletRunning(): boolean {
    return this.kubeletNotes.at(-1)?.what === "started";
  }

  /** `systemctl stop kubelet`: containers go on, and nobody tells the API server about them. */
  stopKubelet(): void {
    if (this.#restart !== null) this.machine.clock.cancel(this.#restart);
    if (!this.isKubeletRunning) return;
    this.kubelet.stop();
    this.kubeletNotes.push({ atUs: this.machine.clock.nowUs, what: "stopped" });
  }

  startKubelet(): void {
    if (this.isKubeletRunning) return;
    this.kubelet.start();
    this.kubeletPid = this.machine.processes.takePid();
    this.kubeletNotes.push({ atUs: this.machine.clock.nowUs, what: "started" });
  }

  /** Somebody ends its process; its unit says `Restart=always` and `RestartSec=10`. */
  endKubelet(): void {
    if (!this.isKubeletRunning) return;
    this.stopKubelet();
    this.#restart = this.machine.clock.after(KUBELET_RESTART_US, () => this.startKubelet());
  }

  sandboxes(): readonly RuntimeSandbox[] {
    return this.kubelet.workers.flatMap((worker) => {
      const { sandbox, pod } = worker;
      if (sandbox === null) return [];
      const isHost = pod.spec.hostNetwork === true;
      return [
        {
          id: this.#idOf(sandbox, "sandbox"),
          worker,
          namespace: sandbox.namespace,
          netns: isHost ? null : `cni-${uuid(this.#idOf(sandbox, "netns"))}`,
          pid: sandbox.pids.pause,
        },
      ];
    });
  }

  containers(): readonly RuntimeContainer[] {
    return this.sandboxes().flatMap((sandbox) =>
      sandbox.worker.containerWorkers.flatMap((worker) => {
        const view = worker.view();
        return [worker.run, worker.previous].flatMap((run) =>
          run === null ? [] : [{ run, view, sandbox, isRunning: run.exit === null, pid: pidOf(run) }],
        );
      }),
    );
  }

  #idOf(sandbox: PodSandbox, what: string): string {
    let id = this.#ids.get(sandbox);
    if (id === undefined || what === "netns") {
      const made = this.machine.prng.split(`${what}/${sandbox.pids.pause}`).text("0123456789abcdef", 64);
      if (what === "netns") return made;
      id = made;
      this.#ids.set(sandbox, id);
    }
    return id;
  }
}

/** The number on the node; 0 for one that has ended. */
function pidOf({ process, machine }: ContainerRun): number {
  const { processes } = machine;
  return processes.outer === null ? process.pid : (processes.outerPid(process) ?? 0);
}

function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export const NODE_RUNTIME = new Plug<NodeRuntime>("node-runtime");

/** How the learner's own machine comes to a node: its name, its address, and where a login ends up. */
export interface SshHost {
  readonly name: string;
  readonly ip: string;
  readonly machine: Machine;
  readonly door: TcpListener;
  /** Starts what was asked for, with its streams held here. */
  readonly open: (program: Program, request: ExecRequest) => ContainerSession;
}

export const SSH_HOSTS = new Plug<() => readonly SshHost[]>("ssh-hosts");
