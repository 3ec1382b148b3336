/** A machine whose clock is wrong: certificates are not valid yet, or not any more. Models: a host without NTP */
import type { Machine } from "../../os/machine.ts";
import { type Fault, FaultError, nodeOf, textOf } from "./fault.ts";

const HOUR_MS = 3_600_000;

export const clockSkew: Fault = {
  name: "clock-skew",
  takes: ["on=NODE|NAMESPACE/POD|host", "hours=NUMBER"],
  says: "The machine's clock is so many hours ahead (or, negative, behind): it takes certificates for expired, or not yet valid.",
  inject(world, about) {
    const hours = Number(about.hours);
    if (!Number.isFinite(hours)) throw new FaultError("fault clock-skew wants hours=NUMBER");
    const wanted = textOf(about, "on");
    const [namespace = "", pod] = wanted.split("/");
    const machine: Machine | undefined =
      wanted === "host"
        ? world.host
        : pod === undefined
          ? nodeOf(world, about).machine
          : world.container(namespace, pod);
    if (machine === undefined) throw new FaultError(`fault clock-skew: no Pod ${wanted} is running`);
    machine.skewMs = Math.round(hours * HOUR_MS);
    return () => {
      machine.skewMs = 0;
    };
  },
};
