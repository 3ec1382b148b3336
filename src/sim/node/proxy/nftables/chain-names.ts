/**
 * The names of chains and sets in kube-proxy's nftables table: a hash first, so that they differ early, then in plain
 * words what they are for.
 *
 * Models: pkg/proxy/nftables/proxier.go servicePortChainNameBase, servicePortEndpointChainNameBase, hashAndTruncate
 */
import { formatIp } from "../../../core/ip.ts";
import { chainHash } from "../chain-hash.ts";
import type { ProxyEndpoint } from "../endpoints.ts";
import type { ServicePort } from "../service-ports.ts";

export interface NftNames {
  readonly cluster: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** knftables.NameLengthMax less the longest prefix. */
const MAX_LENGTH = 240;

export function nftNamesOf(port: ServicePort): NftNames {
  const base = hashed(baseOf(port));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

export interface EndpointNames {
  readonly chain: string;
  readonly affinitySet: string;
}

/** A colon may not stand in a name. */
export function endpointNamesOf(port: ServicePort, endpoint: ProxyEndpoint): EndpointNames {
  const base = hashed(`${baseOf(port)}__${formatIp(endpoint.ip).replaceAll(":", ".")}/${endpoint.port}`);
  return { chain: `endpoint-${base}`, affinitySet: `affinity-${base}` };
}

function baseOf({ namespace, service, protocol, portName }: ServicePort): string {
  return `${namespace}/${service}/${protocol.toLowerCase()}/${portName}`;
}

function hashed(text: string): string {
  const name = `${chainHash(text, 8)}-${text}`;
  return name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH - 3)}...` : name;
}
