/**
 * Amazon's VPC CNI on one node: a Pod has an address of the VPC that one of the node's interfaces holds, a cable to the
 * node, and rules of routing that send its packets by that interface. There is no overlay: the VPC itself knows the way.
 *
 * Models: amazon-vpc-cni-k8s cmd/routed-eni-cni-plugin/driver/driver.go, pkg/ipamd/ipamd.go
 * SIMPLIFIED: no prefix delegation, no security groups for Pods, no IPv6; the daemon works from the node's start.
 */
import { type Cidr, cidr, formatIp, hostCidr, type Ip, ip } from "../../../core/ip.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { createVeth } from "../../../net/link/veth.ts";
import { VirtualNetwork } from "../../../net/link/virtual-network.ts";
import type { PolicyBook } from "../../policy/policy-book.ts";
import {
  type CniAgent,
  type CniCluster,
  CniError,
  type CniNode,
  type CniPlugin,
  type PodNetwork,
  type PodToConnect,
  type PolicyEnforcer,
} from "../cni-plugin.ts";
import { CONNMARK, writeAwsRules } from "./aws-rules.ts";
import { type Eni, Enis } from "./eni.ts";
import { AwsPolicyAgent, type PolicyEndpoint } from "./policy-agent.ts";

const GATEWAY = ip("169.254.1.1");
const EVERYWHERE = cidr("0.0.0.0/0");
const MTU = 9001;
/** Of an m5.large. */
const LIMITS = { enis: 3, addressesPerEni: 10 };
const TO_POD = 512;
const MARKED = 1024;
const FROM_POD = 1536;
const NOT_THERE = `add cmd: Error received from AddNetwork gRPC call: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:50051: connect: connection refused"`;

interface AwsPod extends PolicyEndpoint {
  readonly eni: Eni;
}

export class AwsVpcCni implements CniPlugin {
  readonly name = "aws-cni";
  readonly policySupport = "enforced";
  readonly enis: Enis;
  readonly agent: CniAgent;
  readonly #node: CniNode;
  readonly #vpc: Cidr;
  readonly #pods = new Map<string, AwsPod>();
  #policies: AwsPolicyAgent | null = null;

  constructor(node: CniNode, cluster: CniCluster) {
    this.#node = node;
    this.#vpc = cluster.podCIDR;
    const { link } = node.namespace.device("eth0");
    if (!(link instanceof VirtualNetwork)) throw new RangeError("CNI aws-vpc needs a cluster in a VPC");
    const subnet = link.subnetOf(ip(node.ip)) as Cidr;
    this.enis = new Enis(node.namespace, link, { subnet, limits: LIMITS });
    this.agent = new IpamD();
  }

  readonly openEnforcer = (book: PolicyBook): PolicyEnforcer => {
    const { name, namespace, client } = this.#node;
    this.#policies = new AwsPolicyAgent({ node: name, namespace, client, book, endpoints: this.#pods });
    return this.#policies;
  };

  configFiles(): Readonly<Record<string, string>> {
    return { "/etc/cni/net.d/10-aws.conflist": CONFLIST };
  }

  setUpNode(): void {
    const { namespace, ip: nodeIP } = this.#node;
    namespace.sysctls.ipForward = true;
    namespace.device("eth0").rpFilter = 2;
    namespace.routes.rules.add({ priority: MARKED, mark: { value: CONNMARK, mask: CONNMARK }, action: 254 });
    writeAwsRules(namespace, this.#vpc, ip(nodeIP));
    this.enis.open();
  }

  nodesChanged(): void {}

  addPod({ key, namespace: pod, ip: given }: PodToConnect): PodNetwork {
    if (!this.agent.isRunning) throw new CniError(NOT_THERE);
    const { eni, address } = this.#address(key, given);
    const { namespace } = this.#node;
    const { a, b } = createVeth({
      a: { namespace, name: `eni${sha256Hex(encodeUtf8(key.replace("/", "."))).slice(0, 11)}` },
      b: { namespace: pod, name: "eth0" },
      mtu: MTU,
    });
    pod.addAddress(b, formatIp(address));
    pod.routes.add({ dst: hostCidr(GATEWAY), device: b, scope: "link" });
    pod.routes.add({ dst: EVERYWHERE, via: GATEWAY, device: b });
    pod.neighbours.setPermanent(b, GATEWAY, a.mac);
    namespace.routes.replace({ dst: hostCidr(address), device: a, scope: "link" });
    namespace.routes.rules.add({ priority: TO_POD, to: hostCidr(address), action: 254 });
    if (eni.number > 0)
      namespace.routes.rules.add({ priority: FROM_POD, from: hostCidr(address), action: eni.number + 1 });
    const made = { key, ip: address, device: a, eni };
    this.#pods.set(key, made);
    this.#policies?.attach(made);
    return { podIPs: [formatIp(address)] };
  }

  deletePod(key: string): void {
    const pod = this.#pods.get(key);
    if (pod === undefined) return;
    this.#pods.delete(key);
    this.enis.release(key);
    pod.device.remove();
    const { rules } = this.#node.namespace.routes;
    rules.remove({ priority: TO_POD, to: hostCidr(pod.ip) });
    if (pod.eni.number > 0) rules.remove({ priority: FROM_POD, from: hostCidr(pod.ip) });
  }

  #address(key: string, given: string | undefined): { readonly eni: Eni; readonly address: Ip } {
    if (given !== undefined) return { eni: this.enis.take(key, ip(given)), address: ip(given) };
    const found = this.enis.allocate(key);
    if (found === null) throw new CniError("add cmd: failed to assign an IP address to container");
    return found;
  }
}

/** aws-node's L-IPAM daemon: while it does not run, nobody hands out addresses. */
class IpamD implements CniAgent {
  isRunning = false;

  start(): void {
    this.isRunning = true;
  }

  stop(): void {
    this.isRunning = false;
  }
}

const CONFLIST = `{
  "cniVersion": "1.0.0",
  "name": "aws-cni",
  "disableCheck": true,
  "plugins": [
    {
      "name": "aws-cni",
      "type": "aws-cni",
      "vethPrefix": "eni",
      "mtu": "${MTU}",
      "podSGEnforcingMode": "strict",
      "pluginLogFile": "/var/log/aws-routed-eni/plugin.log",
      "pluginLogLevel": "DEBUG",
      "capabilities": {"io.kubernetes.cri.pod-annotations": true}
    },
    {
      "name": "egress-cni",
      "type": "egress-cni",
      "mtu": "${MTU}",
      "enabled": "false",
      "randomizeSNAT": "prng",
      "nodeIP": "",
      "ipam": {
         "type": "host-local",
         "ranges": [[{"subnet": "fd00::ac:00/118"}]],
         "routes": [{"dst": "::/0"}],
         "dataDir": "/run/cni/v4pd/egress-v6-ipam"
      },
      "pluginLogFile": "/var/log/aws-routed-eni/egress-v6-plugin.log",
      "pluginLogLevel": "DEBUG"
    },
    {
      "type": "portmap",
      "capabilities": {"portMappings": true},
      "snat": true
    }
  ]
}
`;
