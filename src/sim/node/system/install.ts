/** Puts a cluster's own objects into a fresh API server, as its installer does. */

import { cidr, formatIp, nthOf } from "../../core/ip.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { KubeObject } from "../../kube/api/objects.ts";
import type { Parts } from "../parts/parts.ts";
import type { Profile } from "../profiles/profile.ts";
import { clusterDns } from "./cluster-dns.ts";
import { DOCKER_DESKTOP_ADDONS } from "./docker-desktop.ts";
import { type InstalledProxy, kubeProxyManifests } from "./kube-proxy.ts";
import type { Manifest } from "./manifest.ts";
import { staticPods } from "./static-pods.ts";

/** The address of the Service kube-dns: the tenth of the Services' range. */
export function clusterDnsIP(serviceCIDR: string): string {
  return formatIp(nthOf(cidr(serviceCIDR), 10));
}

export interface SystemParts {
  readonly profile: Profile;
  readonly parts: Parts;
}

export function installSystem(client: ApiClient, { profile, parts }: SystemParts, proxy: InstalledProxy): void {
  const manifests = [
    ...(proxy.mode === "none" ? [] : kubeProxyManifests(profile, proxy)),
    ...(parts.find("cnis", profile.cni)?.manifests(profile.podCIDR) ?? []),
    ...clusterDns(clusterDnsIP(profile.serviceCIDR)),
    ...(profile.cloud === "docker-desktop" ? DOCKER_DESKTOP_ADDONS : []),
    ...profile.nodes.flatMap(staticPods),
  ];
  for (const manifest of manifests) client.create(resourceOf(manifest), manifest as unknown as KubeObject);
}

function resourceOf({ kind }: Manifest): string {
  return `${kind.toLowerCase()}s`;
}
