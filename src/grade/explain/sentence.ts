/**
 * One event in one sentence, for people: what happened to the packet at this place, and what did it. Used by the
 * page's trace, by `hop trace` and by the evidence that checks give, so that all three say the same.
 */
import type { Stamped } from "../../sim/core/trace.ts";
import { sentenceOf } from "../../sim/net/drop-reasons.ts";
import type {
  ArpEvent,
  DroppedEvent,
  EbpfEvent,
  HeaderRecord,
  RewrittenEvent,
  RoutedEvent,
} from "../../sim/net/events.ts";
import type { SimEvent } from "../../sim/node/sim-event.ts";
import { addressesText, destinationText, purposeText, sourceText } from "./header-text.ts";
import { asPacketEvent, type PacketEvent, type Traced } from "./traced.ts";

export function sentence(event: Traced): string {
  const ofPacket = asPacketEvent(event);
  return ofPacket === null ? otherSentence(event) : packetSentence(ofPacket);
}

function packetSentence(event: PacketEvent): string {
  switch (event.type) {
    case "sent":
      return `sends ${nameOf(event.headers)} from ${sourceText(event.headers)} to ${destinationText(event.headers)}`;
    case "received":
      return `${nameOf(event.headers)} comes in`;
    case "hook":
      return `reaches ${event.hook}${ways(event)}`;
    case "rule-matched":
      return `${event.table} ${event.chain}: ${event.rule}`;
    case "balanced":
      return `IPVS chooses ${event.server} for ${event.service}${event.isPersistent === true ? ", as for the client's earlier connections" : ""}`;
    case "rewritten":
      return rewrittenSentence(event);
    case "conntrack":
      return event.flow === undefined
        ? `belongs to a tracked connection (${event.state})`
        : `connection tracking: ${event.state}, ${event.flow}`;
    case "routed":
      return routedSentence(event);
    case "arp":
      return arpSentence(event);
    case "bridged":
      return bridgedSentence(event);
    case "encapsulated":
      return `${event.by} wraps it into ${addressesText(event.outer)}`;
    case "decapsulated":
      return `${event.by} unwraps ${addressesText(event.inner)}`;
    case "forwarded":
      return `is forwarded from ${event.inDevice} to ${event.outDevice}`;
    case "delivered":
      return `is delivered to ${event.to}`;
    case "dropped":
      return droppedSentence(event);
    case "ebpf":
      return `${event.program} (eBPF, ${event.attach}) ${ebpfVerdict(event)}`;
  }
}

function ebpfVerdict({ verdict, to }: EbpfEvent): string {
  if (verdict === "redirect") return `sends it out by ${to ?? "another device"}`;
  return verdict === "drop" ? "drops it" : "lets it pass";
}

function nameOf(headers: HeaderRecord): string {
  const purpose = purposeText(headers);
  return purpose === "" ? `a ${headers.protocol} packet` : `${headers.protocol} ${purpose}`;
}

function ways({ inDevice, outDevice }: { readonly inDevice?: string; readonly outDevice?: string }): string {
  const parts = [
    inDevice === undefined ? "" : `in by ${inDevice}`,
    outDevice === undefined ? "" : `out by ${outDevice}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function rewrittenSentence({ before, after, by }: RewrittenEvent): string {
  const changes: string[] = [];
  if (sourceText(before) !== sourceText(after))
    changes.push(`source ${sourceText(before)} becomes ${sourceText(after)}`);
  if (destinationText(before) !== destinationText(after))
    changes.push(`destination ${destinationText(before)} becomes ${destinationText(after)}`);
  if ((before.mark ?? 0) !== (after.mark ?? 0)) changes.push(`mark ${hex(before.mark)} becomes ${hex(after.mark)}`);
  if (before.ttl !== after.ttl) changes.push(`ttl ${before.ttl} becomes ${after.ttl}`);
  return `${by}: ${changes.join(", ") || "nothing changes"}`;
}

function hex(mark: number | undefined): string {
  return `0x${(mark ?? 0).toString(16)}`;
}

function routedSentence({ to, route, via, device }: RoutedEvent): string {
  const way = via === undefined ? `out by ${device}` : `to ${via} out by ${device}`;
  return device === "lo" || route.startsWith("local") ? `${to} is this host (${route})` : `route ${route}: ${way}`;
}

function arpSentence({ operation, ip, mac, senderIp }: ArpEvent): string {
  switch (operation) {
    case "request":
      return `asks who has ${ip}${senderIp === undefined ? "" : `, tell ${senderIp}`}`;
    case "reply":
      return `answers that ${ip} is at ${mac ?? "?"}`;
    case "resolved":
      return `learns that ${ip} is at ${mac ?? "?"}`;
    case "failed":
      return `nobody says who has ${ip}`;
  }
}

function bridgedSentence(event: Extract<PacketEvent, { type: "bridged" }>): string {
  const { bridge, fromPort, toPorts } = event;
  return toPorts.length === 1
    ? `${bridge} passes the frame from port ${fromPort} to port ${toPorts[0]}`
    : `${bridge} does not know the address yet and floods the frame from port ${fromPort} to ${toPorts.length} ports`;
}

function droppedSentence({ reason, rule, lookup }: DroppedEvent): string {
  const about = lookup === undefined ? "" : ` (${lookup})`;
  const by = rule === undefined ? "" : `: ${rule}`;
  return `ends here: ${sentenceOf(reason)}${about}${by}`;
}

function otherSentence(event: Traced): string {
  const other = event as Stamped<Exclude<SimEvent, PacketEvent>>;
  switch (other.type) {
    case "api-write":
      return apiWriteSentence(other);
    case "scheduled":
      return `Pod ${other.namespace}/${other.name} goes to node ${other.node}`;
    case "reconciled":
      return `controller ${other.controller} handled ${other.key}${other.reason === undefined ? "" : `: ${other.reason}`}`;
    case "synced":
      return syncedSentence(other);
    case "sandbox":
      return `${other.action === "created" ? "made" : "removed"} the network of Pod ${other.pod}${other.podIP === undefined ? "" : ` (${other.podIP})`}`;
    case "container":
      return `container ${other.container} of Pod ${other.pod} ${other.action}${other.exitCode === undefined ? "" : ` with exit code ${other.exitCode}`}`;
    case "probe":
      return `${other.probe} probe of ${other.pod}/${other.container}: ${other.message ?? other.reason}`;
    case "socket":
      return `${other.protocol} socket ${other.local}${other.remote === undefined ? "" : ` to ${other.remote}`} is ${other.state}`;
    case "socket-program":
      return `${other.program} (eBPF, ${other.attach}): the process named ${other.named}, the socket uses ${other.used}`;
    case "flow-ended":
      return `connection tracking forgets ${other.flow}`;
    default:
      return event.reason === undefined ? event.type : `${event.type}: ${event.reason}`;
  }
}

function apiWriteSentence({ by, verb, resource, subresource, namespace, name }: SimEventOf<"api-write">): string {
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  return `${by}: ${verb} ${what} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function syncedSentence({ mode, before, after, services }: SimEventOf<"synced">): string {
  const about = services.length === 0 ? "" : ` because of ${services.slice(0, 3).join(", ")}`;
  const more = services.length > 3 ? ` and ${services.length - 3} more` : "";
  return `kube-proxy (${mode}) wrote its rules anew${about}${more}: ${before.rules} rules became ${after.rules}`;
}

type SimEventOf<T extends SimEvent["type"]> = Extract<SimEvent, { readonly type: T }>;
