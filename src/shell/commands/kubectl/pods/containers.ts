/** Which container of a Pod is meant. Models: k8s.io/kubectl/pkg/cmd/util/podcmd/podcmd.go */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";
import type { Invocation } from "../invocation.ts";

export const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

export function allContainers(pod: Mutable): Mutable[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [...initContainers, ...containers, ...ephemeralContainers];
}

export function findContainer(pod: Mutable, name: string): Mutable | undefined {
  return allContainers(pod).find((container) => container.name === name);
}

export function containerNames(pod: Mutable): string {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [
    ...containers.map(({ name }: Mutable) => name),
    ...ephemeralContainers.map(({ name }: Mutable) => `${name} (ephem)`),
    ...initContainers.map(({ name }: Mutable) => `${name} (init)`),
  ].join(", ");
}

export function notAContainer(pod: Mutable, name: string): CommandError {
  return new CommandError(`container ${name} is not valid for pod ${pod.metadata.name} out of: ${containerNames(pod)}`);
}

/** The named one, the one that the Pod's annotation prefers, or the first, which is told where there are more. */
export function* containerOrDefault(
  call: Invocation,
  pod: Mutable,
  options: { readonly name: string; readonly isQuiet: boolean },
): Run<Mutable> {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  if (containers.length === 0)
    throw new CommandError(`pod ${pod.metadata.namespace}/${pod.metadata.name} does not have any containers`);
  const name = options.name || pod.metadata.annotations?.[DEFAULT_CONTAINER] || "";
  if (name !== "") {
    const named = findContainer(pod, name);
    if (named === undefined) throw notAContainer(pod, name);
    return named;
  }
  const [first] = containers;
  if (!options.isQuiet && (containers.length > 1 || initContainers.length > 0 || ephemeralContainers.length > 0))
    yield* call.printError(`Defaulted container ${goQuote(first.name)} out of: ${containerNames(pod)}\n`);
  return first;
}
