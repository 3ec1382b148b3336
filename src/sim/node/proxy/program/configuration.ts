/**
 * What kube-proxy is told: a KubeProxyConfiguration in a file, or flags. Models: pkg/proxy/apis/config/types.go,
 * v1alpha1/defaults.go, validation/validation.go; cmd/kube-proxy/app/options.go
 * SIMPLIFIED: the file's nested mappings of plain values and lists of them, not all of YAML; fields that change nothing
 * here are read over.
 */
import { type Cidr, parseCidr } from "../../../core/ip.ts";
import { isSchedulerName } from "../../../net/ipvs/scheduler-names.ts";
import { CorefileError } from "../../dns/corefile.ts";
import { durationUs } from "../../dns/go-values.ts";
import type { ProxySetup } from "../kube-proxy.ts";
import type { ProxyMode } from "../proxy-mode.ts";
import type { IpvsSettings, ProxySettings } from "../proxy-settings.ts";

export interface ProxyConfiguration extends ProxySetup {
  /** `0.0.0.0:10256` */
  readonly healthzBindAddress: string;
  readonly metricsBindAddress: string;
  /** Nothing was said about the mode, or about the scheduler. */
  readonly isModeUsual: boolean;
  readonly isSchedulerUsual: boolean;
}

/** The words after `err=`. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** By path: `iptables.masqueradeAll`. Lists are their items, joined by commas. */
export type Fields = ReadonlyMap<string, string>;

/** Which flag sets which field. */
const FLAGS: Readonly<Record<string, string>> = {
  "proxy-mode": "mode",
  "cluster-cidr": "clusterCIDR",
  "masquerade-all": "iptables.masqueradeAll",
  "iptables-masquerade-bit": "iptables.masqueradeBit",
  "iptables-localhost-nodeports": "iptables.localhostNodePorts",
  "healthz-bind-address": "healthzBindAddress",
  "metrics-bind-address": "metricsBindAddress",
  "nodeport-addresses": "nodePortAddresses",
  "conntrack-tcp-be-liberal": "conntrack.tcpBeLiberal",
  "ipvs-scheduler": "ipvs.scheduler",
  "ipvs-strict-arp": "ipvs.strictARP",
  "ipvs-exclude-cidrs": "ipvs.excludeCIDRs",
  "ipvs-tcp-timeout": "ipvs.tcpTimeout",
  "ipvs-tcpfin-timeout": "ipvs.tcpFinTimeout",
  "ipvs-udp-timeout": "ipvs.udpTimeout",
  "hostname-override": "hostnameOverride",
  kubeconfig: "clientConnection.kubeconfig",
};

export function fieldsOfFlags(argv: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const word of argv) {
    const [, name = "", value = "true"] = /^--([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === "config" || name === "cleanup" || name === "v") continue;
    const field = FLAGS[name];
    if (field === undefined) throw new ConfigurationError(`unknown flag: ${word.split("=")[0]}`);
    fields.set(field, value);
    if (name === "masquerade-all") fields.set("nftables.masqueradeAll", value);
  }
  return fields;
}

export function fieldsOfFile(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const path: { readonly indent: number; readonly name: string }[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.replace(/\s+#.*$/, "").trimEnd();
    if (line.trim() === "" || line.trim() === "---" || line.trimStart().startsWith("#")) continue;
    const item = /^(\s*)- (.*)$/.exec(line);
    if (item !== null) {
      const key = path.map(({ name }) => name).join(".");
      const had = fields.get(key) ?? "";
      fields.set(key, had === "" ? unquoted(item[2] as string) : `${had},${unquoted(item[2] as string)}`);
      continue;
    }
    const entry = /^(\s*)([\w.-]+):(?:\s+(.*))?$/.exec(line);
    if (entry === null)
      throw new ConfigurationError(`failed complete: yaml: line ${i + 1}: could not find expected ':'`);
    const [, indent = "", name = "", value = ""] = entry;
    while (path.length > 0 && (path.at(-1)?.indent ?? 0) >= indent.length) path.pop();
    path.push({ indent: indent.length, name });
    if (value !== "") fields.set(path.map((each) => each.name).join("."), unquoted(value));
  }
  const kind = fields.get("kind");
  if (kind !== "KubeProxyConfiguration")
    throw new ConfigurationError(
      `failed complete: no kind "${kind ?? ""}" is registered for version "${fields.get("apiVersion") ?? ""}" in scheme "k8s.io/kubernetes/pkg/proxy/apis/config/scheme/scheme.go:30"`,
    );
  return fields;
}

function unquoted(text: string): string {
  const value = text.trim().replace(/^(["'])(.*)\1$/, "$2");
  return value === "null" || value === "~" || value === "[]" || value === "{}" ? "" : value.replace(/^\[(.*)\]$/, "$1");
}

/** The mode that is asked for; blank is the best there is. */
export function modeNameOf(fields: Fields): string {
  return fields.get("mode") || "iptables";
}

/** `mode`: undefined when there is none of the name that `fields` ask for. */
export function configurationOf(
  fields: Fields,
  { settings }: ProxySetup,
  mode: ProxyMode | undefined,
): ProxyConfiguration {
  const name = fields.get("mode") ?? "";
  if (mode === undefined || name === "none")
    throw new ConfigurationError(
      `KubeProxyConfiguration.Mode: Invalid value: "${name}": must be iptables, ipvs, nftables or blank (blank means the best-available proxy [currently iptables])`,
    );
  return {
    mode,
    settings: settingsOf(fields, settings, mode.name),
    healthzBindAddress: bindAddress(fields.get("healthzBindAddress"), "0.0.0.0:10256"),
    metricsBindAddress: bindAddress(fields.get("metricsBindAddress"), "127.0.0.1:10249"),
    isModeUsual: name === "",
    isSchedulerUsual: (fields.get("ipvs.scheduler") ?? "") === "",
  };
}

function bindAddress(given: string | undefined, usual: string): string {
  if (given === undefined || given === "") return usual;
  return given.includes(":") ? given : `${given}:${usual.split(":")[1]}`;
}

function settingsOf(fields: Fields, defaults: ProxySettings, mode: string): ProxySettings {
  const section = mode === "nftables" ? "nftables" : "iptables";
  const bit = fields.get(`${section}.masqueradeBit`);
  return {
    ...defaults,
    masqueradeAll: flag(fields.get(`${section}.masqueradeAll`), defaults.masqueradeAll),
    localhostNodePorts: flag(fields.get("iptables.localhostNodePorts"), defaults.localhostNodePorts),
    conntrackTCPLiberal: flag(fields.get("conntrack.tcpBeLiberal"), defaults.conntrackTCPLiberal),
    masqueradeMark: bit === undefined || bit === "" ? defaults.masqueradeMark : (1 << Number(bit)) >>> 0,
    podCIDR: fields.has("clusterCIDR") ? firstOf(fields.get("clusterCIDR") ?? "") : defaults.podCIDR,
    nodePortAddresses: fields.has("nodePortAddresses")
      ? nodePortAddresses(fields.get("nodePortAddresses") ?? "", defaults)
      : defaults.nodePortAddresses,
    ipvs: ipvsSettingsOf(fields, defaults.ipvs),
  };
}

function ipvsSettingsOf(fields: Fields, defaults: IpvsSettings): IpvsSettings {
  const scheduler = fields.get("ipvs.scheduler") || defaults.scheduler;
  if (!isSchedulerName(scheduler))
    throw new ConfigurationError(
      `KubeProxyConfiguration.KubeProxyIPVSConfiguration.Scheduler: Invalid value: "${scheduler}"`,
    );
  const excluded = (fields.get("ipvs.excludeCIDRs") ?? "").split(",").filter((part) => part !== "");
  return {
    scheduler,
    strictARP: flag(fields.get("ipvs.strictARP"), defaults.strictARP),
    excludeCIDRs: excluded.length === 0 ? defaults.excludeCIDRs : excluded.map(excludedRange),
    tcpTimeoutSec: seconds(fields, "ipvs.tcpTimeout", defaults.tcpTimeoutSec),
    tcpFinTimeoutSec: seconds(fields, "ipvs.tcpFinTimeout", defaults.tcpFinTimeoutSec),
    udpTimeoutSec: seconds(fields, "ipvs.udpTimeout", defaults.udpTimeoutSec),
  };
}

function excludedRange(text: string, i: number): Cidr {
  const range = parseCidr(text.trim());
  if (range === null)
    throw new ConfigurationError(
      `KubeProxyConfiguration.KubeProxyIPVSConfiguration.ExcludeCIDRs[${i}]: Invalid value: "${text.trim()}": must be a valid IP block`,
    );
  return range;
}

/** `15m0s`; 0 leaves what is there. */
function seconds(fields: Fields, name: string, otherwise: number): number {
  const text = fields.get(name) || "0s";
  try {
    const us = durationUs(text);
    return us === 0 ? otherwise : Math.floor(us / 1_000_000);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    throw new ConfigurationError(`failed complete: ${error.message}`);
  }
}

function flag(given: string | undefined, otherwise: boolean): boolean {
  return given === undefined || given === "" ? otherwise : given === "true";
}

/** Of one for each family, IPv4's. */
function firstOf(text: string): Cidr | null {
  return text === "" ? null : parseCidr((text.split(",")[0] as string).trim());
}

function nodePortAddresses(text: string, { nodeIPs }: ProxySettings): readonly Cidr[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => {
      if (part === "primary")
        return nodeIPs.slice(0, 1).map((ip) => ({ base: ip, bits: typeof ip === "number" ? 32 : 128 }));
      const range = parseCidr(part);
      if (range === null)
        throw new ConfigurationError(
          `KubeProxyConfiguration.NodePortAddresses[0]: Invalid value: "${part}": must be a valid IP block`,
        );
      return [range];
    });
}
