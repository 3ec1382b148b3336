/** Names for addresses and ports, unless -n: asked once each, when an address is first met. */
import { parseIp } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { nameOfAddress } from "../../../sim/os/resolver/resolve.ts";
import { serviceName } from "../nc/services.ts";
import { destinationOf, ETHERTYPE, ipText, type PacketView, sourceOf } from "./packet-view.ts";
import type { PrintNames } from "./print-packet.ts";

export class AddressBook implements PrintNames {
  readonly #process: Process;
  readonly #numeric: boolean;
  readonly #names = new Map<string, string>();

  constructor(process: Process, numeric: boolean) {
    this.#process = process;
    this.#numeric = numeric;
  }

  /** Before a frame is told: looks up whom it names. */
  *meet(view: PacketView): Run<void> {
    if (this.#numeric) return;
    for (const address of addressesIn(view)) {
      if (this.#names.has(address)) continue;
      const ip = parseIp(address);
      const name = ip === null ? null : yield* nameOfAddress(this.#process.machine, ip);
      this.#names.set(address, name?.replace(/\.$/, "") ?? address);
    }
  }

  host(address: string): string {
    return this.#names.get(address) ?? address;
  }

  port(port: number, protocol: "tcp" | "udp"): string {
    return (this.#numeric ? null : serviceName(port, protocol)) ?? String(port);
  }

  device(index: number): string {
    for (const device of this.#process.machine.network.devices.values()) if (device.index === index) return device.name;
    return `if${index}`;
  }
}

function addressesIn(view: PacketView): string[] {
  if (view.version !== 0) return [sourceOf(view), destinationOf(view)];
  if (view.etherType !== ETHERTYPE.arp) return [];
  return [ipText(view.bytes, view.network + 14, 4), ipText(view.bytes, view.network + 24, 4)];
}
