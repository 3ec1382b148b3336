/**
 * A DaemonSet without Pods: a node selector that no node has takes them away, as operators do it by hand.
 *
 * Models: `kubectl patch daemonset … nodeSelector`, and what each agent leaves behind
 */
import type { KubeObject } from "../../kube/api/objects.ts";
import type { World } from "../world.ts";
import { type Fault, FaultError, nodesOf } from "./fault.ts";

const NOWHERE = "hop.example/nowhere";

function take(world: World, name: string, namespace: string): () => void {
  const client = world.api.client("fault");
  const patch = (value: string | null): void => {
    client.patch(
      "daemonsets",
      { namespace, name },
      { type: "strategic", patch: { spec: { template: { spec: { nodeSelector: { [NOWHERE]: value } } } } } },
    );
  };
  patch("true");
  return () => patch(null);
}

export const kubeProxyGone: Fault = {
  name: "kube-proxy-gone",
  takes: [],
  says: "kube-proxy's Pods are gone: the rules stay as they were, and new Services or endpoints have none.",
  inject(world) {
    if (world.api.client("fault").get("daemonsets", "kube-system", "kube-proxy") === undefined)
      throw new FaultError("fault kube-proxy-gone: this cluster has no kube-proxy");
    return take(world, "kube-proxy", "kube-system");
  },
};

export const cniGone: Fault = {
  name: "cni-gone",
  takes: ["on=NODE"],
  says: "The CNI's agent does not run and its configuration is missing: the node is NotReady, new Pods wait for a network.",
  inject(world, about) {
    const client = world.api.client("fault");
    const agents = client
      .list<KubeObject>("daemonsets")
      .filter(({ metadata }) => /^(kindnet|kube-flannel-ds|calico-node|cilium|aws-node)$/.test(metadata.name ?? ""));
    const back = agents.map(({ metadata }) => take(world, metadata.name ?? "", metadata.namespace ?? ""));
    const folder = "/etc/cni/net.d";
    const files: { restore(): void }[] = [];
    for (const { machine } of nodesOf(world, about))
      for (const name of machine.fs.exists(folder) ? machine.fs.list(folder) : []) {
        const path = `${folder}/${name}`;
        if (machine.fs.tryNode(path)?.kind !== "file") continue;
        const text = machine.fs.readText(path);
        machine.fs.removeFile(path);
        files.push({ restore: () => machine.fs.writeFile(path, text) });
      }
    return () => {
      for (const { restore } of files) restore();
      for (const repair of back) repair();
    };
  },
};
