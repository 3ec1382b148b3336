/** `cilium-dbg status`. Models: cilium pkg/client/client.go FormatStatusResponse. SIMPLIFIED: lines about parts that are not simulated are left out. */
import { formatCidr, formatIp, sizeOf } from "../../../core/ip.ts";
import type { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { CILIUM_VERSION } from "../../cni/cilium/manifests.ts";
import { KUBERNETES_VERSION } from "../../profiles/profile.ts";

export function statusText(agent: CiliumAgent): string {
  const { datapath, node } = agent.options;
  const { podCIDR, ip } = node;
  const isTunnel = datapath.devices.overlay !== null;
  const used = datapath.endpoints.size + 1;
  const { seen } = datapath.monitor;
  const held = Math.min(seen, 4095);
  const version = KUBERNETES_VERSION.replace(/^v(\d+\.\d+).*/, "$1");
  const rows: readonly (readonly [string, string])[] = [
    ["KVStore:", "Disabled"],
    ["Kubernetes:", `Ok         ${version} (${KUBERNETES_VERSION}) [linux/amd64]`],
    [
      "Kubernetes APIs:",
      `["EndpointSliceOrEndpoint", "cilium/v2::CiliumClusterwideNetworkPolicy", "cilium/v2::CiliumEndpoint", "cilium/v2::CiliumNetworkPolicy", "cilium/v2::CiliumNode", "core/v1::Namespace", "core/v1::Pods", "core/v1::Service", "networking.k8s.io/v1::NetworkPolicy"]`,
    ],
    ["KubeProxyReplacement:", `True   [${datapath.devices.external.name}   ${ip} (Direct Routing)]`],
    ["Host firewall:", "Disabled"],
    ["CNI Chaining:", "none"],
    ["CNI Config file:", "successfully wrote CNI configuration file to /host/etc/cni/net.d/05-cilium.conflist"],
    ["Cilium:", `Ok   ${CILIUM_VERSION} (v${CILIUM_VERSION})`],
    ["NodeMonitor:", "Listening for events on 4 CPUs with 64x4096 of shared memory"],
    ["IPAM:", `IPv4: ${used}/${sizeOf(podCIDR) - 2} allocated from ${formatCidr(podCIDR)}, `],
    ["BandwidthManager:", "Disabled"],
    ["Routing:", `Network: ${isTunnel ? "Tunnel [vxlan]" : "Native"}   Host: Legacy`],
    ["Attach Mode:", "Legacy TC"],
    ["Device Mode:", "veth"],
    ["Masquerading:", "IPTables [IPv4: Enabled, IPv6: Disabled]"],
    ["Proxy Status:", "No managed proxy redirect"],
    ["Global Identity Range:", "min 256, max 65535"],
    [
      "Hubble:",
      `Ok              Current/Max Flows: ${held}/4095 (${((held * 100) / 4095).toFixed(2)}%), Flows/s: ${(seen / Math.max(1, datapath.nowUs / 1_000_000)).toFixed(2)}   Metrics: Disabled`,
    ],
    ["Encryption:", "Disabled"],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join("");
}

export function routerAddress(agent: CiliumAgent): string {
  return formatIp(agent.options.routerIP);
}
