/** The packet ended between the machines: what dropped it, in the words of the place where it happened. */
import { sentenceOf } from "../../sim/net/drop-reasons.ts";
import type { DroppedEvent } from "../../sim/net/events.ts";
import { podAt } from "../lookup/pods.ts";
import { deathsOf } from "../probe/attempt.ts";
import type { BrokenLink, Stage } from "./broken-link.ts";
import { backendOf, type Situation } from "./situation.ts";

/** Deaths that only tell what another stage has to explain. */
const ELSEWHERE: ReadonlySet<string> = new Set(["no-socket", "filter-agent", "conntrack-clash", "icmp-unknown-socket"]);

export function diagnoseWay(situation: Situation): BrokenLink | null {
  const death = deathsOf(situation.copy, situation.tried).find(({ reason }) => !ELSEWHERE.has(reason));
  if (death === undefined) return null;
  const astray = wentAstray(situation, death);
  if (astray !== null) return astray;
  const about = death.lookup === undefined ? "" : ` (${death.lookup})`;
  const by = death.rule === undefined ? "" : `: ${death.rule}`;
  return {
    stage: stageOf(death),
    saw: `at ${placeText(death.where)} ${sentenceOf(death.reason)}${about}${by}`,
    lookAt: placeToLook(situation, death),
  };
}

/** What is for a Pod was dropped outside of the cluster: some node had no route to it but the one to the world. */
function wentAstray({ copy, tried }: Situation, { where, packetId, headers }: DroppedEvent): BrokenLink | null {
  const pod = podAt(copy, headers?.dst ?? "");
  const { nodes } = copy.cluster.world;
  if (pod === undefined || nodes.has(where.split("/", 1)[0] ?? "")) return null;
  const packet = tried.exchanges.flatMap(({ packets }) => packets).find((one) => one.packetId === packetId);
  const last = packet?.events.findLast((event) => event.type === "routed" && nodes.has(event.where));
  if (last?.type !== "routed") return null;
  return {
    stage: "route",
    saw: `node ${last.where} has no route to Pod ${pod.name} (${pod.ip}) and sends it out of the cluster, by ${last.route}`,
    lookAt: `ip route on ${last.where}; do the Pods of its CNI run?`,
  };
}

function stageOf({ reason }: DroppedEvent): Stage {
  if (reason === "ebpf-drop") return "policy";
  return reason.startsWith("netfilter") ? "rules" : "route";
}

function placeToLook(situation: Situation, { reason, where, origin, headers }: DroppedEvent): string {
  const node = where.split("/", 1)[0] ?? where;
  switch (reason) {
    case "netfilter-drop":
    case "netfilter-policy":
    case "netfilter-reject":
      return origin === undefined ? `iptables-save on ${node}` : `${origin}, which wrote the rule`;
    case "ebpf-drop":
      return origin ?? `what the CNI's own tools on ${node} say of drops`;
    case "arp-failed":
      return backendOf(situation) === null
        ? `${headers?.dst ?? "the address"}: no Pod has that address now; is kube-proxy of ${node} running?`
        : `ip neigh and ip link on ${node}`;
    case "mtu-exceeded":
      return `the MTU of the devices on the way: ip link on ${node}`;
    case "conntrack-full":
      return `sysctl net.netfilter.nf_conntrack_max on ${node}`;
    case "reverse-path":
      return `sysctl net.ipv4.conf.all.rp_filter and ip route on ${node}`;
    case "forwarding-off":
      return `sysctl net.ipv4.ip_forward on ${node}`;
    default:
      return `ip route and ip link on ${node}`;
  }
}

function placeText(where: string): string {
  return where.replace(/^host(?=\/|$)/, "your machine");
}
