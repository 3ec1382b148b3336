/**
 * Names for Services, endpoints and Pods.
 *
 * Models: coredns plugin/kubernetes
 * SIMPLIFIED: the SOA's serial is the moment of the answer; no endpoint, tls, kubeconfig, multicluster or transfers:
 * the API is that of the cluster.
 */

import { parseSelector, SelectorError } from "../../../kube/api/selectors.ts";
import { TYPES } from "../../../net/dns/record.ts";
import { CorefileError, type Directive, parseError, unknownProperty, wrongArguments } from "../corefile.ts";
import { DnsFailure, type PluginSetup } from "../dns-plugin.ts";
import { durationUs, wholeNumber } from "../go-values.ts";
import { answerFor } from "../kubernetes/answer.ts";
import type { KubernetesOptions } from "../kubernetes/find.ts";
import { isReverseZone } from "../kubernetes/reverse-name.ts";
import { fallthroughZones, matchingZone, originsOf } from "../zone-list.ts";

const TTL_SEC = 5;
const MAX_TTL_SEC = 3600;
/** Where the API is and how hard it may be asked: nothing that shows. */
const IGNORED = ["startup_timeout", "apiserver_qps", "apiserver_burst", "apiserver_max_inflight", "upstream"];
const REFUSED = ["endpoint", "tls", "kubeconfig", "multicluster", "zonal"];

export const kubernetes: PluginSetup = {
  name: "kubernetes",
  once: true,
  open: ([use], context) => {
    const options = optionsOf(use as Directive, context.zones);
    return {
      *serve(query, next) {
        const zone = matchingZone(options.zones, query.name);
        if (zone === null || context.cluster === null) return yield* next(query);
        if (query.type === TYPES.AXFR || query.type === TYPES.IXFR) throw new DnsFailure("", "REFUSED");
        const spelled = query.name.slice(query.name.length - zone.length);
        const answer = yield* answerFor({ view: context.cluster, options, context, zone: spelled }, query);
        return answer ?? (yield* next(query));
      },
    };
  },
};

function optionsOf({ args, block }: Directive, blockZones: readonly string[]): KubernetesOptions {
  const zones = originsOf(args, blockZones);
  if (zones.every(isReverseZone)) throw new CorefileError("non-reverse zone name must be used");
  let options: KubernetesOptions = {
    zones,
    ttlSec: TTL_SEC,
    pods: "disabled",
    namespaces: [],
    labels: null,
    namespaceLabels: null,
    ignoreEmptyService: false,
    endpointPodNames: false,
    hasEndpoints: true,
    fallthrough: fallthroughZones(block),
  };
  for (const property of block) options = { ...options, ...optionOf(property) };
  if (options.namespaces.length > 0 && options.namespaceLabels !== null)
    throw parseError(block.at(-1)?.line ?? 0, "namespaces and namespace_labels cannot both be set");
  return options;
}

function optionOf(property: Directive): Partial<KubernetesOptions> {
  const { name, args } = property;
  if (name === "fallthrough") return {};
  const isFlag = name === "endpoint_pod_names" || name === "noendpoints";
  if (isFlag ? args.length > 0 : args.length === 0 && name !== "ignore") {
    if (!isKnown(name)) throw unknownProperty(property);
    throw wrongArguments(property);
  }
  switch (name) {
    case "endpoint_pod_names":
      return { endpointPodNames: true };
    case "noendpoints":
      return { hasEndpoints: false };
    case "pods":
      return { pods: podsOf(property) };
    case "namespaces":
      return { namespaces: args };
    case "labels":
      return { labels: selectorOf(args.join(" "), "label selector") };
    case "namespace_labels":
      return { namespaceLabels: selectorOf(args.join(" "), "namespace_label selector") };
    case "ttl":
      return { ttlSec: ttlOf(property) };
    case "ignore":
      if (args.length > 0 && args[0] !== "empty_service")
        throw new CorefileError(`unable to parse ignore value: '${args[0]}'`);
      return args.length > 0 ? { ignoreEmptyService: true } : {};
    default:
      if (name === "startup_timeout") durationUs(args[0] as string);
      if (REFUSED.includes(name)) throw new CorefileError(`${name} is not simulated here`);
      if (!IGNORED.includes(name)) throw unknownProperty(property);
      return {};
  }
}

function isKnown(name: string): boolean {
  return [...IGNORED, ...REFUSED, "pods", "namespaces", "labels", "namespace_labels", "ttl"].includes(name);
}

function podsOf(property: Directive): KubernetesOptions["pods"] {
  const [mode, ...more] = property.args;
  if (more.length > 0) throw wrongArguments(property);
  if (mode === "disabled" || mode === "insecure" || mode === "verified") return mode;
  throw new CorefileError(`wrong value for pods: ${mode},  must be one of: disabled, verified, insecure`);
}

function ttlOf({ args, line }: Directive): number {
  const ttlSec = wholeNumber(args[0] as string);
  if (ttlSec < 0 || ttlSec > MAX_TTL_SEC) throw parseError(line, `ttl must be in range [0, 3600]: ${ttlSec}`);
  return ttlSec;
}

function selectorOf(text: string, what: string): NonNullable<KubernetesOptions["labels"]> {
  try {
    return parseSelector(text);
  } catch (error) {
    if (error instanceof SelectorError)
      throw new CorefileError(`unable to parse ${what} value: '${text}': ${error.message}`);
    throw error;
  }
}
