/** The question was asked and nobody answered: the policy that keeps it back, or the servers that are not there. */
import type { Pod } from "../../sim/kube/schema/types.ts";
import { podsMatching } from "../lookup/pods.ts";
import type { BrokenLink } from "./broken-link.ts";
import { DNS_SERVICE } from "./name.ts";
import { trouble } from "./pods.ts";
import { diagnosePolicy } from "./policy.ts";
import type { Situation } from "./situation.ts";
import { diagnoseWay } from "./way.ts";

const DNS_PORT = 53;

export function diagnoseDns(situation: Situation): BrokenLink {
  const { copy, origin } = situation;
  const servers = podsMatching(copy, DNS_SERVICE.namespace, "k8s-app=kube-dns");
  const ready = servers.filter((pod) => pod.ready);
  if (copy.get("services", DNS_SERVICE.namespace, DNS_SERVICE.name) === undefined)
    return {
      stage: "dns",
      saw: "there is no Service kube-dns in kube-system, and every Pod asks its address",
      lookAt: `/etc/resolv.conf of ${origin.name}`,
    };
  if (ready.length === 0) return noServer(copy.list<Pod>("pods", DNS_SERVICE.namespace, "k8s-app=kube-dns"));
  for (const pod of ready) {
    const policy = diagnosePolicy(situation, { pod, port: DNS_PORT, protocol: "UDP" });
    if (policy !== null) return { ...policy, saw: `the question for the name does not get to CoreDNS: ${policy.saw}` };
  }
  const way = diagnoseWay(situation);
  if (way !== null) return { ...way, saw: `the question for the name gets no answer: ${way.saw}` };
  return {
    stage: "dns",
    saw: "CoreDNS runs and does not answer",
    lookAt: "kubectl logs -n kube-system -l k8s-app=kube-dns",
  };
}

function noServer(pods: readonly Pod[]): BrokenLink {
  const lookAt = "kubectl get pods -n kube-system -l k8s-app=kube-dns";
  if (pods.length === 0) return { stage: "dns", saw: "no Pod of CoreDNS runs, so no name has an address", lookAt };
  const why = trouble(pods[0] as Pod);
  return { stage: "dns", saw: `no Pod of CoreDNS is ready${why === null ? "" : `: ${why.saw}`}`, lookAt };
}
