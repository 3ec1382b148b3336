/** The modes that kube-proxy can run in, by the name that --proxy-mode takes. */
import { iptablesMode } from "./iptables/iptables-mode.ts";
import { ipvsMode } from "./ipvs/ipvs-mode.ts";
import { nftablesMode } from "./nftables/nftables-mode.ts";
import { noneMode } from "./none/none-mode.ts";
import type { ProxyMode } from "./proxy-mode.ts";

export const PROXY_MODES: ReadonlyMap<string, ProxyMode> = new Map([
  ["iptables", iptablesMode],
  ["ipvs", ipvsMode],
  ["nftables", nftablesMode],
  ["none", noneMode],
]);
