/**
 * Clusters that were recorded without real containers: their Pods are held in a state that an annotation names, images
 * that nobody here has run as something that only sleeps, and probes are taken as answered. Nothing is pulled, made or
 * stopped, so a Pod runs at once and is gone at once. Only `hop rpc` asks for it.
 *
 * Models: the contract of `reset`'s behaviorAnnotation (RPC.md), not a kubelet
 */
import type { Container, Pod, PodCondition, PodStatus } from "../../kube/schema/types.ts";
import type { Machine } from "../../os/machine.ts";
import type { Program } from "../../os/process.ts";
import { debianFiles } from "../images/base/debian.ts";
import { tools } from "../images/base/tools.ts";
import type { Image } from "../images/image.ts";
import type { ImageCatalogue, RunnableImage } from "../images/image-catalogue.ts";

const STATES = ["crashloop", "imagepull", "containercreating", "notready", "completed", "error", "hang"] as const;
export type HeldState = (typeof STATES)[number];

const MISSING_TAG = "nonexist";
/**
 * A toolbox whose tools were recorded on Debian, databases that do not start without a password, and a kube-proxy without
 * its configuration file: nobody looked.
 */
const STOOD_IN_FOR = [
  "docker.io/nicolaka/netshoot",
  "docker.io/library/postgres",
  "docker.io/library/mysql",
  "registry.k8s.io/kube-proxy",
];
const COREDNS = "registry.k8s.io/coredns/coredns";
const TOOLS = `arping conntrack curl dig host ifconfig ip iptables iptables-save ipvsadm jq nc netstat nslookup openssl ping python3
  route ss tcpdump telnet traceroute wget`;

/** Stands for every image that is not in the catalogue, and for a few that are. */
const SUBSTITUTE: Image = {
  names: [],
  tags: [],
  isPublished: true,
  sizeBytes: 30_000_000,
  config: () => ({ cmd: ["sleep", "infinity"] }),
  files: () =>
    debianFiles("bookworm", {
      ...tools("/usr/bin", TOOLS),
      "/usr/bin/busybox": { program: ["debian-busybox", "busybox"] },
    }),
};

const SHELLS = ["sh", "bash", "/bin/sh", "/bin/bash"];

export class Rehearsal {
  readonly #annotation: string;

  constructor(annotation: string) {
    this.#annotation = annotation;
  }

  /** Gives the nodes images for what nobody here has. */
  furnish(catalogue: ImageCatalogue): void {
    catalogue.standIn(SUBSTITUTE, ({ names }) => names.some((name) => STOOD_IN_FOR.includes(name)));
  }

  /** What a step of the kubelet takes where there is nothing to make: hardly anything. */
  paced(us: number): number {
    return us / 5;
  }

  stateOf({ metadata }: Pod): HeldState | null {
    const state = metadata.annotations?.[this.#annotation];
    return STATES.find((one) => one === state) ?? null;
  }

  /** Nobody looks after it: it does not start, and when it is deleted it stays. */
  isForgotten(pod: Pod): boolean {
    return this.stateOf(pod) === "hang";
  }

  /** A status was written as a patch that says what there is: what a condition has no more to say stays as it was. */
  written(status: PodStatus, old: PodStatus | undefined): PodStatus {
    const kept = (condition: PodCondition): PodCondition => {
      const { reason, message } = old?.conditions?.find(({ type }) => type === condition.type) ?? {};
      return {
        ...(reason === undefined ? {} : { reason }),
        ...(message === undefined ? {} : { message }),
        ...condition,
      };
    };
    return { ...status, conditions: (status.conditions ?? []).map(kept) };
  }

  /** How often it has restarted before it is looked at: a Pod that crashes has done so for a while. */
  restartsOf(pod: Pod): number {
    return this.stateOf(pod) === "crashloop" ? 3 : 0;
  }

  /** May an image that nobody has be stood in for? */
  substitutes(pod: Pod, image: string): boolean {
    return this.stateOf(pod) !== "imagepull" && !image.endsWith(`:${MISSING_TAG}`);
  }

  /** What runs instead of the container's own program; null: its own. */
  programOf(pod: Pod, container: Container, image: RunnableImage): Program | null {
    const state = this.stateOf(pod);
    if (state === "crashloop" || state === "error") return ending(1);
    if (state === "completed") return ending(0);
    return image.isSubstitute || isIdleShell(container, image) ? sleeping : null;
  }

  /** The recorded CoreDNS has its ConfigMap beside it, and mounts nothing. */
  prepare(machine: Machine, image: RunnableImage, corefile: string | undefined): void {
    if (image.reference.repository !== COREDNS || corefile === undefined || machine.fs.exists("/etc/coredns/Corefile"))
      return;
    machine.fs.makeDirectory("/etc/coredns", "/", { parents: true });
    machine.fs.writeFile("/etc/coredns/Corefile", corefile);
  }
}

/** A shell that nobody talks to ends at once; where nothing runs, nothing ends. */
function isIdleShell({ command, args, stdin }: Container, { config }: RunnableImage): boolean {
  const { entrypoint = [], cmd = [] } = config;
  const argv = [...entrypoint, ...cmd];
  return (
    command === undefined && args === undefined && stdin !== true && argv.length === 1 && SHELLS.includes(argv[0] ?? "")
  );
}

function ending(status: number): Program {
  return function* end(process) {
    yield* process.charge(1);
    return status;
  };
}

const sleeping: Program = function* sleep() {
  for (;;) yield { on: [] };
};
