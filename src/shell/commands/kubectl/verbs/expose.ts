/** `kubectl expose`. Models: k8s.io/kubectl/pkg/cmd/expose/expose.go, pkg/polymorphichelpers */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { builtWithLastApplied } from "../apply/last-applied.ts";
import { forEachResource } from "../client/each.ts";
import type { Info } from "../client/info.ts";
import { CORE_SERVICES } from "../client/known-mappings.ts";
import { queryOf } from "../client/query.ts";
import { pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, goQuote } from "../errors.ts";
import { text } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD, SAVE_CONFIG } from "../flags/shared.ts";
import { overridden } from "../generate/overrides.ts";
import type { Invocation } from "../invocation.ts";
import { Results, writeQuery } from "../output/results.ts";
import { structOrder } from "../output/struct-order.ts";
import { withCause } from "../record.ts";

const EXPOSABLE = ["Service", "ReplicationController", "Pod", "Deployment", "ReplicaSet"];

export const EXPOSE: Command = {
  name: "expose",
  summary: "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
  usage:
    "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-expose"),
    RECORD,
    SAVE_CONFIG,
    text("cluster-ip"),
    text("external-ip"),
    text("labels/l"),
    text("load-balancer-ip"),
    text("name"),
    text("override-type", "merge"),
    text("overrides"),
    text("port"),
    text("protocol"),
    text("selector"),
    text("session-affinity"),
    text("target-port"),
    text("type"),
  ],
  *run(call) {
    const results = new Results(call, undefined, structOrder);
    yield* forEachResource(call, queryOf(call, { selector: "" }), (info) => exposeOne(call, info, results));
  },
};

function* exposeOne(call: Invocation, info: Info, results: Results): Run<void> {
  const { kind, group } = info.mapping;
  if (!EXPOSABLE.includes(kind)) throw new CommandError(`cannot expose a ${group === "" ? kind : `${kind}.${group}`}`);
  let service = overridden(call, serviceOf(call, info));
  if (results.dryRun === "client") {
    if (call.connection.isNamespaceExplicit)
      service = { ...service, metadata: { ...service.metadata, namespace: call.namespace } };
  } else
    service = yield* call.client.request("POST", pathOf(CORE_SERVICES, call.namespace), {
      body: builtWithLastApplied(withCause(call, service), call.flags.bool("save-config")),
      query: writeQuery(call, results.dryRun),
    });
  yield* results.print(service, "exposed");
}

function serviceOf({ flags }: Invocation, info: Info): Mutable {
  const { object } = info;
  const selector = flags.text("selector") === "" ? selectorOf(object) : parseMap(flags.text("selector"));
  const ports = portsOf(flags.text("port"), { object, isHeadless: flags.text("cluster-ip") === "None" });
  const protocols = protocolsOf(object);
  const labels = flags.text("labels") === "" ? (object.metadata.labels ?? {}) : parseMap(flags.text("labels"));
  const spec: Mutable = {};
  if (flags.text("cluster-ip") !== "") spec.clusterIP = flags.text("cluster-ip");
  if (flags.text("external-ip") !== "") spec.externalIPs = [flags.text("external-ip")];
  if (flags.text("type") === "LoadBalancer" && flags.text("load-balancer-ip") !== "")
    spec.loadBalancerIP = flags.text("load-balancer-ip");
  const list = servicePorts(ports, {
    protocol: flags.text("protocol"),
    protocols,
    targetPort: flags.text("target-port"),
  });
  if (list.length > 0) spec.ports = list;
  spec.selector = selector;
  const affinity = flags.text("session-affinity");
  if (affinity !== "" && affinity !== "None" && affinity !== "ClientIP")
    throw new CommandError(`unknown session affinity: ${affinity}`);
  if (affinity !== "") spec.sessionAffinity = affinity;
  if (flags.text("type") !== "") spec.type = flags.text("type");
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      name: flags.text("name") || info.name.slice(0, 63),
    },
    spec,
    status: { loadBalancer: {} },
  };
}

const NO_SELECTOR = "couldn't retrieve selectors via --selector flag or introspection: ";

function selectorOf({ kind, spec = {}, metadata }: Mutable): Mutable {
  const isEmpty = (map: Mutable): boolean => Object.keys(map ?? {}).length === 0;
  if (kind === "Pod") {
    if (isEmpty(metadata.labels)) throw new CommandError(`${NO_SELECTOR}the pod has no labels and cannot be exposed`);
    return metadata.labels;
  }
  if (kind === "Service" || kind === "ReplicationController") {
    if (kind === "Service" && isEmpty(spec.selector))
      throw new CommandError(`${NO_SELECTOR}the service has no pod selector set`);
    return spec.selector;
  }
  const { matchExpressions = [], matchLabels } = spec.selector ?? {};
  if (matchExpressions.length > 0)
    throw new CommandError(
      `${NO_SELECTOR}couldn't convert expressions - ${goQuote(JSON.stringify(matchExpressions))} to map-based selector format`,
    );
  if (isEmpty(matchLabels))
    throw new CommandError(`${NO_SELECTOR}invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`);
  return matchLabels;
}

function parseMap(text: string): Mutable {
  const map: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const parts = pair.split("=");
    if (parts.length !== 2) throw new CommandError(`unexpected label spec: ${pair}`);
    map[parts[0] as string] = parts[1] as string;
  }
  return map;
}

function containerPorts({ kind, spec = {} }: Mutable): readonly Mutable[] {
  if (kind === "Service") return (spec.ports ?? []).map(({ port, protocol }: Mutable) => ({ number: port, protocol }));
  const pod = kind === "Pod" ? spec : (spec.template?.spec ?? {});
  return (pod.containers ?? []).flatMap(({ ports = [] }: Mutable) =>
    ports.map(({ containerPort, protocol }: Mutable) => ({ number: containerPort, protocol })),
  );
}

function portsOf(written: string, { object, isHeadless }: { object: Mutable; isHeadless: boolean }): string[] {
  if (written !== "") return written.split(",");
  const ports = [...new Set(containerPorts(object).map(({ number }) => String(number)))];
  if (ports.length === 0 && !isHeadless) throw new CommandError("couldn't find port via --port flag or introspection");
  return ports;
}

function protocolsOf(object: Mutable): ReadonlyMap<string, readonly string[]> {
  const protocols = new Map<string, string[]>();
  for (const { number, protocol = "TCP" } of containerPorts(object)) {
    const known = protocols.get(String(number)) ?? [];
    if (!known.includes(protocol)) protocols.set(String(number), [...known, protocol]);
  }
  return protocols;
}

interface PortWords {
  readonly protocol: string;
  readonly protocols: ReadonlyMap<string, readonly string[]>;
  readonly targetPort: string;
}

function servicePorts(ports: readonly string[], { protocol, protocols, targetPort }: PortWords): Mutable[] {
  return ports.flatMap((written, i) => {
    if (!/^[+-]?\d+$/.test(written))
      throw new CommandError(`strconv.Atoi: parsing ${goQuote(written)}: invalid syntax`);
    const port = Number(written);
    const target = targetPort === "" ? port : /^-?\d+$/.test(targetPort) ? Number(targetPort) : targetPort;
    const known = protocols.get(written) ?? [];
    const chosen = protocol === "" ? (known.length > 0 ? known : ["TCP"]) : [protocol];
    return chosen.map((one) => {
      const base = ports.length > 1 ? `port-${i + 1}` : "";
      const name = chosen.length > 1 ? `port-${i + 1}-${one.toLowerCase()}` : base;
      return { ...(name === "" ? {} : { name }), port, protocol: one, targetPort: target };
    });
  });
}
