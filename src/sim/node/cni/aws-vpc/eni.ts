/**
 * The interfaces of one instance and the addresses that they hold for Pods: ipamd keeps one interface in reserve, attaches
 * the next when that one is drawn on, and stops at what the instance type allows.
 *
 * Models: amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (WARM_ENI_TARGET=1), pkg/networkutils/network.go setupENINetwork
 * SIMPLIFIED: an interface is attached in an instant, and never detached again; addresses are not cooled down.
 */
import { type Cidr, cidr, formatIp, hostCidr, type Ip, nthOf } from "../../../core/ip.ts";
import type { Device } from "../../../net/device.ts";
import { createPhysical } from "../../../net/link/segment.ts";
import type { VirtualNetwork } from "../../../net/link/virtual-network.ts";
import type { NetNamespace } from "../../../net/namespace.ts";

export interface InstanceLimits {
  readonly enis: number;
  readonly addressesPerEni: number;
}

export interface Eni {
  readonly device: Device;
  /** 0 is the primary one; the others' table has their number and one more. */
  readonly number: number;
  readonly primaryIP: Ip;
  readonly addresses: Ip[];
  readonly taken: Map<Ip, string>;
}

const EVERYWHERE = cidr("0.0.0.0/0");

export class Enis {
  readonly list: Eni[] = [];
  readonly #namespace: NetNamespace;
  readonly #lan: VirtualNetwork;
  readonly #subnet: Cidr;
  readonly #limits: InstanceLimits;

  constructor(namespace: NetNamespace, lan: VirtualNetwork, options: { subnet: Cidr; limits: InstanceLimits }) {
    this.#namespace = namespace;
    this.#lan = lan;
    this.#subnet = options.subnet;
    this.#limits = options.limits;
  }

  /** The primary interface is there; one more is kept in reserve. */
  open(): void {
    const device = this.#namespace.device("eth0");
    const primaryIP = device.addresses[0]?.ip ?? 0;
    this.list.push(this.#fill({ device, number: 0, primaryIP, addresses: [], taken: new Map() }));
    this.#keepWarm();
  }

  /** Null when no address is left. */
  allocate(key: string): { readonly eni: Eni; readonly address: Ip } | null {
    for (const eni of this.list) {
      const address = eni.addresses.find((one) => !eni.taken.has(one));
      if (address === undefined) continue;
      eni.taken.set(address, key);
      this.#keepWarm();
      return { eni, address };
    }
    return null;
  }

  /** An address that somebody else has chosen. */
  take(key: string, address: Ip): Eni {
    const holder = this.list.find((eni) => eni.addresses.includes(address)) ?? (this.list[0] as Eni);
    if (!holder.addresses.includes(address)) {
      holder.addresses.push(address);
      this.#lan.assign(address, holder.device);
    }
    holder.taken.set(address, key);
    return holder;
  }

  release(key: string): void {
    for (const { taken } of this.list) for (const [address, owner] of taken) if (owner === key) taken.delete(address);
  }

  #keepWarm(): void {
    const last = this.list.at(-1);
    if (last === undefined || this.list.length >= this.#limits.enis) return;
    if (this.list.length === 1 || last.taken.size > 0) this.#attach();
  }

  #attach(): void {
    const number = this.list.length;
    const primaryIP = this.#lan.freeAddress(this.#subnet);
    if (primaryIP === null) return;
    const device = createPhysical(this.#namespace, `eth${number}`, { segment: this.#lan, mtu: 9001 });
    this.#lan.assign(primaryIP, device);
    this.#namespace.addAddress(device, `${formatIp(primaryIP)}/${this.#subnet.bits}`);
    const { routes } = this.#namespace;
    routes.remove({ dst: this.#subnet, device });
    const table = number + 1;
    const router = nthOf(this.#subnet, 1);
    routes.add({ dst: hostCidr(router), device, scope: "link", table });
    routes.add({ dst: EVERYWHERE, via: router, device, table });
    this.list.push(this.#fill({ device, number, primaryIP, addresses: [], taken: new Map() }));
  }

  /** All that the interface may hold beside its own. */
  #fill(eni: Eni): Eni {
    for (let i = 1; i < this.#limits.addressesPerEni; i++) {
      const address = this.#lan.freeAddress(this.#subnet);
      if (address === null) break;
      this.#lan.assign(address, eni.device);
      eni.addresses.push(address);
    }
    return eni;
  }
}
