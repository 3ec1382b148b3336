/**
 * Clusters that were recorded without real containers: their Pods are held in a state that an annotation names, images
 * that nobody here has run as something that only sleeps, and probes are taken as answered. Only `hop rpc` asks for it.
 *
 * Models: the contract of `reset`'s behaviorAnnotation (RPC.md), not a kubelet
 */
import type { Pod } from "../../kube/schema/types.ts";
import type { Machine } from "../../os/machine.ts";
import type { Program } from "../../os/process.ts";
import { debianFiles } from "../images/base/debian.ts";
import { tools } from "../images/base/tools.ts";
import type { Image } from "../images/image.ts";
import type { RunnableImage } from "../images/image-catalogue.ts";

const STATES = ["crashloop", "imagepull", "containercreating", "notready", "completed", "error"] as const;
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
export const SUBSTITUTE: Image = {
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

export class Rehearsal {
  readonly #annotation: string;

  constructor(annotation: string) {
    this.#annotation = annotation;
  }

  stateOf({ metadata }: Pod): HeldState | null {
    const state = metadata.annotations?.[this.#annotation];
    return STATES.find((one) => one === state) ?? null;
  }

  /** How often it has restarted before it is looked at: a Pod that crashes has done so for a while. */
  restartsOf(pod: Pod): number {
    return this.stateOf(pod) === "crashloop" ? 2 : 0;
  }

  /** Is the substitute taken although there is an image of that name? */
  static standsInFor({ names }: Image): boolean {
    return names.some((name) => STOOD_IN_FOR.includes(name));
  }

  /** May an image that nobody has be stood in for? */
  substitutes(pod: Pod, image: string): boolean {
    return this.stateOf(pod) !== "imagepull" && !image.endsWith(`:${MISSING_TAG}`);
  }

  /** What runs instead of the container's own program; null: its own. */
  programOf(pod: Pod, image: RunnableImage): Program | null {
    const state = this.stateOf(pod);
    if (state === "crashloop" || state === "error") return ending(1);
    if (state === "completed") return ending(0);
    return image.isSubstitute ? sleeping : null;
  }

  /** The recorded CoreDNS has its ConfigMap beside it, and mounts nothing. */
  prepare(machine: Machine, image: RunnableImage, corefile: string | undefined): void {
    if (image.reference.repository !== COREDNS || corefile === undefined || machine.fs.exists("/etc/coredns/Corefile"))
      return;
    machine.fs.makeDirectory("/etc/coredns", "/", { parents: true });
    machine.fs.writeFile("/etc/coredns/Corefile", corefile);
  }
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
