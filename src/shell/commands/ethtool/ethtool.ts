/**
 * What a device is and what has passed it. Models: ethtool 6.1 ethtool.c, drivers/net/veth.c veth_get_strings
 * SIMPLIFIED: it shows -i, -S, -k and the settings; nothing is changed.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

const DRIVERS: Readonly<Record<string, string>> = {
  veth: "veth",
  bridge: "bridge",
  physical: "virtio_net",
  dummy: "dummy",
  vxlan: "vxlan",
  ipip: "ipip",
  wireguard: "wireguard",
};
const VERSIONS: Readonly<Record<string, string>> = { bridge: "2.3", vxlan: "0.1", physical: "1.0.0" };

const BAD_USAGE = "ethtool: bad command line argument(s)\nFor more information run ethtool -h\n";

export function* ethtool(process: Process): Run<number> {
  const words = process.argv.slice(1);
  const first = words[0] ?? "";
  if (first === "--version") {
    yield* process.print("ethtool version 6.1\n");
    return 0;
  }
  const option = first.startsWith("-") ? words.shift() : undefined;
  const name = words[0];
  if (name === undefined) throw new Failure(BAD_USAGE, 1);
  const device = process.machine.network.devices.get(name);
  if (device === undefined)
    throw new Failure("netlink error: no device matches name (offset 24)\nnetlink error: No such device\n", 75);
  yield* process.print(report(device, option));
  return 0;
}

function report(device: Device, option: string | undefined): string {
  switch (option) {
    case undefined:
      return settings(device);
    case "-i":
    case "--driver":
      return driver(device);
    case "-S":
    case "--statistics":
      return statistics(device);
    case "-k":
    case "--show-features":
    case "--show-offload":
      return features(device);
    default:
      throw new Failure(
        /^-[A-Za-z]|^--/.test(option) ? `ethtool: option '${option}' is not simulated here\n` : BAD_USAGE,
        1,
      );
  }
}

function driver(device: Device): string {
  const name = DRIVERS[device.kind];
  if (name === undefined) throw new Failure("Cannot get driver information: Operation not supported\n", 71);
  return `driver: ${name}
version: ${VERSIONS[device.kind] ?? "1.0"}
firmware-version: 
expansion-rom-version: 
bus-info: ${device.kind === "physical" ? "0000:00:05.0" : ""}
supports-statistics: ${device.kind === "veth" || device.kind === "physical" ? "yes" : "no"}
supports-test: no
supports-eeprom-access: no
supports-register-dump: no
supports-priv-flags: no
`;
}

function statistics({ kind, peer, counters }: Device): string {
  if (kind === "veth") {
    const zeros = ["xdp_packets", "xdp_bytes", "drops", "xdp_redirect", "xdp_drops", "xdp_tx", "xdp_tx_errors"];
    const rows = [`peer_ifindex: ${peer?.index ?? 0}`, ...zeros.map((row) => `rx_queue_0_${row}: 0`)];
    return `NIC statistics:\n${[...rows, "tx_queue_0_xdp_xmit: 0", "tx_queue_0_xdp_xmit_errors: 0"].map((row) => `     ${row}\n`).join("")}`;
  }
  if (kind === "physical")
    return `NIC statistics:\n     rx_queue_0_packets: ${counters.rxPackets}\n     rx_queue_0_bytes: ${counters.rxBytes}\n     rx_queue_0_drops: ${counters.rxDropped}\n     tx_queue_0_packets: ${counters.txPackets}\n     tx_queue_0_bytes: ${counters.txBytes}\n`;
  throw new Failure("no stats available\n", 94);
}

function features({ name, isLoopback }: Device): string {
  return `Features for ${name}:
rx-checksumming: on${isLoopback ? " [fixed]" : ""}
tx-checksumming: on
	tx-checksum-ipv4: off [fixed]
	tx-checksum-ip-generic: on${isLoopback ? " [fixed]" : ""}
	tx-checksum-ipv6: off [fixed]
	tx-checksum-fcoe-crc: off [fixed]
	tx-checksum-sctp: on${isLoopback ? " [fixed]" : ""}
scatter-gather: on
	tx-scatter-gather: on${isLoopback ? " [fixed]" : ""}
	tx-scatter-gather-fraglist: on${isLoopback ? " [fixed]" : ""}
tcp-segmentation-offload: on
	tx-tcp-segmentation: on
	tx-tcp-ecn-segmentation: on
	tx-tcp-mangleid-segmentation: on
	tx-tcp6-segmentation: on
generic-segmentation-offload: on
generic-receive-offload: ${isLoopback ? "on" : "off"}
large-receive-offload: off [fixed]
`;
}

function settings(device: Device): string {
  const link = `	Link detected: ${device.carrier ? "yes" : "no"}\n`;
  if (device.kind !== "veth" && device.kind !== "physical" && device.kind !== "bridge")
    return `Settings for ${device.name}:\n${link}`;
  const speed = device.carrier ? "10000Mb/s" : "Unknown!";
  return `Settings for ${device.name}:
	Supported ports: [  ]
	Supported link modes:   Not reported
	Supported pause frame use: No
	Supports auto-negotiation: No
	Supported FEC modes: Not reported
	Advertised link modes:  Not reported
	Advertised pause frame use: No
	Advertised auto-negotiation: No
	Advertised FEC modes: Not reported
	Speed: ${device.kind === "veth" ? speed : "Unknown!"}
	Duplex: ${device.kind === "veth" ? "Full" : "Unknown! (255)"}
	Auto-negotiation: off
	Port: ${device.kind === "veth" ? "Twisted Pair" : "Other"}
	PHYAD: 0
	Transceiver: internal
${device.kind === "veth" ? "	MDI-X: Unknown\n" : ""}${link}`;
}
