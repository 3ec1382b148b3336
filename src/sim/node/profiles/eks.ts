/**
 * Amazon EKS: three nodes in three zones of one VPC, Pods with the VPC's addresses, load balancers from Amazon.
 *
 * SIMPLIFIED: CoreDNS and kube-proxy are kubeadm's, not EKS's add-ons; no other CNI can take the VPC's place; whoever has
 * the kubeconfig is let in, without a token from IAM; nodes can be logged in to, as with eksctl's ssh.allow.
 */

import { sha256Hex } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import { AWS_IMAGES } from "../cni/aws-vpc/manifests.ts";
import { KUBERNETES_VERSION, type NodeProfile, type Profile } from "./profile.ts";

const REGION = "us-east-1";
const CLUSTER = "demo";
const ACCOUNT = "111122223333";
const ARN = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${CLUSTER}`;
const INSTANCE_TYPE = "m5.large";

const SUBNETS = [
  { zone: "us-east-1a", cidr: "10.0.1.0/24" },
  { zone: "us-east-1b", cidr: "10.0.2.0/24" },
  { zone: "us-east-1c", cidr: "10.0.3.0/24" },
];

const NODES = [node("10.0.1.23", 0), node("10.0.2.87", 1), node("10.0.3.141", 2)];

function node(ip: string, subnet: number): NodeProfile {
  const { zone = "", cidr = "" } = SUBNETS[subnet] ?? {};
  return {
    name: `ip-${ip.replaceAll(".", "-")}.ec2.internal`,
    ip,
    podCIDR: cidr,
    isControlPlane: false,
    isTainted: false,
    gatewayIP: cidr.replace(/0\/\d+$/, "1"),
    providerID: `aws:///${zone}/i-0${sha256Hex(encodeUtf8(ip)).slice(0, 16)}`,
    machine: { cpus: 2, memoryKi: 7_910_308, maxPods: 29 },
    labels: {
      "alpha.eksctl.io/cluster-name": CLUSTER,
      "alpha.eksctl.io/nodegroup-name": "ng-1",
      "beta.kubernetes.io/instance-type": INSTANCE_TYPE,
      "eks.amazonaws.com/capacityType": "ON_DEMAND",
      "eks.amazonaws.com/nodegroup": "ng-1",
      "failure-domain.beta.kubernetes.io/region": REGION,
      "failure-domain.beta.kubernetes.io/zone": zone,
      "node.kubernetes.io/instance-type": INSTANCE_TYPE,
      "topology.kubernetes.io/region": REGION,
      "topology.kubernetes.io/zone": zone,
    },
  };
}

export const eks: Profile = {
  name: "eks",
  nodes: NODES,
  podCIDR: "10.0.0.0/16",
  serviceCIDR: "172.20.0.0/16",
  cni: "aws-vpc",
  proxyMode: "iptables",
  cloud: "aws",
  vpc: {
    cidr: "10.0.0.0/16",
    region: REGION,
    subnets: SUBNETS,
    controlPlaneIP: "10.0.1.250",
    reserved: [...NODES, { ip: "10.0.1.250" }],
  },
  lan: { prefixBits: 24, hostIP: "10.0.1.1" },
  apiServer: `https://9C3D5E7F1A2B4C6D8E0F1A2B3C4D5E6F.gr7.${REGION}.eks.amazonaws.com`,
  kubeconfig: { cluster: ARN, user: ARN, context: ARN },
  kubeletVersion: `${KUBERNETES_VERSION}-eks-3025e55`,
  runtime: "containerd://2.1.4",
  kernel: "6.12.46-66.121.amzn2023.x86_64",
  osImage: "Amazon Linux 2023.9.20251014",
  architecture: "amd64",
  heldImages: AWS_IMAGES,
};
