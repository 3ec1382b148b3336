/** One node: a machine with a network, and the agents that run on it. */

import type { Clock } from "../core/clock.ts";
import { cidr, type Ip, ip } from "../core/ip.ts";
import type { Prng } from "../core/prng.ts";
import type { Trace } from "../core/trace.ts";
import type { ApiClient } from "../kube/api/client.ts";
import type { ApiServer } from "../kube/api/server.ts";
import type { Pod } from "../kube/schema/types.ts";
import { createPhysical, type Segment } from "../net/link/segment.ts";
import type { Network } from "../net/network.ts";
import type { TcpListener } from "../net/socket/tcp-listener.ts";
import type { Accounting } from "../os/accounting.ts";
import { Machine, type ProgramTable } from "../os/machine.ts";
import { mountKernelFiles } from "../os/proc/kernel-files.ts";
import { PROCESS_VIEW } from "../os/process-view.ts";
import { Vfs } from "../os/vfs/vfs.ts";
import {
  CNI_AGENT,
  type CniCluster,
  type CniNode,
  type CniPlugin,
  type PolicyEnforcer,
  pluginBinaries,
} from "./cni/cni-plugin.ts";
import { hostProcesses } from "./host-processes.ts";
import { debianFiles } from "./images/base/debian.ts";
import { tools } from "./images/base/tools.ts";
import { buildTree } from "./images/file-tree.ts";
import type { ImageCatalogue } from "./images/image-catalogue.ts";
import { INTERNET } from "./internet/addresses.ts";
import { ImageStore } from "./kubelet/image-store.ts";
import { Kubelet } from "./kubelet/kubelet.ts";
import type { Rehearsal } from "./kubelet/rehearsal.ts";
import type { VolumeRefresher } from "./kubelet/volume-refresher.ts";
import type { Parts } from "./parts/parts.ts";
import { POLICY_AGENT, PolicyAgent } from "./policy/policy-agent.ts";
import type { PolicyBook } from "./policy/policy-book.ts";
import type { NodeProfile, Profile, VpcProfile } from "./profiles/profile.ts";
import { KubeProxy } from "./proxy/kube-proxy.ts";
import { kubeProxyProgram } from "./proxy/program/kube-proxy-program.ts";
import { NODE_PROXY } from "./proxy/proxy-plug.ts";
import { DEFAULT_PROXY_SETTINGS, type ProxySettings } from "./proxy/proxy-settings.ts";
import { sharedServices } from "./proxy/shared-services.ts";
import { NODE_RUNTIME, NodeRuntime } from "./runtime-plug.ts";
import type { SimEvent } from "./sim-event.ts";
import { clusterDnsIP } from "./system/install.ts";

const BIN = `arping bridge brctl conntrack crictl curl dig dmesg ethtool host ifconfig ip ipset
  iptables iptables-legacy iptables-legacy-save iptables-restore iptables-save
  ipvsadm journalctl nc nft nslookup nsenter ping route ss sysctl systemctl tcpdump traceroute arp netstat
  free less pgrep pkill ps telnet time top tracepath tree vi watch wget`;

export interface NodeOptions {
  readonly profile: Profile;
  readonly node: NodeProfile;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: Trace<SimEvent>;
  readonly network: Network;
  readonly api: ApiServer;
  readonly catalogue: ImageCatalogue;
  readonly programs: ProgramTable;
  readonly accounting?: Accounting | undefined;
  readonly parts: Parts;
  readonly volumes: VolumeRefresher;
  readonly lan: Segment;
  /** Where its provider makes it reachable from outside. */
  readonly externalIP?: string | undefined;
  readonly cluster: CniCluster;
  readonly policies: PolicyBook;
  readonly proxyMode: string;
  readonly rehearsal?: Rehearsal | null;
  readonly proxy: Partial<ProxySettings>;
}

export class ClusterNode {
  readonly name: string;
  readonly ip: string;
  readonly profile: NodeProfile;
  readonly machine: Machine;
  readonly kubelet: Kubelet;
  /** sshd's. */
  readonly sshDoor: TcpListener;
  readonly proxy: KubeProxy;
  readonly proxySettings: ProxySettings;
  readonly cni: CniPlugin;
  /** As the plugins see it, on this node and on others. */
  readonly cniNode: CniNode;
  /** For the agents of its CNI. */
  readonly client: ApiClient;
  /** Null where the CNI leaves policies alone. */
  readonly policyAgent: PolicyEnforcer | null;

  constructor(options: NodeOptions) {
    const { node, profile, clock, trace, api } = options;
    this.name = node.name;
    this.ip = node.ip;
    this.profile = node;
    this.machine = createMachine(options);
    const namespace = this.machine.network;
    const cniType = options.parts.find("cnis", profile.cni);
    const mode = options.parts.find("proxyModes", options.proxyMode);
    if (cniType === undefined || mode === undefined)
      throw new RangeError(`profile ${profile.name} names a CNI or proxy mode that is not simulated`);
    this.client = api.client(`${profile.cni}/${node.name}`);
    const { client: agentClient, machine } = this;
    const podCIDR = cidr(node.podCIDR);
    this.cniNode = { name: node.name, ip: node.ip, namespace, podCIDR, files: machine.fs, client: agentClient };
    this.cni = cniType.open(this.cniNode, options.cluster);
    for (const [path, text] of Object.entries(this.cni.configFiles())) {
      this.machine.fs.makeDirectory(path.slice(0, path.lastIndexOf("/")), "/", { parents: true });
      this.machine.fs.writeFile(path, text);
    }
    this.policyAgent =
      this.cni.policySupport === "ignored"
        ? null
        : (this.cni.openEnforcer?.(options.policies) ??
          new PolicyAgent({ namespace, node: node.name, book: options.policies }));
    const nodeIPs: Ip[] = [node.ip, ...(node.moreIPs ?? [])].map(ip);
    const serviceCIDRs = profile.serviceCIDR.split(",").map(cidr);
    const detected = { podCIDR: cidr(profile.podCIDR), nodeIPs, serviceCIDRs };
    const settings = { ...DEFAULT_PROXY_SETTINGS, ...detected, ...options.proxy };
    this.proxySettings = settings;
    const client = api.client(`kube-proxy/${node.name}`);
    this.proxy = new KubeProxy({
      clock,
      trace,
      client,
      services: sharedServices(api),
      mode,
      parts: options.parts,
      namespace,
      node: { name: node.name, zone: node.labels?.["topology.kubernetes.io/zone"] ?? "" },
      settings,
      family: 4,
    });
    this.kubelet = createKubelet(options, this);
    this.sshDoor = namespace.sockets.listenTcp({ port: 22, backlog: 128 });
    const runtime = new NodeRuntime(this.kubelet, this.machine);
    this.machine.plugIn(NODE_RUNTIME, runtime);
    this.machine.plugIn(PROCESS_VIEW, () => hostProcesses(runtime));
  }

  start({ isBare, hasSystemPods }: { readonly isBare: boolean; readonly hasSystemPods: boolean }): void {
    this.cni.setUpNode();
    this.cni.agent?.start();
    this.policyAgent?.start();
    if (this.proxy.mode.name === "none") this.proxy.start();
    else if (!hasSystemPods) this.#runProxy();
    this.kubelet.start({ adoptsOnly: isBare });
  }

  /** Where no Pod does it, as a process of the node. */
  #runProxy(): void {
    const { machine, proxy, name } = this;
    machine.plugIn(NODE_PROXY, proxy);
    const argv = [
      "kube-proxy",
      `--proxy-mode=${proxy.mode.name}`,
      `--hostname-override=${name}`,
      "--healthz-bind-address=127.0.0.1:10256",
    ];
    const nowhere = machine.open("/dev/null", "write");
    machine.start(kubeProxyProgram, {
      argv,
      fds: new Map([
        [1, nowhere],
        [2, nowhere.dup()],
      ]),
      pgid: "new",
    });
  }
}

function createMachine(options: NodeOptions): Machine {
  const { profile, node, clock, prng, network, programs, accounting, lan, parts } = options;
  const namespace = network.createNamespace({ name: node.name });
  const device = createPhysical(namespace, "eth0", { segment: lan });
  namespace.addAddress(device, `${node.ip}/${profile.lan.prefixBits}`);
  lan.assign(ip(node.ip), device);
  for (const more of node.moreIPs ?? []) namespace.addAddress(device, more);
  namespace.routes.add({ dst: cidr("0.0.0.0/0"), via: ip(node.gatewayIP ?? profile.lan.hostIP), device, onlink: true });
  const files = debianFiles("bookworm", {
    ...tools("/usr/sbin", BIN),
    ...pluginBinaries(parts.find("cnis", profile.cni)?.binaries),
    "/etc/hostname": `${node.name}\n`,
    "/root/.bashrc": "PS1='\\u@\\h:\\w\\$ '\n",
    "/etc/hosts": `127.0.0.1\tlocalhost\n${node.ip}\t${node.name}\n`,
    "/etc/resolv.conf": `nameserver ${INTERNET.resolver}\n`,
  });
  const fs = new Vfs(buildTree(files, programs, clock.epochMs), () => clock.nowMs);
  const machine = new Machine({
    name: node.name,
    hostname: node.name,
    clock,
    prng: prng.split(node.name),
    fs,
    network: namespace,
    programs,
    accounting,
    firstPid: 300,
  });
  mountKernelFiles(machine, { isWritable: true });
  return machine;
}

function createKubelet(
  options: NodeOptions,
  { machine, cni, proxy, policyAgent }: Pick<ClusterNode, "machine" | "cni" | "proxy" | "policyAgent">,
): Kubelet {
  const { profile, node, clock, prng, trace, network, api, catalogue, programs, volumes } = options;
  const client = api.client(`kubelet/${node.name}`);
  const context = {
    nodeName: node.name,
    hostIP: node.ip,
    machine,
    network,
    clock,
    prng: prng.split(`kubelet/${node.name}`),
    trace,
    client,
    programs,
    cni,
    images: new ImageStore(clock, catalogue, [...profile.heldImages, ...SYSTEM_IMAGES]),
    sources: {
      services: client.informer("services"),
      configMaps: client.informer("configmaps"),
      secrets: client.informer("secrets"),
      namespaces: client.informer("namespaces"),
    },
    resolver: {
      clusterDNS: clusterDnsIP(profile.serviceCIDR),
      clusterDomain: "cluster.local",
      nodeResolvConf: machine.fs.readText("/etc/resolv.conf"),
      nodeHosts: machine.fs.readText("/etc/hosts"),
    },
    volumes,
    rehearsal: options.rehearsal ?? null,
    plugInto: (container: Machine, pod: Pod) => {
      if (pod.spec.hostNetwork !== true) return;
      container.plugIn(NODE_PROXY, proxy);
      if (policyAgent !== null) container.plugIn(POLICY_AGENT, policyAgent);
      if (cni.agent !== undefined) container.plugIn(CNI_AGENT, cni.agent);
    },
  } as const;
  return new Kubelet(context as ConstructorParameters<typeof Kubelet>[0], factsOf(options));
}

/** What an installer has pulled before anybody asks. */
const SYSTEM_IMAGES = [
  "docker/desktop-storage-provisioner:v3.0",
  "docker/desktop-vpnkit-controller:v4.0",
  "registry.k8s.io/coredns/coredns:v1.13.1",
  "registry.k8s.io/etcd:3.6.5-0",
  "registry.k8s.io/kube-apiserver:v1.36.2",
  "registry.k8s.io/kube-controller-manager:v1.36.2",
  "registry.k8s.io/kube-proxy:v1.36.2",
  "registry.k8s.io/kube-scheduler:v1.36.2",
];

/** `ec2-198-51-100-11.compute-1.amazonaws.com`; other regions have their name in it. */
function publicName(address: string, { region }: VpcProfile): string {
  const zone = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${address.replaceAll(".", "-")}.${zone}.amazonaws.com`;
}

function factsOf({ profile, node, prng, externalIP = "" }: NodeOptions): Kubelet["facts"] {
  const roles: Record<string, string> = node.isControlPlane
    ? { "node-role.kubernetes.io/control-plane": "", "node.kubernetes.io/exclude-from-external-load-balancers": "" }
    : {};
  return {
    name: node.name,
    ip: node.ip,
    podCIDR: profile.vpc === undefined ? node.podCIDR : "",
    providerID: node.providerID ?? "",
    externalIP,
    providerNames:
      profile.vpc === undefined ? null : { inside: node.name, outside: publicName(externalIP, profile.vpc) },
    labels: { ...roles, ...node.labels },
    taints: node.isTainted ? [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }] : [],
    version: profile.kubeletVersion,
    runtime: profile.runtime,
    kernel: profile.kernel,
    osImage: profile.osImage,
    architecture: profile.architecture,
    machineID: prng.split(`machine-id/${node.name}`).text("0123456789abcdef", 32),
    ...(node.machine ?? { cpus: 4, memoryKi: 8_130_680, maxPods: 110 }),
    unschedulable: false,
  };
}
