/**
 * flanneld: makes the node's tunnel, writes down which range the node has, and keeps a route to every other node that
 * has told about itself. When it stops, all that stays as it is.
 *
 * Models: flannel-io/flannel main.go, pkg/backend/{vxlan,hostgw,wireguard}, pkg/subnet/kube/kube.go AcquireLease
 * SIMPLIFIED: leases are known at once; annotations of the Nodes are written and not read.
 */
import { type Cidr, formatCidr, formatIp, type Ip, ip, nthOf } from "../../../core/ip.ts";
import { sha256 } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Node } from "../../../kube/schema/types.ts";
import type { Device } from "../../../net/device.ts";
import { Vxlan } from "../../../net/link/vxlan.ts";
import { Wireguard } from "../../../net/link/wireguard.ts";
import { formatMac, type Mac } from "../../../net/mac.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import type { Vfs } from "../../../os/vfs/vfs.ts";
import type { CniAgent, CniCluster, CniNode } from "../cni-plugin.ts";
import { writeFlannelRules } from "./flannel-rules.ts";
import { type BackendType, defaultNetConf, type NetConf, parseNetConf } from "./net-conf.ts";

export const SUBNET_FILE = "/run/flannel/subnet.env";
const NET_CONF_FILE = "/etc/kube-flannel/net-conf.json";
const WIREGUARD_OVERHEAD = 80;
const WIREGUARD_PORT = 51_820;

/** What a node has told about itself. */
interface Lease {
  readonly subnet: Cidr;
  readonly backend: BackendType;
  readonly publicIP: Ip;
  /** The tunnel's Ethernet address, or its public key. */
  readonly vtepMac: Mac;
  readonly publicKey: string;
}

const LEASES = new WeakMap<NetNamespace, Lease>();

export class FlannelAgent implements CniAgent {
  readonly #node: CniNode;
  readonly #cluster: CniCluster;
  readonly #initial: NetConf;
  #conf: NetConf;
  #vxlan: Vxlan | null = null;
  #wireguard: Wireguard | null = null;
  #peers = new Map<string, Lease>();
  isRunning = false;

  constructor(node: CniNode, cluster: CniCluster, backend: BackendType) {
    this.#node = node;
    this.#cluster = cluster;
    this.#initial = defaultNetConf(cluster.podCIDR, backend);
    this.#conf = this.#initial;
  }

  get backend(): BackendType {
    return this.#conf.backend;
  }

  /** Throws an Error in flannel's words when its configuration cannot be used. */
  start(files?: Vfs): void {
    this.#conf = files === undefined ? this.#initial : parseNetConf(files.readText(NET_CONF_FILE));
    this.isRunning = true;
    this.#openTunnel();
    // A node that is only set up is joined to the others; rules are written by the program itself.
    if (files !== undefined)
      writeFlannelRules(this.#node.namespace, { network: this.#conf.network, subnet: this.#node.podCIDR });
    this.#writeSubnetFile();
    this.#acquireLease();
    this.#cluster.changed();
  }

  stop(): void {
    this.isRunning = false;
  }

  /** Somebody has told about himself, or is gone. */
  follow(): void {
    if (!this.isRunning) return;
    const leases = new Map<string, Lease>();
    for (const { name, namespace } of this.#cluster.nodes()) {
      const lease = LEASES.get(namespace);
      if (name !== this.#node.name && lease !== undefined) leases.set(name, lease);
    }
    for (const [name, lease] of this.#peers) if (!leases.has(name)) this.#removePeer(lease);
    for (const lease of leases.values()) if (lease.backend === this.backend) this.#addPeer(lease);
    this.#peers = leases;
  }

  get #underlay(): Device {
    return this.#node.namespace.device("eth0");
  }

  #mtu(): number {
    const below = this.#underlay.mtu;
    if (this.#conf.mtu !== null) return this.#conf.mtu;
    if (this.backend === "vxlan") return below - 50;
    return this.backend === "wireguard" ? below - WIREGUARD_OVERHEAD : below;
  }

  #openTunnel(): void {
    const { namespace, podCIDR } = this.#node;
    const local = ip(this.#node.ip);
    if (this.backend === "vxlan" && this.#vxlan === null) {
      const { vni, port } = this.#conf;
      const underlay = this.#underlay;
      const more = port === 0 ? {} : { dstPort: port };
      const mtu = this.#mtu();
      this.#vxlan = new Vxlan(namespace, {
        name: `flannel.${vni}`,
        vni,
        local,
        underlay,
        learning: false,
        mtu,
        ...more,
      });
      namespace.addAddress(this.#vxlan.device, `${formatIp(podCIDR.base)}/32`);
    }
    if (this.backend === "wireguard" && this.#wireguard === null) {
      const mtu = this.#mtu();
      this.#wireguard = new Wireguard(namespace, { name: "flannel-wg", publicKey: publicKeyOf(this.#node), mtu });
      const { device } = this.#wireguard;
      namespace.addAddress(device, `${formatIp(podCIDR.base)}/32`);
      namespace.routes.replace({ dst: this.#conf.network, device, scope: "link" });
    }
  }

  #addPeer({ subnet, publicIP, vtepMac, publicKey }: Lease): void {
    const { namespace } = this.#node;
    const { routes, neighbours } = namespace;
    if (this.backend === "host-gw" || this.#isDirect(publicIP)) {
      routes.replace({ dst: subnet, via: publicIP, device: this.#underlay });
    } else if (this.#vxlan !== null && this.backend === "vxlan") {
      const { device } = this.#vxlan;
      neighbours.setPermanent(device, subnet.base, vtepMac);
      this.#vxlan.setRemote(vtepMac, publicIP);
      routes.replace({ dst: subnet, via: subnet.base, device, onlink: true });
    } else
      this.#wireguard?.setPeer({
        publicKey,
        endpoint: { ip: publicIP, port: WIREGUARD_PORT },
        allowedIPs: [subnet],
      });
  }

  #removePeer({ subnet, vtepMac, publicKey }: Lease): void {
    const { routes, neighbours } = this.#node.namespace;
    if (routes.main.some(({ dst }) => dst.base === subnet.base && dst.bits === subnet.bits))
      routes.remove({ dst: subnet });
    if (this.#vxlan !== null) neighbours.remove(this.#vxlan.device, subnet.base);
    this.#vxlan?.removeRemote(vtepMac);
    this.#wireguard?.removePeer(publicKey);
  }

  #isDirect(publicIP: Ip): boolean {
    return this.#conf.directRouting && this.#node.namespace.routes.lookup(publicIP)?.via === null;
  }

  #writeSubnetFile(): void {
    const { files, podCIDR } = this.#node;
    const subnet = `${formatIp(nthOf(podCIDR, 1))}/${podCIDR.bits}`;
    const network = formatCidr(this.#conf.network);
    files.makeDirectory("/run/flannel", "/", { parents: true });
    files.writeFile(
      SUBNET_FILE,
      `FLANNEL_NETWORK=${network}\nFLANNEL_SUBNET=${subnet}\nFLANNEL_MTU=${this.#mtu()}\nFLANNEL_IPMASQ=true\n`,
    );
  }

  #acquireLease(): void {
    const { name, ip: address, namespace, podCIDR, client } = this.#node;
    const vtepMac = this.#vxlan?.device.mac ?? 0;
    const publicKey = publicKeyOf(this.#node);
    LEASES.set(namespace, { subnet: podCIDR, backend: this.backend, publicIP: ip(address), vtepMac, publicKey });
    const node = client.get<Node>("nodes", undefined, name);
    if (node === undefined) return;
    const data = { vxlan: { VNI: this.#conf.vni, VtepMAC: formatMac(vtepMac) }, wireguard: { PublicKey: publicKey } };
    const prefix = "flannel.alpha.coreos.com/";
    try {
      client.patch(
        "nodes",
        { name },
        {
          type: "merge",
          patch: {
            metadata: {
              annotations: {
                [`${prefix}backend-data`]: this.backend === "host-gw" ? "null" : JSON.stringify(data[this.backend]),
                [`${prefix}backend-type`]: this.backend,
                [`${prefix}kube-subnet-manager`]: "true",
                [`${prefix}public-ip`]: address,
              },
            },
          },
        },
      );
    } catch (error) {
      if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
    }
  }
}

/** As text; nothing here needs the key behind it. */
function publicKeyOf({ name, ip: address }: CniNode): string {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes = sha256(encodeUtf8(`wireguard/${name}/${address}`));
  let text = "";
  for (const byte of bytes) text += digits[byte & 63];
  return `${text}${text.slice(0, 11)}=`;
}
