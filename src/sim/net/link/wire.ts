/**
 * One direction of a link: what goes in comes out at the other end later, in the same order.
 *
 * Models: drivers/net/veth.c veth_xmit (the packet forgets its namespace), a cable otherwise
 * SIMPLIFIED: a link has latency and loss but no bandwidth.
 */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { Device } from "../device.ts";
import { type Frame, forgetNamespace } from "../packet.ts";

export interface Loss {
  readonly prng: Prng;
  /** Frames lost out of a million. */
  perMillion: number;
}

export class Wire {
  readonly #clock: Clock;
  readonly #to: Device;
  #latencyUs: number;
  #lastArrivalUs = 0;
  loss: Loss | null = null;
  /** Frames under way, oldest first; `#head` is the next to arrive. */
  #frames: Frame[] = [];
  #head = 0;
  readonly #arrive = (): void => this.#deliver();

  constructor(clock: Clock, to: Device, latencyUs: number) {
    this.#clock = clock;
    this.#to = to;
    this.#latencyUs = Math.max(1, latencyUs);
  }

  set latencyUs(latencyUs: number) {
    this.#latencyUs = Math.max(1, latencyUs);
  }

  send(from: Device, frame: Frame): void {
    if (this.loss !== null && this.loss.perMillion > 0 && this.loss.prng.chance(this.loss.perMillion, 1_000_000)) {
      from.namespace.dropFrame(frame, "link-lost", from.where);
      return;
    }
    this.#lastArrivalUs = Math.max(this.#lastArrivalUs, this.#clock.nowUs + this.#latencyUs);
    this.#frames.push(frame);
    this.#clock.at(this.#lastArrivalUs, this.#arrive);
  }

  #deliver(): void {
    const frame = this.#frames[this.#head++] as Frame;
    if (this.#head === this.#frames.length) {
      this.#frames.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#frames = this.#frames.slice(this.#head);
      this.#head = 0;
    }
    if (frame.packet !== null && !this.#to.isLoopback) forgetNamespace(frame.packet);
    this.#to.receive(frame);
  }
}
