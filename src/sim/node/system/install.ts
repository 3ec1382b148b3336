/** Puts a cluster's own objects into a fresh API server, as its installer does. */

import { cidr, formatIp, nthOf } from "../../core/ip.ts";
import type { Prng } from "../../core/prng.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { Profile } from "../profiles/profile.ts";
import { clusterDns } from "./cluster-dns.ts";
import type { Manifest } from "./manifest.ts";
import { nodePods } from "./node-pods.ts";

/** The address of the Service kube-dns: the tenth of the Services' range. */
export function clusterDnsIP(serviceCIDR: string): string {
  return formatIp(nthOf(cidr(serviceCIDR), 10));
}

export function installSystem(client: ApiClient, profile: Profile, prng: Prng): void {
  const pods = profile.nodes.flatMap((node) => nodePods(node, prng.split(`system/${node.name}`)));
  for (const manifest of [KUBE_PROXY, ...clusterDns(clusterDnsIP(profile.serviceCIDR)), ...pods])
    client.create(resourceOf(manifest), manifest as unknown as KubeObject);
}

const KUBE_PROXY: Manifest = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "kube-proxy", namespace: "kube-system" } };

function resourceOf({ kind }: Manifest): string {
  return `${kind.toLowerCase()}s`;
}
