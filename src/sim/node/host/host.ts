/**
 * The learner's own machine: the gateway of the cluster's network to the rest of the world, with a user, a home
 * folder, a kubeconfig and the tools of somebody who works with Kubernetes.
 *
 * SIMPLIFIED: one interface towards the nodes and one towards the Internet; it forwards between them and nowhere else.
 */
import { cidr, ip } from "../../core/ip.ts";
import { createPhysical, type Segment } from "../../net/link/segment.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { createRule } from "../../net/netfilter/rule.ts";
import type { Network } from "../../net/network.ts";
import { Machine, type MachineOptions, type ProgramTable } from "../../os/machine.ts";
import { mountKernelFiles } from "../../os/proc/kernel-files.ts";
import { setAttributes, type VfsNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import { debianFiles } from "../images/base/debian.ts";
import { tools } from "../images/base/tools.ts";
import { buildTree } from "../images/file-tree.ts";
import { INTERNET } from "../internet/addresses.ts";
import type { Profile } from "../profiles/profile.ts";
import { kubeconfigText } from "./kubeconfig.ts";

export const HOME = "/home/learner";
const LEARNER = 1000;

const BIN = `bash bc column curl dig envsubst file gzip host ifconfig ip jobs jq kubectl less man nano nc netstat nslookup openssl ping
  ps python3 route ss ssh su sudo tcpdump telnet top traceroute tree vi vim watch wget free
  answer arping bridge ethtool git hexdump pgrep pkill sysctl time tracepath uptime xxd
  ab calicoctl hey iperf3 lsof mtr ncat nmap script socat strace tshark yq`;

export interface HostOptions {
  readonly network: Network;
  readonly programs: ProgramTable;
  readonly profile: Profile;
  readonly apiServer: string;
  readonly lan: Segment;
  readonly uplink: Segment;
  readonly machine: Pick<MachineOptions, "clock" | "prng" | "accounting">;
}

export function createHost({ network, programs, profile, apiServer, lan, uplink, machine }: HostOptions): Machine {
  const namespace = network.createNamespace({ name: "host" });
  connect(namespace, { lan, uplink, profile });
  const root = buildTree(hostFiles(profile, apiServer), programs, machine.clock.epochMs);
  const fs = new Vfs(root, () => machine.clock.nowMs);
  own(fs.node(HOME));
  const host = new Machine({
    ...machine,
    name: "host",
    hostname: "laptop",
    fs,
    network: namespace,
    programs,
    firstPid: 1000,
  });
  mountKernelFiles(host, { isWritable: true });
  return host;
}

/** The home folder is the learner's, with all that is in it. */
function own(node: VfsNode): void {
  setAttributes(node, { uid: LEARNER, gid: LEARNER });
  if (node.kind === "directory") for (const inner of node.entries.values()) own(inner);
}

/** An address that is nobody's here goes out to the Internet, where private ones are lost without a word. */
function connect(
  namespace: NetNamespace,
  { lan, uplink, profile }: Pick<HostOptions, "lan" | "uplink" | "profile">,
): void {
  if (profile.vpc === undefined) {
    const inside = createPhysical(namespace, "eth0", { segment: lan });
    namespace.addAddress(inside, `${profile.lan.hostIP}/${profile.lan.prefixBits}`);
  }
  const outside = createPhysical(namespace, profile.vpc === undefined ? "eth1" : "eth0", { segment: uplink });
  namespace.addAddress(outside, `${INTERNET.host}/24`);
  namespace.routes.add({ dst: cidr("0.0.0.0/0"), via: ip(INTERNET.router) });
  if (profile.vpc !== undefined) return;
  namespace.sysctls.ipForward = true;
  const masquerade = createRule({ matches: [{ kind: "out-interface", name: "eth1" }], target: { kind: "MASQUERADE" } });
  namespace.netfilter.restore("nat", [{ name: "POSTROUTING", rules: [masquerade] }], { noflush: true });
}

function hostFiles(profile: Profile, apiServer: string): ReturnType<typeof debianFiles> {
  return debianFiles("bookworm", {
    ...tools("/usr/bin", BIN),
    "/etc/hostname": "laptop\n",
    "/etc/hosts": "127.0.0.1\tlocalhost\n127.0.1.1\tlaptop\n127.0.0.1\tkubernetes.docker.internal\n",
    "/etc/resolv.conf": `nameserver ${INTERNET.resolver}\n`,
    "/etc/passwd":
      "root:x:0:0:root:/root:/bin/bash\nlearner:x:1000:1000:Learner:/home/learner:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
    "/etc/group": "root:x:0:\nsudo:x:27:learner\nlearner:x:1000:\nnogroup:x:65534:\n",
    [`${HOME}/.bashrc`]: "PS1='\\u@\\h:\\w\\$ '\n",
    [`${HOME}/.kube/config`]: kubeconfigText(profile, apiServer),
  });
}
