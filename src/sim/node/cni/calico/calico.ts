/**
 * The program `calico` that the runtime calls: a cable of its own for each Pod, straight into the node's routing. The
 * Pod's only gateway is 169.254.1.1, which nobody has: the node answers for it (proxy ARP) because it has a route.
 *
 * Models: projectcalico/calico cni-plugin/pkg/plugin/plugin.go cmdAdd, cni-plugin/pkg/dataplane/linux/dataplane_linux.go
 */
import { cidr, contains, formatIp, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Pod } from "../../../kube/schema/types.ts";
import type { Device } from "../../../net/device.ts";
import { createVeth } from "../../../net/link/veth.ts";
import { sha1 } from "../../../net/tls/x509/sha1.ts";
import type { PolicyBook } from "../../policy/policy-book.ts";
import {
  type CniCluster,
  CniError,
  type CniNode,
  type CniPlugin,
  type CniType,
  type PodNetwork,
  type PodToConnect,
  type PolicyEnforcer,
} from "../cni-plugin.ts";
import { containerIdOf } from "../ipam.ts";
import { BlockIpam } from "./block-ipam.ts";
import { CalicoAgent, NODENAME_FILE } from "./calico-agent.ts";
import { Felix, type Workload } from "./felix/felix.ts";
import { calicoManifests, conflist } from "./manifests.ts";
import type { CalicoBackend } from "./pool.ts";

const EVERYWHERE = cidr("0.0.0.0/0");
const GATEWAY = ip("169.254.1.1");
/** Every cable's end on the node has it. */
const HOST_MAC = 0xeeee_eeee_eeee;
/** Holds the Services' addresses where kube-proxy uses IPVS. */
const IPVS_DEVICE = "kube-ipvs0";
const BINARIES = `bandwidth bridge calico calico-ipam dhcp dummy firewall flannel host-device host-local install ipvlan loopback
  macvlan portmap ptp sbr static tap tuning vlan vrf`;

class CalicoCni implements CniPlugin {
  readonly name = "calico";
  readonly policySupport = "enforced";
  readonly agent: CalicoAgent;
  readonly #node: CniNode;
  readonly #cables = new Map<string, { readonly device: Device; readonly workload: Workload }>();

  constructor(node: CniNode, cluster: CniCluster, backend: CalicoBackend) {
    this.#node = node;
    this.agent = new CalicoAgent(node, cluster, { backend, ipam: (pool) => new BlockIpam(node.name, cluster, pool) });
  }

  configFiles(): Readonly<Record<string, string>> {
    return {
      "/etc/cni/net.d/10-calico.conflist": conflist(this.#node.name),
      "/etc/cni/net.d/calico-kubeconfig": KUBECONFIG,
    };
  }

  openEnforcer(book: PolicyBook): PolicyEnforcer {
    const { namespace, client } = this.#node;
    const felix = new Felix(
      {
        namespace,
        client,
        workloads: () => [...this.#cables.values()].map(({ workload }) => workload),
        features: () => ({ ...this.agent.encapsulations, ipvs: namespace.devices.has(IPVS_DEVICE) }),
        addresses: () => ({
          pools: [this.agent.pool.cidr],
          hosts: this.agent.hosts(),
          own: [...namespace.devices.values()]
            .filter(({ name }) => name !== IPVS_DEVICE)
            .flatMap(({ addresses }) => addresses.map((address) => address.ip)),
        }),
      },
      book,
    );
    this.agent.felix = felix;
    return felix;
  }

  setUpNode(): void {
    this.#node.namespace.sysctls.ipForward = true;
  }

  nodesChanged(): void {
    this.agent.follow();
  }

  addPod({ key, namespace: pod, ip: given }: PodToConnect): PodNetwork {
    const { namespace: node, files } = this.#node;
    if (!files.exists(NODENAME_FILE))
      throw new CniError(
        `stat ${NODENAME_FILE}: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/`,
      );
    const address = given === undefined ? this.#allocate(key) : ip(given);
    if (given !== undefined) this.agent.ipam.reserve(key, address);
    const name = cableName(key);
    const { mtu } = this.agent;
    const { a, b } = createVeth({
      a: { namespace: node, name, mac: HOST_MAC },
      b: { namespace: pod, name: "eth0" },
      mtu,
    });
    a.proxyArp = true;
    pod.addAddress(b, formatIp(address));
    pod.routes.add({ dst: hostCidr(GATEWAY), device: b, scope: "link" });
    pod.routes.add({ dst: EVERYWHERE, via: GATEWAY, device: b });
    node.routes.replace({ dst: hostCidr(address), device: a, scope: "link" });
    this.#cables.set(key, { device: a, workload: { key, device: name, ip: address } });
    if (!this.agent.ipam.blocks.some((block) => contains(block, address))) this.agent.addStray(address);
    this.agent.felix?.syncSoon();
    const podIP = formatIp(address);
    if (given === undefined) this.#annotate(key, podIP);
    return { podIPs: [podIP] };
  }

  deletePod(key: string): void {
    const cable = this.#cables.get(key);
    this.agent.ipam.release(key);
    if (cable === undefined) return;
    this.#cables.delete(key);
    cable.device.remove();
    this.agent.removeStray(cable.workload.ip);
    this.agent.felix?.syncSoon();
  }

  /** A new block is told to everybody. */
  #allocate(key: string): Ip {
    const { ipam } = this.agent;
    const before = ipam.blocks.length;
    const address = ipam.allocate(key);
    if (ipam.blocks.length !== before) this.agent.claimed();
    return address;
  }

  #annotate(key: string, podIP: string): void {
    const [namespace, name = ""] = key.split("/");
    const prefix = "cni.projectcalico.org/";
    const annotations = {
      [`${prefix}containerID`]: containerIdOf(key),
      [`${prefix}podIP`]: `${podIP}/32`,
      [`${prefix}podIPs`]: `${podIP}/32`,
    };
    try {
      const pod = this.#node.client.get<Pod>("pods", namespace, name);
      if (pod === undefined) return;
      const metadata = { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } };
      this.#node.client.update("pods", { ...pod, metadata } as Pod);
    } catch (error) {
      if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
    }
  }
}

/** `cali` and eleven hexadecimal digits of a hash of the Pod's name. */
export function cableName(key: string): string {
  const bytes = sha1(encodeUtf8(key.replace("/", ".")));
  return `cali${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, 11)}`;
}

const KUBECONFIG = `# Kubeconfig file for Calico CNI plugin. Installed by calico/node.
apiVersion: v1
kind: Config
clusters:
- name: local
  cluster:
    server: https://10.96.0.1:443
users:
- name: calico
contexts:
- name: calico-context
  context:
    cluster: local
    user: calico
current-context: calico-context
`;

function calicoType(backend: CalicoBackend): CniType {
  return {
    open: (node, cluster) => new CalicoCni(node, cluster, backend),
    manifests: () => calicoManifests(backend),
    binaries: BINARIES,
  };
}

export const calicoIpip = calicoType("ipip");
export const calicoVxlan = calicoType("vxlan");
export const calicoBgp = calicoType("bgp");
