/** CoreDNS away, or with a Corefile that is wrong. Models: `kubectl scale deployment coredns --replicas=0`, a bad edit of its ConfigMap */
import type { ConfigMap, Deployment, Pod } from "../../kube/schema/types.ts";
import type { World } from "../world.ts";
import { type Fault, FaultError } from "./fault.ts";

const NAMESPACE = "kube-system";
const NAME = { namespace: NAMESPACE, name: "coredns" };

export const dnsDown: Fault = {
  name: "dns-down",
  takes: [],
  says: "CoreDNS is scaled to nothing: the Service kube-dns refuses, and no name is known.",
  inject(world) {
    const had = deploymentOf(world).spec?.replicas ?? 2;
    const scale = (replicas: number): void => {
      world.api.client("fault").patch("deployments", NAME, { type: "merge", patch: { spec: { replicas } } });
    };
    scale(0);
    return () => scale(had);
  },
};

const WRONG: Readonly<Record<string, (corefile: string) => string>> = {
  directive: (corefile) => corefile.replace(/^( *)errors$/m, "$1errorz"),
  loop: (corefile) => corefile.replace(/forward \. \S+/, "forward . 127.0.0.1"),
  zone: (corefile) => corefile.replace("kubernetes cluster.local", "kubernetes cluster.lan"),
  upstream: (corefile) => corefile.replace(/forward \. \S+/, "forward . 192.0.2.53"),
};

export const dnsMisconfigured: Fault = {
  name: "dns-misconfigured",
  takes: ["how=directive|loop|zone|upstream"],
  says: "The Corefile has a mistake, and CoreDNS was restarted with it: it crashes, goes in circles, or knows the wrong zone.",
  inject(world, about) {
    const change = WRONG[String(about.how ?? "directive")];
    if (change === undefined)
      throw new FaultError(`fault dns-misconfigured: how=${about.how} is not one of ${Object.keys(WRONG).join(", ")}`);
    const had = world.api.client("fault").get<ConfigMap>("configmaps", NAMESPACE, "coredns")?.data?.Corefile;
    if (had === undefined) throw new FaultError("fault dns-misconfigured: this cluster has no CoreDNS");
    configure(world, change(had));
    return () => configure(world, had);
  },
};

function deploymentOf(world: World): Deployment {
  const found = world.api.client("fault").get<Deployment>("deployments", NAMESPACE, "coredns");
  if (found === undefined) throw new FaultError("fault dns-down: this cluster has no CoreDNS");
  return found;
}

function configure(world: World, corefile: string): void {
  const client = world.api.client("fault");
  client.patch("configmaps", NAME, { type: "merge", patch: { data: { Corefile: corefile } } });
  for (const { metadata } of client.list<Pod>("pods", { namespace: NAMESPACE }))
    if (metadata.labels?.["k8s-app"] === "kube-dns")
      client.delete("pods", { namespace: NAMESPACE, name: metadata.name ?? "" });
}
