/** ICMP messages. Models: tcpdump 4.99 print-icmp.c, print-icmp6.c. SIMPLIFIED: of ICMPv6 echoes and closed ports. */
import { destinationOf, ETHERTYPE, networkView, type PacketView, read16 } from "./packet-view.ts";
import { icmpQuoted, type PrintContext } from "./print-packet.ts";

export function icmpText(view: PacketView, context: PrintContext, length: number): string {
  const { bytes, transport } = view;
  const type = bytes[transport] ?? 0;
  const quoted = networkView({ ...view, network: transport + 8, etherType: ETHERTYPE.ipv4 });
  const isError = type === 3 || type === 11 || type === 5;
  const more = isError && context.style.verbosity > 0 && !context.style.quiet ? icmpQuoted(quoted, context) : "";
  return `ICMP ${words(view, { context, quoted, type })}, length ${length}${more}`;
}

const ECHO_6 = 128;
const ECHO_REPLY_6 = 129;
const UNREACHABLE_6 = 1;

export function icmp6Text(view: PacketView, context: PrintContext, length: number): string {
  const { bytes, transport } = view;
  const type = bytes[transport] ?? 0;
  const tail = `, length ${length}`;
  if (type === ECHO_6 || type === ECHO_REPLY_6) {
    const ids = `id ${read16(bytes, transport + 4)}, seq ${read16(bytes, transport + 6)}`;
    return `ICMP6, echo ${type === ECHO_6 ? "request" : "reply"}, ${ids}${tail}`;
  }
  if (type !== UNREACHABLE_6) return `ICMP6${tail}`;
  const quoted = networkView({ ...view, network: transport + 8, etherType: ETHERTYPE.ipv6 });
  const protocol = quoted.protocol === 6 ? "tcp" : "udp";
  const port = context.names.port(read16(quoted.bytes, quoted.transport + 2), protocol);
  const host = context.names.host(destinationOf(quoted));
  return `ICMP6, destination unreachable, unreachable port, ${host} ${protocol} port ${port}${tail}`;
}

interface Told {
  readonly context: PrintContext;
  readonly quoted: PacketView;
  readonly type: number;
}

function words({ bytes, transport }: PacketView, { context, quoted, type }: Told): string {
  const code = bytes[transport + 1] ?? 0;
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 8 ? "request" : "reply"}, id ${read16(bytes, transport + 4)}, seq ${read16(bytes, transport + 6)}`;
    case 3:
      return unreachable(code, { mtu: read16(bytes, transport + 6), context, quoted });
    case 5:
      return `redirect ${context.names.host(destinationOf(quoted))} to host`;
    case 11:
      return code === 0 ? "time exceeded in-transit" : "ip reassembly time exceeded";
    default:
      return `type-#${type}`;
  }
}

function unreachable(
  code: number,
  { mtu, context, quoted }: { readonly mtu: number; readonly context: PrintContext; readonly quoted: PacketView },
): string {
  const { names } = context;
  const host = names.host(destinationOf(quoted));
  const port = read16(quoted.bytes, quoted.transport + 2);
  switch (code) {
    case 0:
      return `net ${host} unreachable`;
    case 1:
      return `host ${host} unreachable`;
    case 2:
      return `${host} protocol ${quoted.protocol} unreachable`;
    case 3: {
      const protocol = quoted.protocol === 6 ? "tcp" : "udp";
      return `${host} ${protocol} port ${names.port(port, protocol)} unreachable`;
    }
    case 4:
      return mtu === 0 ? `${host} unreachable - need to frag` : `${host} unreachable - need to frag (mtu ${mtu})`;
    case 9:
      return `net ${host} unreachable - admin prohibited`;
    case 10:
      return `host ${host} unreachable - admin prohibited`;
    case 13:
      return `host ${host} unreachable - admin prohibited filter`;
    default:
      return `${host} unreachable - #${code}`;
  }
}
