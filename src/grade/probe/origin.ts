/**
 * Where a check sends from: the learner's machine, a node, a Pod of the lab, or a Pod that the check makes itself in
 * the copy. All of them are machines with a network namespace; nothing is sent any other way than a program would.
 */
import type { Machine } from "../../sim/os/machine.ts";
import type { Problem } from "../check.ts";
import type { Copy } from "../copy.ts";
import { podsMatching } from "../lookup/pods.ts";

/** `host`, `node/NAME`, `pod/[NAMESPACE/]NAME`, `pods/[NAMESPACE/]LABELS` (the first that runs), `probe[/NAMESPACE]`. */
export type From = string;

export interface Origin {
  readonly machine: Machine;
  /** `a Pod of namespace default`, as it stands in sentences. */
  readonly name: string;
  readonly namespace: string;
  /** The Pod that it is; null for a machine. */
  readonly pod: string | null;
}

const PROBE = { name: "hop-probe", image: "busybox:1.37", startSeconds: 60 } as const;
const FORM = /^(host|node\/[^/]+|(pod|pods)\/([^/]+\/)?[^/]+|probe(\/[^/]+)?)$/;

export function problemsOfFrom(from: From): Problem[] {
  if (FORM.test(from)) return [];
  const wanted = "host, node/NAME, pod/[NAMESPACE/]NAME, pods/[NAMESPACE/]LABELS or probe[/NAMESPACE]";
  return [{ field: "from", got: from, wanted, fix: 'write from: "probe"' }];
}

/** How it is called before anybody has looked for it. */
export function nameOf(from: From): string {
  const { sort, namespace, name } = parts(from);
  switch (sort) {
    case "host":
      return "your machine";
    case "node":
      return `node ${name}`;
    case "probe":
      return `a Pod of namespace ${namespace}`;
    case "pods":
      return `a Pod with the labels ${name}`;
    default:
      return `Pod ${name}`;
  }
}

/** The machine, or a sentence saying why there is none. */
export function originOf(copy: Copy, from: From): Origin | string {
  const { sort, namespace, name } = parts(from);
  const found = (machine: Machine | undefined, why: string, pod: string | null = null): Origin | string =>
    machine === undefined ? why : { machine, name: nameOf(from), namespace, pod };
  switch (sort) {
    case "host":
      return found(copy.cluster.host, "");
    case "node":
      return found(copy.cluster.node(name), `there is no node ${name}`);
    case "probe":
      return found(
        probeMachine(copy, namespace),
        `no Pod could be started in namespace ${namespace} to send from`,
        PROBE.name,
      );
    case "pods": {
      const [pod] = podsMatching(copy, namespace, name).filter((candidate) => candidate.ready);
      if (pod === undefined) return `no Pod with the labels ${name} is ready in namespace ${namespace}`;
      return found(copy.cluster.container(namespace, pod.name), `Pod ${pod.name} does not run`, pod.name);
    }
    default:
      return found(
        copy.cluster.container(namespace, name),
        `there is no running Pod ${name} in namespace ${namespace}`,
        name,
      );
  }
}

function parts(from: From): { sort: string; namespace: string; name: string } {
  const [sort = "", ...rest] = from.split("/");
  if (sort === "probe") return { sort, namespace: rest[0] ?? "default", name: PROBE.name };
  const name = rest.at(-1) ?? "";
  return { sort, namespace: rest.length > 1 ? (rest[0] as string) : "default", name };
}

function probeMachine(copy: Copy, namespace: string): Machine | undefined {
  const running = (): Machine | undefined => copy.cluster.container(namespace, PROBE.name);
  if (running() === undefined && copy.get("namespaces", undefined, namespace) !== undefined) {
    copy.api.create("pods", probePod(namespace));
    copy.until(() => running() !== undefined, PROBE.startSeconds);
  }
  return running();
}

function probePod(namespace: string): Parameters<Copy["api"]["create"]>[1] {
  const container = { name: "probe", image: PROBE.image, command: ["sleep", "1000000"] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: PROBE.name, namespace, labels: { "hop-by-hop/probe": "true" } },
    spec: { containers: [container], terminationGracePeriodSeconds: 0 },
  };
}
