/**
 * Programs that look at every frame of a device: at XDP before anything else, at tc ingress before the stack, at tc
 * egress before the link. A program may change the packet, let it pass, drop it with a reason, or send it out by another
 * device without asking routes or rules.
 *
 * Models: net/sched/cls_bpf.c, net/core/filter.c bpf_redirect, net/core/dev.c sch_handle_ingress, generic XDP
 * SIMPLIFIED: one program at a place; a program is a function of ours, not byte code, and has no limits.
 */
import type { Ip } from "../../core/ip.ts";
import type { Device } from "../device.ts";
import type { Frame, Packet } from "../packet.ts";

export type PacketAttachPoint = "xdp" | "tc ingress" | "tc egress";

export type PacketVerdict =
  | { readonly action: "ok" }
  | {
      readonly action: "drop";
      /** As the program's writer names it: `Policy denied`. */
      readonly reason: string;
      /** What it looked up. */
      readonly detail?: string;
      readonly origin?: string;
    }
  /** With `nextHop` its Ethernet address is looked up first (bpf_redirect_neigh). */
  | { readonly action: "redirect"; readonly device: Device; readonly nextHop?: Ip };

export const PASS: PacketVerdict = { action: "ok" };

export interface PacketProgram {
  /** As `tc filter show` has it. */
  readonly name: string;
  run(frame: PacketFrame, device: Device): PacketVerdict;
}

/** Programs are asked about IP packets; ARP passes by. */
export type PacketFrame = Frame & { readonly packet: Packet };

/** True: the frame goes on its way here. */
export function runProgram(
  program: PacketProgram,
  attach: PacketAttachPoint,
  { device, frame }: { readonly device: Device; readonly frame: Frame },
): boolean {
  if (frame.packet === null) return true;
  const verdict = program.run(frame as PacketFrame, device);
  const { trace } = device.namespace;
  if (trace.on)
    trace.emit({
      type: "ebpf",
      where: device.where,
      packetId: frame.packet.id,
      program: program.name,
      attach,
      verdict: verdict.action,
      ...(verdict.action === "redirect" ? { to: verdict.device.name } : {}),
    });
  if (verdict.action === "ok") return true;
  if (verdict.action === "redirect") {
    if (verdict.nextHop === undefined) verdict.device.send(frame);
    else verdict.device.namespace.neighbours.send(verdict.device, verdict.nextHop, frame.packet);
    return false;
  }
  const { reason, detail, origin } = verdict;
  device.namespace.drop(frame.packet, "ebpf-drop", {
    where: device.where,
    rule: reason,
    ...(detail === undefined ? {} : { lookup: detail }),
    ...(origin === undefined ? {} : { origin }),
  });
  return false;
}
