/** `reach`: probes between Pods, addresses and Services, each a connection that is really attempted. */
import type { Request } from "../fields.ts";
import { optionalList } from "../fields.ts";
import { probe } from "../probe.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

export function reach(world: RpcWorld, request: Request): Record<string, unknown> {
  const probes = optionalList(request, "probes");
  if (probes === undefined) throw new Refusal("reach: probes is missing");
  return { results: probes.map((one) => probe(world.cluster, one as Request)) };
}
