/**
 * The names of kube-proxy's chains: a hash of what the chain is for, so that every sync gives the same name.
 *
 * Models: pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName
 */
import { chainHash } from "../chain-hash.ts";

export interface ChainNames {
  readonly cluster: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** `servicePort` is `namespace/name:port`, `protocol` in lower case. */
export function chainNamesOf(servicePort: string, protocol: string): ChainNames {
  const hash = chainHash(servicePort + protocol);
  return {
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

export function endpointChainName(servicePort: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${chainHash(servicePort + protocol + endpoint)}`;
}
