/** A world that a visitor put together, looked at before it is opened: what there is not is refused in a sentence. */
import { openSession, type SessionSpec } from "../../../shell/session.ts";
import { FaultError } from "../../../sim/node/faults/fault.ts";
import type { Software } from "../../../sim/node/parts/software.ts";
import { cniFits } from "../../../sim/node/profiles/cni-fits.ts";
import { withNodes } from "../../../sim/node/profiles/with-nodes.ts";

export function refusalOf(spec: SessionSpec, software: Software): string | null {
  const { parts } = software;
  const profile = parts.find("profiles", spec.profile);
  if (profile === undefined) return `There is no cluster “${spec.profile}”.`;
  const cni = spec.cni === undefined ? undefined : parts.find("cnis", spec.cni);
  if (spec.cni !== undefined && cni === undefined) return `There is no CNI “${spec.cni}”.`;
  if (cni !== undefined && !cniFits(profile, cni))
    return `The cluster ${spec.profile} cannot have the CNI ${spec.cni}.`;
  if (spec.proxyMode !== undefined && parts.find("proxyModes", spec.proxyMode) === undefined)
    return `There is no proxy mode “${spec.proxyMode}”.`;
  if (typeof spec.nodes === "number" && withNodes(profile, spec.nodes) === null)
    return `The cluster ${spec.profile} cannot have ${spec.nodes} nodes.`;
  return refusalOfFaults(spec, software);
}

/** What a fault is about shows only in a cluster: one is made, and thrown away. */
function refusalOfFaults(spec: SessionSpec, software: Software): string | null {
  if ((spec.faults ?? []).length === 0) return null;
  try {
    openSession(spec, software);
    return null;
  } catch (error) {
    if (error instanceof FaultError) return `It cannot go wrong like that: ${error.message}.`;
    throw error;
  }
}
