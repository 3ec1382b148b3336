/**
 * Cables: cut, losing frames, slow, or too narrow for long packets.
 *
 * Models: a pulled cable, a bad transceiver, a long way, a path whose MTU is smaller than what its ends believe
 */
import type { Device } from "../../net/device.ts";
import { type ImpairmentOptions, impair } from "../../net/link/impairment.ts";
import type { World } from "../world.ts";
import { type Fault, FaultError, type FaultSpec, namespaceOf, numberOf } from "./fault.ts";

const TARGET = ["on=NODE|NAMESPACE/POD|host", "device=eth0"];

export const linkDown: Fault = {
  name: "link-down",
  takes: TARGET,
  says: "The cable is out: nothing gets through, either way.",
  inject: (world, about) => spoil(world, about, { isCut: true }),
};

export const linkLoss: Fault = {
  name: "link-loss",
  takes: [...TARGET, "percent=NUMBER"],
  says: "So many frames out of a hundred are lost, each way.",
  inject: (world, about) =>
    spoil(world, about, { lossPerMillion: Math.round(Math.min(100, numberOf(about, "percent")) * 10_000) }),
};

export const linkLatency: Fault = {
  name: "link-latency",
  takes: [...TARGET, "ms=NUMBER"],
  says: "Every frame takes so much longer, each way.",
  inject: (world, about) => spoil(world, about, { latencyUs: Math.round(numberOf(about, "ms") * 1000) }),
};

export const linkMtu: Fault = {
  name: "link-mtu",
  takes: [...TARGET, "mtu=NUMBER"],
  says: "Longer packets vanish, and nobody is told: small requests work, large answers hang.",
  inject: (world, about) => spoil(world, about, { mtu: Math.round(numberOf(about, "mtu")) }),
};

function spoil(world: World, about: FaultSpec, impairment: ImpairmentOptions): () => void {
  const device = deviceOf(world, about);
  impair(device, impairment);
  return () => impair(device);
}

function deviceOf(world: World, about: FaultSpec): Device {
  const namespace = namespaceOf(world, about);
  const name = String(about.device ?? "eth0");
  const device = namespace.devices.get(name);
  if (device === undefined) throw new FaultError(`fault ${about.fault}: ${about.on} has no device ${name}`);
  return device;
}
