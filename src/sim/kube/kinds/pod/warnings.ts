/**
 * What the API server remarks about Pods that it takes all the same.
 *
 * Models: pkg/api/pod/warnings.go
 */
import type { PodSpec } from "../../schema/types.ts";

export function podWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const [list, containers] of [
    ["initContainers", spec.initContainers ?? []],
    ["containers", spec.containers ?? []],
  ] as const)
    for (const [i, container] of containers.entries()) {
      const seen = new Set<string>();
      for (const [j, { name }] of (container.env ?? []).entries()) {
        if (seen.has(name))
          warnings.push(
            `${path}.${list}[${i}].env[${j}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
          );
        seen.add(name);
      }
    }
  return warnings;
}
