/** What kube-proxy logs when it starts. Models: cmd/kube-proxy/app/server.go, server_linux.go, pkg/proxy/config/config.go */
import { formatIp } from "../../../core/ip.ts";
import { KUBERNETES_VERSION } from "../../profiles/profile.ts";
import type { ProxyConfiguration } from "./configuration.ts";

/** Level, place and text. */
type Line = readonly [level: string, at: string, text: string];

export function startLines({ mode, settings, isModeUsual, isSchedulerUsual }: ProxyConfiguration): Line[] {
  const ips = settings.nodeIPs.slice(0, 1).map((ip) => JSON.stringify(formatIp(ip)));
  const isOpen = settings.nodePortAddresses.length === 0 && mode.name !== "nftables";
  return [
    ...(isModeUsual ? [USUAL_MODE] : []),
    ["I", "shared_informer.go:402", '"Waiting for caches to sync"'],
    ["I", "shared_informer.go:409", '"Caches are synced"'],
    ["I", "server.go:228", `"Successfully retrieved NodeIPs" NodeIPs=[${ips.join(",")}]`],
    ...(isOpen ? [OPEN_TO_ALL] : []),
    ["I", "server.go:274", `"kube-proxy running in dual-stack mode" primary ipFamily="IPv4"`],
    ["I", `server_linux.go:${PROXIER_LINES[mode.name]}`, `"Using ${mode.name} Proxier"`],
    ...(mode.name === "ipvs" ? ipvsLines(isSchedulerUsual) : []),
    ...(mode.name === "iptables" && settings.localhostNodePorts ? [LOCALNET] : []),
    ["I", "server.go:539", `"Version info" version="${KUBERNETES_VERSION}"`],
    ["I", "server.go:541", '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""'],
    ...CONTROLLERS.flatMap(([at, name]): Line[] => [
      ["I", at, `"Starting ${name} controller"`],
      ["I", "shared_informer.go:381", `"Waiting for caches to sync" controller="${name}"`],
    ]),
    ...CONTROLLERS.map(([, name]): Line => ["I", "shared_informer.go:388", `"Caches are synced" controller="${name}"`]),
  ];
}

const USUAL_MODE: Line = ["I", "server_linux.go:48", '"Using iptables proxy"'];

const PROXIER_LINES: Readonly<Record<string, number>> = { iptables: 137, ipvs: 194, nftables: 254 };

function ipvsLines(isSchedulerUsual: boolean): Line[] {
  const families = isSchedulerUsual ? ["IPv4", "IPv6"] : [];
  return [
    [
      "E",
      "server_linux.go:196",
      `"The ipvs proxier is now deprecated and may be removed in a future release. Please use 'nftables' instead."`,
    ],
    ...families.map(
      (family): Line => [
        "I",
        "proxier.go:351",
        `"IPVS scheduler not specified, use rr by default" ipFamily="${family}"`,
      ],
    ),
    ...TOO_LONG.map(
      (name): Line => [
        "I",
        "ipset.go:117",
        `"Ipset name truncated" ipSetName="${name}" truncatedName="${name.slice(0, 31)}"`,
      ],
    ),
  ];
}

/** A set's name has 31 letters at most. */
const TOO_LONG: readonly string[] = ["KUBE-6-LOAD-BALANCER-SOURCE-CIDR", "KUBE-6-NODE-PORT-LOCAL-SCTP-HASH"];

const OPEN_TO_ALL: Line = [
  "E",
  "server.go:265",
  '"Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"',
];

const LOCALNET: Line = [
  "I",
  "proxier.go:243",
  '"Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses" ipFamily="IPv4"',
];

const CONTROLLERS: readonly (readonly [at: string, name: string])[] = [
  ["config.go:200", "service config"],
  ["config.go:106", "endpoint slice config"],
  ["config.go:403", "serviceCIDR config"],
  ["config.go:309", "node config"],
];
