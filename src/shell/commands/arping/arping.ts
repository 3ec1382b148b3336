/**
 * Asks who has an address, and nothing else. BusyBox's and iputils' own.
 *
 * Models: busybox networking/arping.c, iputils arping.c
 * SIMPLIFIED: no unsolicited or duplicate-address modes.
 */
import { formatIp, type Ip, parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { sendArpRequest } from "../../../sim/net/arp.ts";
import { Capture } from "../../../sim/net/capture/capture.ts";
import type { Device } from "../../../sim/net/device.ts";
import { BROADCAST_MAC, parseMac } from "../../../sim/net/mac.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { Interrupted } from "../../../sim/os/signal.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";
import { ETHERTYPE, ipText, LINK, macText, read16, viewOf } from "../tcpdump/packet-view.ts";

const USAGE = `
Usage:
  arping [options] <destination>

Options:
  -f            quit on first reply
  -q            be quiet
  -b            keep on broadcasting, do not unicast
  -D            duplicate address detection mode
  -U            unsolicited ARP mode, update your neighbours
  -A            ARP answer mode, update your neighbours
  -V            print version and exit
  -c <count>    how many packets to send
  -w <timeout>  how long to wait for a reply
  -i <interval> set interval between packets (default: 1 second)
  -I <device>   which ethernet device to use
  -s <source>   source ip address
  <destination> dns name or ip address

For more details see arping(8).
`;

const INTERVAL_US = 1_000_000;

interface Counts {
  sent: number;
  broadcasts: number;
  received: number;
}

export function* arping(process: Process, flavour: Flavour): Run<number> {
  const gnu = flavour.name === "gnu";
  const options = parseOptions(process, {
    short: gnu ? "fqbVc:w:i:I:s:h" : "fqbc:w:I:s:",
    refused: { short: "DUA" },
    hint: gnu ? USAGE : flavour.hint(process),
    exitCode: gnu ? 2 : 1,
  });
  const [name] = options.operands;
  if (name === undefined)
    throw new Failure(gnu ? `arping: destination address required\n${USAGE}` : flavour.hint(process), gnu ? 2 : 1);
  const target = yield* addressOf(process, name, gnu);
  const device = deviceOf(process, { name: options.value("I"), target, gnu });
  const source = process.machine.network.stack.sourceFor(target, device);
  if (typeof source !== "number") throw new Failure(`arping: no source address\n`, 2);
  yield* process.print(`ARPING ${formatIp(target)} from ${formatIp(source)} ${device.name}\n`);
  const counts: Counts = { sent: 0, broadcasts: 0, received: 0 };
  const capture = new Capture(process.machine.network, device);
  process.on("INT", "throw");
  try {
    yield* ask(process, capture, {
      device,
      target,
      counts,
      gnu,
      count: Number(options.value("c") ?? Number.POSITIVE_INFINITY),
      quitsOnFirst: options.has("f"),
      broadcastsOnly: options.has("b"),
      deadlineUs: options.has("w") ? process.nowUs + Number(options.value("w")) * 1_000_000 : null,
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    capture.close();
  }
  yield* process.print(summary(counts, gnu));
  return counts.received > 0 ? 0 : 1;
}

function summary({ sent, broadcasts, received }: Counts, gnu: boolean): string {
  if (gnu) return `Sent ${sent} probes (${broadcasts} broadcast(s))\nReceived ${received} response(s)\n`;
  return `Sent ${sent} probe(s) (${broadcasts === sent ? (received > 0 ? broadcasts - 1 : broadcasts) : broadcasts} broadcast(s))\nReceived ${received} response(s) (0 request(s), 0 broadcast(s))\n`;
}

interface Asking {
  readonly device: Device;
  readonly target: number;
  readonly counts: Counts;
  readonly gnu: boolean;
  readonly count: number;
  readonly quitsOnFirst: boolean;
  readonly broadcastsOnly: boolean;
  readonly deadlineUs: number | null;
}

function* ask(process: Process, capture: Capture, asking: Asking): Run<void> {
  const { device, target, counts, count, quitsOnFirst, broadcastsOnly, deadlineUs } = asking;
  let known: number | null = null;
  while (counts.sent < count) {
    const to = known !== null && !broadcastsOnly ? known : BROADCAST_MAC;
    const sentUs = process.nowUs;
    sendArpRequest(device, target, to);
    counts.sent++;
    if (to === BROADCAST_MAC) counts.broadcasts++;
    const untilUs = Math.min(sentUs + INTERVAL_US, deadlineUs ?? Number.POSITIVE_INFINITY);
    for (;;) {
      const mac = replyIn(capture, target);
      if (mac !== null) {
        known = parseMac(mac);
        counts.received++;
        const shown = asking.gnu ? mac.toUpperCase() : mac;
        const took = (process.nowUs - sentUs) / 1000;
        yield* process.print(
          asking.gnu
            ? `Unicast reply from ${formatIp(target)} [${shown}]  ${took.toFixed(3)}ms\n`
            : `Unicast reply from ${formatIp(target)} [${shown}] ${took.toFixed(3)}ms\n`,
        );
        if (quitsOnFirst || counts.sent >= count) return;
        continue;
      }
      if (process.nowUs >= untilUs) break;
      yield { on: [capture.readable], untilUs, background: false };
    }
    if (deadlineUs !== null && process.nowUs >= deadlineUs) return;
  }
}

/** The next reply from the address among what has been heard. */
function replyIn(capture: Capture, target: number): string | null {
  const wanted = formatIp(target);
  for (let frame = capture.tryRead(); frame !== null; frame = capture.tryRead()) {
    if (frame.direction !== "in" || !frame.isEthernet) continue;
    const { bytes, etherType, network } = viewOf(frame.bytes, frame.bytes.length, LINK.ethernet);
    if (etherType !== ETHERTYPE.arp || read16(bytes, network + 6) !== 2) continue;
    if (ipText(bytes, network + 14, 4) === wanted) return macText(bytes, network + 8);
  }
  return null;
}

function* addressOf(process: Process, name: string, gnu: boolean): Run<number> {
  const given = parseIp(name);
  if (typeof given === "number") return given;
  try {
    const [found] = (yield* resolve(process.machine, name, { family: 4 })).addresses;
    return found as number;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(gnu ? `arping: ${name}: ${error.message}\n` : `arping: bad address '${name}'\n`, gnu ? 2 : 1);
  }
}

function deviceOf(
  process: Process,
  { name, target, gnu }: { readonly name: string | undefined; readonly target: Ip; readonly gnu: boolean },
): Device {
  const { devices, routes } = process.machine.network;
  const wanted = name ?? (gnu ? routes.lookup(target)?.device?.name : "eth0") ?? "eth0";
  const device = devices.get(wanted);
  if (device === undefined)
    throw new Failure(
      gnu ? `arping: Device ${wanted} not available.\n` : `arping: interface ${wanted} not found\n`,
      gnu ? 2 : 1,
    );
  if (device.isLoopback || !device.needsArp)
    throw new Failure(`arping: Interface "${device.name}" is not ARPable\n`, 2);
  return device;
}
