/**
 * Names for Services, endpoints and Pods.
 *
 * Models: coredns plugin/kubernetes
 * SIMPLIFIED: the SOA's serial is the moment of the answer; no endpoint option, kubeconfig, labels or transfers.
 */

import { reply } from "../../../net/dns/message.ts";
import { fqdn, isInZone } from "../../../net/dns/name.ts";
import { TYPES } from "../../../net/dns/record.ts";
import { CorefileError, type Directive } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";
import { answerFor } from "../kubernetes/answer.ts";
import type { KubernetesOptions } from "../kubernetes/find.ts";

const TTL_SEC = 5;

export const kubernetes: PluginSetup = {
  name: "kubernetes",
  open: (directive, context) => {
    const options = optionsOf(directive, context.zones);
    return {
      *serve(query, next) {
        let zone: string | null = null;
        for (const one of options.zones) if (one.length > (zone?.length ?? -1) && isInZone(query.name, one)) zone = one;
        if (zone === null || context.cluster === null) return yield* next(query);
        if (query.type === TYPES.AXFR || query.type === TYPES.IXFR) return reply(query.message, { rcode: "REFUSED" });
        const spelled = query.name.slice(query.name.length - zone.length);
        const answer = yield* answerFor({ view: context.cluster, options, context, zone: spelled }, query);
        return answer ?? (yield* next(query));
      },
    };
  },
};

function optionsOf({ args, block }: Directive, zones: readonly string[]): KubernetesOptions {
  let options: KubernetesOptions = {
    zones: args.length > 0 ? args.map((zone) => reverseZoneOf(zone) ?? fqdn(zone)) : zones,
    ttlSec: TTL_SEC,
    pods: "disabled",
    namespaces: [],
    ignoreEmptyService: false,
    endpointPodNames: false,
    fallthrough: false,
  };
  for (const { name, args } of block) {
    if (name === "pods") options = { ...options, pods: podsOf(args) };
    else if (name === "ttl") options = { ...options, ttlSec: ttlOf(args) };
    else if (name === "namespaces") options = { ...options, namespaces: args };
    else if (name === "endpoint_pod_names") options = { ...options, endpointPodNames: true };
    else if (name === "ignore" && args[0] === "empty_service") options = { ...options, ignoreEmptyService: true };
    else if (name === "fallthrough") options = { ...options, fallthrough: true };
    else if (name !== "noendpoints" && name !== "upstream")
      throw new CorefileError(`plugin/kubernetes: unknown property '${name}'`);
  }
  return options;
}

/** `10.0.0.0/8` stands for the zone that its names are in. */
function reverseZoneOf(zone: string): string | null {
  const found = /^(\d+)\.(\d+)\.(\d+)\.\d+\/(8|16|24)$/.exec(zone);
  if (found === null) return null;
  const octets = found.slice(1, 1 + Number(found[4]) / 8).reverse();
  return `${octets.join(".")}.in-addr.arpa.`;
}

function podsOf(args: readonly string[]): KubernetesOptions["pods"] {
  const mode = args[0];
  if (mode === "disabled" || mode === "insecure" || mode === "verified") return mode;
  throw new CorefileError("plugin/kubernetes: Wrong argument count or unexpected line ending after 'pods'");
}

function ttlOf(args: readonly string[]): number {
  const ttl = Number(args[0]);
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 3600)
    throw new CorefileError(`plugin/kubernetes: ttl must be in range [0, 3600]: ${args[0]}`);
  return ttl;
}
