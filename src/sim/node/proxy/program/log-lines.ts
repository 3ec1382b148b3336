/** What kube-proxy logs when it starts. Models: cmd/kube-proxy/app/server.go, server_linux.go, pkg/proxy/config/config.go */
import { formatIp } from "../../../core/ip.ts";
import { KUBERNETES_VERSION } from "../../profiles/profile.ts";
import type { ProxyConfiguration } from "./configuration.ts";

/** Level, place and text. */
type Line = readonly [level: string, at: string, text: string];

export function startLines({ mode, settings }: ProxyConfiguration): Line[] {
  const ips = settings.nodeIPs.slice(0, 1).map((ip) => JSON.stringify(formatIp(ip)));
  const isOpen = settings.nodePortAddresses.length === 0 && mode.name !== "nftables";
  const proxier = { iptables: "iptables", ipvs: "ipvs", nftables: "nftables" }[mode.name] ?? mode.name;
  return [
    ["I", "server_linux.go:63", `"Using ${proxier} proxy"`],
    ["I", "server.go:219", `"Successfully retrieved NodeIPs" NodeIPs=[${ips.join(",")}]`],
    ...(isOpen ? [OPEN_TO_ALL] : []),
    ["I", "server.go:265", `"kube-proxy running in dual-stack mode" primary ipFamily="IPv4"`],
    ["I", "server_linux.go:145", `"Using ${proxier} Proxier"`],
    ...(mode.name === "iptables" && settings.localhostNodePorts ? [LOCALNET] : []),
    ["I", "server.go:516", `"Version info" version="${KUBERNETES_VERSION}"`],
    ["I", "server.go:518", '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""'],
    ...CONTROLLERS.flatMap(([at, name]): Line[] => [
      ["I", at, `"Starting ${name} controller"`],
      ["I", "shared_informer.go:350", `"Waiting for caches to sync" controller="${name}"`],
    ]),
    ...CONTROLLERS.map(([, name]): Line => ["I", "shared_informer.go:357", `"Caches are synced" controller="${name}"`]),
  ];
}

const OPEN_TO_ALL: Line = [
  "E",
  "server.go:256",
  '"Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"',
];

const LOCALNET: Line = [
  "I",
  "proxier.go:243",
  '"Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses" ipFamily="IPv4"',
];

const CONTROLLERS: readonly (readonly [at: string, name: string])[] = [
  ["config.go:199", "service config"],
  ["config.go:105", "endpoint slice config"],
  ["config.go:440", "serviceCIDR config"],
  ["config.go:329", "node config"],
];
