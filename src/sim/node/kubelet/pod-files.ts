/**
 * The three files that a kubelet writes into every container: who it is, whom it knows, and whom it asks.
 *
 * Models: pkg/kubelet/kubelet_pods.go ensureHostsFile, pkg/kubelet/network/dns/dns.go
 * SIMPLIFIED: no limits on the number of nameservers and search domains.
 */
import type { Pod } from "../../kube/schema/types.ts";

export interface ResolverFacts {
  readonly clusterDNS: string;
  readonly clusterDomain: string;
  /** The node's own resolv.conf. */
  readonly nodeResolvConf: string;
  readonly nodeHosts: string;
}

/** The name that a Pod has for itself. */
export function hostnameOf(pod: Pod, nodeName: string): string {
  if (pod.spec.hostNetwork === true) return nodeName;
  return (pod.spec.hostname ?? pod.metadata.name).slice(0, 63).replace(/[-.]+$/, "");
}

const MANAGED = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;

export function hostsFile(pod: Pod, podIP: string, facts: ResolverFacts): string {
  const { hostNetwork, subdomain, hostAliases = [] } = pod.spec;
  const name = hostnameOf(pod, "");
  const domain =
    subdomain === undefined || subdomain === ""
      ? ""
      : `${subdomain}.${pod.metadata.namespace}.svc.${facts.clusterDomain}`;
  const own = domain === "" ? `${podIP}\t${name}\n` : `${podIP}\t${name}.${domain}\t${name}\n`;
  const start =
    hostNetwork === true ? `# Kubernetes-managed hosts file (host network).\n${facts.nodeHosts}` : MANAGED + own;
  if (hostAliases.length === 0) return start;
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${[ip, ...hostnames].join("\t")}\n`);
  return `${start}\n# Entries added by HostAliases.\n${aliases.join("")}`;
}

export function resolvConf(pod: Pod, facts: ResolverFacts): string {
  const { dnsConfig, hostNetwork } = pod.spec;
  const policy = pod.spec.dnsPolicy ?? "ClusterFirst";
  const node = readResolvConf(facts.nodeResolvConf);
  const usesCluster = policy === "ClusterFirstWithHostNet" || (policy === "ClusterFirst" && hostNetwork !== true);
  let { nameservers, searches, options } =
    policy === "None"
      ? { nameservers: [], searches: [], options: [] }
      : usesCluster
        ? clusterFirst(pod, facts, node.searches)
        : node;
  nameservers = unique([...nameservers, ...(dnsConfig?.nameservers ?? [])]);
  searches = unique([...searches, ...(dnsConfig?.searches ?? [])]);
  for (const { name = "", value } of dnsConfig?.options ?? []) {
    options = options.filter((option) => option.split(":")[0] !== name);
    options.push(value === undefined || value === "" ? name : `${name}:${value}`);
  }
  let text = searches.length > 0 ? `search ${searches.join(" ")}\n` : "";
  for (const server of nameservers) text += `nameserver ${server}\n`;
  return options.length > 0 ? `${text}options ${options.join(" ")}\n` : text;
}

interface ResolvConf {
  readonly nameservers: string[];
  readonly searches: string[];
  readonly options: string[];
}

function clusterFirst(
  pod: Pod,
  { clusterDNS, clusterDomain }: ResolverFacts,
  nodeSearches: readonly string[],
): ResolvConf {
  const domain = `svc.${clusterDomain}`;
  return {
    nameservers: [clusterDNS],
    searches: [`${pod.metadata.namespace}.${domain}`, domain, clusterDomain, ...nodeSearches],
    options: ["ndots:5"],
  };
}

function readResolvConf(text: string): ResolvConf {
  const found: ResolvConf = { nameservers: [], searches: [], options: [] };
  for (const line of text.split("\n")) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === "nameserver") found.nameservers.push(rest[0] as string);
    else if (word === "search") found.searches.splice(0, found.searches.length, ...rest);
    else if (word === "options") found.options.push(...rest);
  }
  return found;
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
