/** `/sys/class/net`: a folder for each device, with what scripts read there. Models: net/core/net-sysfs.c. SIMPLIFIED: a folder instead of a link into /sys/devices; nothing can be written. */
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Device } from "../../net/device.ts";
import { formatMac } from "../../net/mac.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { DirectoryNode, FileNode, type VfsNode } from "../vfs/node.ts";

export class ClassNetDirectory extends DirectoryNode {
  readonly #namespace: NetNamespace;

  constructor(namespace: NetNamespace) {
    super({ mode: 0o555 });
    this.#namespace = namespace;
    this.readOnly = true;
  }

  override get entries(): Map<string, VfsNode> {
    return new Map([...this.#namespace.devices].map(([name, device]) => [name, deviceDirectory(device)]));
  }
}

function file(text: () => string | number): FileNode {
  return new FileNode({ read: () => encodeUtf8(`${text()}\n`) }, { mode: 0o444 });
}

function directory(entries: readonly (readonly [string, VfsNode])[]): DirectoryNode {
  const made = new DirectoryNode({ mode: 0o555 });
  made.replace(new Map(entries));
  made.readOnly = true;
  return made;
}

function operState(device: Device): string {
  if (!device.up) return "down";
  if (device.isLoopback || device.kind === "dummy" || device.kind === "vxlan" || device.kind === "ipip")
    return "unknown";
  return device.carrier ? "up" : device.kind === "bridge" ? "down" : "lowerlayerdown";
}

function deviceDirectory(device: Device): DirectoryNode {
  const { counters } = device;
  const statistics = directory([
    ["rx_bytes", file(() => counters.rxBytes)],
    ["rx_dropped", file(() => counters.rxDropped)],
    ["rx_errors", file(() => 0)],
    ["rx_packets", file(() => counters.rxPackets)],
    ["tx_bytes", file(() => counters.txBytes)],
    ["tx_dropped", file(() => counters.txDropped)],
    ["tx_errors", file(() => 0)],
    ["tx_packets", file(() => counters.txPackets)],
  ]);
  const iflink = device.peer?.index ?? device.index;
  return directory([
    ["address", file(() => formatMac(device.mac))],
    ["carrier", file(() => (device.carrier ? 1 : 0))],
    ["ifindex", file(() => device.index)],
    ["iflink", file(() => iflink)],
    ["mtu", file(() => device.mtu)],
    ["operstate", file(() => operState(device))],
    ["statistics", statistics],
    ["tx_queue_len", file(() => 1000)],
    ["type", file(() => (device.isLoopback ? 772 : device.kind === "ipip" ? 768 : 1))],
  ]);
}
