/**
 * Which virtual service a packet is for: by its mark, by its address and port, or by its address alone.
 *
 * Models: net/netfilter/ipvs/ip_vs_ctl.c ip_vs_service_find
 */
import type { Ip } from "../../core/ip.ts";
import type { Packet } from "../packet.ts";
import type { Tuple } from "./connection-table.ts";
import type { VirtualService } from "./virtual-service.ts";

export class ServiceIndex {
  readonly #byMark = new Map<number, VirtualService>();
  readonly #byAddress = new Map<Ip, VirtualService[]>();

  get size(): number {
    return this.#byMark.size + this.#byAddress.size;
  }

  add(service: VirtualService): void {
    const { fwmark, address } = service.key;
    if (fwmark !== 0) {
      this.#byMark.set(fwmark, service);
      return;
    }
    const here = this.#byAddress.get(address);
    if (here === undefined) this.#byAddress.set(address, [service]);
    else here.push(service);
  }

  remove(service: VirtualService): void {
    const { fwmark, address } = service.key;
    if (fwmark !== 0) {
      this.#byMark.delete(fwmark);
      return;
    }
    const left = (this.#byAddress.get(address) ?? []).filter((other) => other !== service);
    if (left.length === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, left);
  }

  find(packet: Packet, { protocol, dst, dstPort }: Tuple): VirtualService | null {
    if (this.#byMark.size > 0 && packet.mark !== 0) {
      const marked = this.#byMark.get(packet.mark);
      if (marked !== undefined && typeof marked.key.address === typeof dst) return marked;
    }
    const here = this.#byAddress.get(dst);
    if (here === undefined) return null;
    let anyPort: VirtualService | null = null;
    for (const service of here) {
      if (service.key.protocol !== protocol) continue;
      if (service.key.port === dstPort) return service;
      if (service.key.port === 0) anyPort = service;
    }
    return anyPort;
  }
}
