/** `reset`: a new cluster. */

import type { ClusterSpec } from "../../../sim/cluster.ts";
import { parseRfc3339 } from "../../../sim/core/time.ts";
import { EVERY_PART } from "../../../sim/node/parts/every.ts";
import type { NodeProfile, Profile } from "../../../sim/node/profiles/profile.ts";
import { dnsSettings } from "../dns-settings.ts";
import { optionalList, optionalNumber, optionalRecord, optionalText, optionalTexts, type Request } from "../fields.ts";
import { proxySettings } from "../proxy-settings.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";
import { recordOf } from "../zone-line.ts";

export function reset(world: RpcWorld, request: Request): Record<string, unknown> {
  const name = optionalText(request, "cluster") ?? "kind";
  const profile = EVERY_PART.find("profiles", name);
  if (profile === undefined)
    throw new Refusal(`cluster: ${name} is not simulated yet; there are: ${EVERY_PART.names("profiles").join(", ")}`);
  const dns = dnsSettings(request);
  const spec: ClusterSpec = {
    profile: name,
    seed: optionalNumber(request, "seed") ?? optionalTextOrDefault(request),
    internet: { records: (dns.upstream ?? []).map(recordOf), servfail: dns.servfail ?? [] },
    bare: request.bare === true || request.bare === "controllers" ? request.bare : false,
    ...moment(request),
    ...nodes(request, profile),
    ...given("podCIDR", optionalText(request, "podCIDR")),
    ...given("serviceCIDR", optionalText(request, "serviceCIDR")),
    ...given("proxyMode", optionalText(request, "proxyMode")),
    ...given("cni", optionalText(request, "cni")),
    ...given("apiServer", optionalText(request, "apiServer")),
    ...given("kubectlVersion", optionalText(request, "kubectlVersion")),
    ...given("behaviorAnnotation", optionalText(request, "behaviorAnnotation")),
    featureGates: optionalRecord(request, "featureGates") ?? {},
    proxy: proxySettings(optionalRecord(request, "proxy") ?? {}),
  };
  const hasMetallb =
    optionalText(request, "loadBalancer") === "metallb" && profile.cloud === null && spec.bare === false;
  world.reset(spec, dns, { hasMetallb });
  return {};
}

function optionalTextOrDefault(request: Request): number | string {
  return typeof request.seed === "string" ? request.seed : 1;
}

function given<K extends string, V>(field: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [field]: value } as { [key in K]: V });
}

function moment(request: Request): { now?: string } {
  const now = optionalText(request, "now");
  if (now === undefined) return {};
  if (parseRfc3339(now) === null) throw new Refusal(`now: ${now} is not a moment (RFC 3339)`);
  return { now };
}

/** Nodes without addresses get the next ones of the profile's network. */
function nodes(request: Request, { lan }: Profile): { nodes?: NodeProfile[] } {
  const list = optionalList(request, "nodes");
  if (list === undefined) return {};
  const [a, b] = lan.hostIP.split(".");
  return {
    nodes: list.map((item, i) => {
      const node = item as Request;
      const name = optionalText(node, "name") ?? `node-${i}`;
      const ips = optionalTexts(node, "ips") ?? [];
      const ip = ips.find((one) => !one.includes(":")) ?? `${a}.${b}.0.${i + 2}`;
      return {
        name,
        ip,
        moreIPs: ips.filter((one) => one !== ip),
        podCIDR: optionalText(node, "podCIDR") ?? `10.244.${i}.0/24`,
        isControlPlane: /control-plane|^cp-/.test(name),
        isTainted: /control-plane|^cp-/.test(name),
      };
    }),
  };
}
