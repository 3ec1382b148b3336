/** `reach`: probes between Pods, addresses, nodes and Services; thousands a call. */
import { Foresight } from "../../../sim/node/policy/foresee.ts";
import type { Request } from "../fields.ts";
import { optionalList } from "../fields.ts";
import { probe } from "../probe.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function reach({ cluster }: RpcWorld, request: Request): Record<string, unknown> {
  const probes = optionalList(request, "probes");
  if (probes === undefined) throw new Refusal("reach: probes is missing");
  const foresight = new Foresight(cluster.world);
  return { results: probes.map((one) => probe(cluster, foresight, one as Request)) };
}
