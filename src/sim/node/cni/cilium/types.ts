/** Cilium in its two manners: a tunnel between the nodes, or the network's own routes. */
import { type CniType, STANDARD_BINARIES } from "../cni-plugin.ts";
import { CiliumCni, type CiliumOptions } from "./cilium.ts";
import { ciliumManifests } from "./manifests.ts";

function ciliumType(routing: CiliumOptions["routing"]): CniType {
  return {
    open: (node, cluster) => new CiliumCni(node, cluster, { routing }),
    manifests: (podCIDR) => ciliumManifests(podCIDR, routing),
    binaries: `${STANDARD_BINARIES} cilium-cni`,
  };
}

export const ciliumTunnel = ciliumType("tunnel");
export const ciliumNative = ciliumType("native");
