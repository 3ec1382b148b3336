/**
 * What can be wrong with the cable at a device: it is unplugged, slow, loses frames, or carries only short ones. Both
 * directions suffer alike, and a frame that is lost is lost in silence, as it is on a real cable.
 *
 * Models: a faulty link or switch port; net/sched/sch_netem.c for delay and loss
 * SIMPLIFIED: nothing is duplicated, corrupted or put out of order.
 */
import type { Prng } from "../../core/prng.ts";
import type { Device } from "../device.ts";
import { type Frame, lengthOf } from "../packet.ts";

export interface ImpairmentOptions {
  readonly isCut?: boolean;
  /** Added to each frame, each way. */
  readonly latencyUs?: number;
  /** Frames lost out of a million, each way. */
  readonly lossPerMillion?: number;
  /** The longest IP packet that gets through; null: any. */
  readonly mtu?: number | null;
}

const MILLION = 1_000_000;

export class Impairment {
  readonly #device: Device;
  readonly #prng: Prng;
  isCut: boolean;
  latencyUs: number;
  lossPerMillion: number;
  mtu: number | null;

  constructor(device: Device, { isCut = false, latencyUs = 0, lossPerMillion = 0, mtu = null }: ImpairmentOptions) {
    this.#device = device;
    this.#prng = device.namespace.prng.split(`impairment/${device.name}`);
    this.isCut = isCut;
    this.latencyUs = latencyUs;
    this.lossPerMillion = lossPerMillion;
    this.mtu = mtu;
  }

  /** Calls `go` for a frame that gets through: now, or when it has taken its time. */
  pass(frame: Frame, go: () => void): void {
    const { namespace, where, counters } = this.#device;
    if (this.isCut) {
      counters.txDropped++;
      namespace.dropFrame(frame, "link-down", where);
    } else if (this.lossPerMillion > 0 && this.#prng.chance(Math.min(this.lossPerMillion, MILLION), MILLION))
      namespace.dropFrame(frame, "link-lost", where);
    else if (this.mtu !== null && frame.packet !== null && lengthOf(frame.packet) > this.mtu)
      namespace.drop(frame.packet, "mtu-exceeded", {
        where,
        lookup: `${lengthOf(frame.packet)} bytes, the link carries ${this.mtu}`,
      });
    else if (this.latencyUs > 0) namespace.clock.after(this.latencyUs, go);
    else go();
  }
}

/** From now on the device's cable is like this; without options it is as good as new. */
export function impair(device: Device, options?: ImpairmentOptions): void {
  device.impairment = options === undefined ? null : new Impairment(device, options);
  device.namespace.routes.forgetLookups();
}
