/**
 * A packet socket: copies of what passes a device, or every device of a namespace, kept until somebody reads them.
 * A namespace without one pays nothing for this.
 *
 * Models: net/packet/af_packet.c packet_rcv, net/core/dev.c dev_queue_xmit_nit
 */
import { WaitQueue } from "../../core/wait.ts";
import type { Device } from "../device.ts";
import type { NetNamespace } from "../namespace.ts";
import type { Frame } from "../packet.ts";
import { frameBytes } from "./frame-bytes.ts";

export type CaptureDirection = "in" | "out";

export interface CapturedFrame {
  readonly device: Device;
  readonly direction: CaptureDirection;
  /** Broadcast, for this host, or for another one that a bridge port hears of. */
  readonly kind: "host" | "broadcast" | "otherhost" | "outgoing";
  readonly bytes: Uint8Array;
  /** Whether the bytes begin with an Ethernet header. */
  readonly isEthernet: boolean;
  readonly atUs: number;
}

/** A ring of 2 MiB holds about so many frames of the usual size. */
const RING = 4096;
const BROADCAST = 0xffff_ffff_ffff;

export class Capture {
  readonly readable = new WaitQueue();
  readonly #namespace: NetNamespace;
  /** Null: every device, as `any`. */
  readonly #device: Device | null;
  #frames: CapturedFrame[] = [];
  dropped = 0;

  constructor(namespace: NetNamespace, device: Device | null) {
    this.#namespace = namespace;
    this.#device = device;
    namespace.captures = [...(namespace.captures ?? []), this];
  }

  tryRead(): CapturedFrame | null {
    return this.#frames.shift() ?? null;
  }

  close(): void {
    const rest = (this.#namespace.captures ?? []).filter((other) => other !== this);
    this.#namespace.captures = rest.length === 0 ? null : rest;
    this.#frames = [];
  }

  take(device: Device, frame: Frame, direction: CaptureDirection): void {
    if (this.#device !== null && this.#device !== device) return;
    // What goes over lo would be seen twice.
    if (direction === "out" && device.isLoopback) return;
    if (this.#frames.length >= RING) {
      this.dropped++;
      return;
    }
    const isEthernet = device.kind !== "ipip" && device.kind !== "wireguard";
    this.#frames.push({
      device,
      direction,
      kind: kindOf(device, frame, direction),
      bytes: frameBytes(frame, isEthernet),
      isEthernet,
      atUs: this.#namespace.clock.nowUs,
    });
    this.readable.wake();
  }
}

function kindOf(device: Device, { dst }: Frame, direction: CaptureDirection): CapturedFrame["kind"] {
  if (direction === "out") return "outgoing";
  if (dst === BROADCAST) return "broadcast";
  return dst === device.mac || device.isLoopback ? "host" : "otherhost";
}

/** Called by devices of a namespace that has captures. */
export function tellCaptures(
  captures: readonly Capture[],
  device: Device,
  passing: readonly [Frame, CaptureDirection],
): void {
  for (const capture of captures) capture.take(device, passing[0], passing[1]);
}
