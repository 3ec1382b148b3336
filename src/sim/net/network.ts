/**
 * Everything that several hosts share: the clock, the trace, the counters that number packets and Ethernet
 * addresses. One for each simulated world.
 */
import type { Clock } from "../core/clock.ts";
import type { Prng } from "../core/prng.ts";
import type { TraceSink } from "../core/trace.ts";
import type { NetEvent } from "./events.ts";
import type { Mac } from "./mac.ts";
import { NetNamespace } from "./namespace.ts";

export interface NetworkOptions {
  readonly clock: Clock;
  readonly trace: TraceSink<NetEvent>;
  readonly prng: Prng;
}

/** Models: include/linux/proc_ns.h */
const PROC_NET_INIT_INO = 0xf0000000;

export class Network {
  readonly clock: Clock;
  readonly trace: TraceSink<NetEvent>;
  readonly prng: Prng;
  readonly #macs: Prng;
  readonly #taken = new Set<Mac>();
  #packetId = 0;
  #inode = PROC_NET_INIT_INO + 448;

  constructor({ clock, trace, prng }: NetworkOptions) {
    this.clock = clock;
    this.trace = trace;
    this.prng = prng;
    this.#macs = prng.split("mac");
  }

  /** `isInner`: it is one of several on its machine, not the one that the machine has started with. */
  createNamespace({ name, isInner }: { readonly name: string; readonly isInner?: boolean }): NetNamespace {
    return new NetNamespace(this, name, isInner === true ? ++this.#inode : PROC_NET_INIT_INO);
  }

  nextPacketId(): number {
    return ++this.#packetId;
  }

  /** Random, locally administered, unicast: as the kernel gives one to a veth. */
  nextMac(): Mac {
    for (;;) {
      const first = (this.#macs.below(256) & 0xfe) | 0x02;
      const mac = first * 0x100_0000_0000 + this.#macs.below(256) * 0x1_0000_0000 + this.#macs.uint32();
      if (this.#taken.has(mac)) continue;
      this.#taken.add(mac);
      return mac;
    }
  }
}
