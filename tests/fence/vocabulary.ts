/** The kernel does not know Kubernetes, and the control plane does not know packets: not even their words. */
import type { Offence } from "./offence.ts";

const KUBERNETES = new Set(
  (
    "pod pods kube kubelet kubectl kubernetes k8s kubeadm coredns apiserver etcd clusterip nodeport loadbalancer " +
    "deployment deployments replicaset daemonset statefulset configmap endpointslice cni calico flannel cilium weave antrea"
  ).split(" "),
);

const PACKETS = new Set(
  "packet packets frame frames veth conntrack netfilter iptables nftables netns arp icmp dnat snat masquerade".split(
    " ",
  ),
);

/** Names of two words that splitting would take apart. */
const COMPOUND =
  /cluster[-_ ]?ip|node[-_ ]?port|load[-_ ]?balancer|replica[-_ ]?set|config[-_ ]?map|endpoint[-_ ]?slice|core[-_ ]?dns/i;

interface Ban {
  readonly folder: string;
  readonly words: ReadonlySet<string>;
  readonly compound?: RegExp;
  readonly message: string;
}

const BANS: readonly Ban[] = [
  {
    folder: "src/sim/net/",
    words: KUBERNETES,
    compound: COMPOUND,
    message:
      "is a Kubernetes word; the kernel knows addresses, devices and rules. Say that, or move the code to sim/node",
  },
  {
    folder: "src/sim/kube/",
    words: PACKETS,
    message: "is a word of the network; the control plane knows objects. Say that, or move the code to sim/node",
  },
];

/** Tests may quote recorded outputs, and so use any word. */
export function findForeignWords(path: string, text: string): Offence[] {
  const ban = BANS.find((candidate) => path.startsWith(candidate.folder));
  if (ban === undefined) return [];
  const offences: Offence[] = [];
  text.split("\n").forEach((content, index) => {
    const word = foreignWord(content, ban);
    if (word !== undefined)
      offences.push({ path, line: index + 1, rule: "vocabulary", message: `"${word}" ${ban.message}` });
  });
  return offences;
}

function foreignWord(line: string, ban: Ban): string | undefined {
  const compound = ban.compound?.exec(line)?.[0];
  if (compound !== undefined) return compound;
  return wordsOf(line).find((word) => ban.words.has(word.toLowerCase()));
}

/** `podCIDR`, `KUBE-SVC` and `kube_proxy` are words run together: take them apart. */
function wordsOf(line: string): string[] {
  const apart = line.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return apart.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
}
