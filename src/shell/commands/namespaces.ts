/** The network namespaces of a machine's containers, as its tools name them; a machine without a runtime has none. */
import type { NetNamespace } from "../../sim/net/namespace.ts";
import { NODE_RUNTIME } from "../../sim/node/runtime-plug.ts";
import type { Machine } from "../../sim/os/machine.ts";

export interface NamedNamespace {
  readonly name: string;
  readonly network: NetNamespace;
  readonly pids: readonly number[];
}

export function namespacesOf(machine: Machine): readonly NamedNamespace[] {
  const runtime = machine.plugged(NODE_RUNTIME);
  if (runtime === undefined) return [];
  const containers = runtime.containers();
  return runtime.sandboxes().flatMap(({ netns, namespace, pid }) => {
    if (netns === null) return [];
    const inside = containers.filter(({ sandbox, isRunning }) => isRunning && sandbox.netns === netns);
    return [{ name: netns, network: namespace, pids: [pid, ...inside.map((one) => one.pid)] }];
  });
}
