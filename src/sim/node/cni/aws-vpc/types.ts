/** Amazon's VPC CNI, as the registry names it. */
import type { CniType } from "../cni-plugin.ts";
import { AwsVpcCni } from "./aws-vpc.ts";
import { awsManifests } from "./manifests.ts";

export const awsVpc: CniType = {
  open: (node, cluster) => new AwsVpcCni(node, cluster),
  needsVpc: true,
  manifests: awsManifests,
  binaries: "aws-cni bandwidth egress-cni host-local loopback portmap",
};
