/** A route that somebody has got wrong: to the wrong neighbour, or to nowhere. Models: `ip route replace` by a tired hand. */
import { cidr, formatCidr, parseIp } from "../../core/ip.ts";
import { type Fault, FaultError, nodeOf, textOf } from "./fault.ts";

export const wrongRoute: Fault = {
  name: "wrong-route",
  takes: ["on=NODE", "to=CIDR", "via=ADDRESS|nowhere"],
  says: "Packets for that range leave by the wrong door, or by none.",
  inject(world, about) {
    const { routes } = nodeOf(world, about).machine.network;
    const { network } = nodeOf(world, about).machine;
    const to = textOf(about, "to");
    if (!/^[\d.]+\/\d{1,2}$/.test(to)) throw new FaultError(`fault wrong-route: to=${to} is not a range`);
    const dst = cidr(to);
    const had = routes.all().filter((route) => formatCidr(route.dst) === formatCidr(dst));
    const via = textOf(about, "via");
    const gateway = via === "nowhere" ? null : parseIp(via);
    if (via !== "nowhere" && gateway === null) throw new FaultError(`fault wrong-route: via=${via} is not an address`);
    for (const route of had) routes.remove(route);
    const made =
      gateway === null
        ? routes.add({ dst, type: "blackhole", protocol: "static" })
        : routes.add({ dst, via: gateway, device: network.device("eth0") ?? null, protocol: "static", onlink: true });
    return () => {
      routes.remove(made);
      for (const route of had) routes.add(route);
    };
  },
};
