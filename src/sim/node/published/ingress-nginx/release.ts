/** What differs from release to release of ingress-nginx, and what all its objects have in common. */

export interface Release {
  readonly version: string;
  readonly controller: string;
  readonly certgen: string;
  /** From 1.9 on Pods are told more about what they may not do, and Jobs go when they are done. */
  readonly isLate: boolean;
}

export type Plain = { readonly [key: string]: unknown };
export type Component = "controller" | "admission-webhook";

export const NAMESPACE = "ingress-nginx";

export function selectorOf(component: Component): Plain {
  return {
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/instance": NAMESPACE,
    "app.kubernetes.io/name": NAMESPACE,
  };
}

export function labelsOf({ version }: Release, component: Component | null): Plain {
  const named = component === null ? {} : { "app.kubernetes.io/component": component };
  return {
    ...named,
    "app.kubernetes.io/instance": NAMESPACE,
    "app.kubernetes.io/name": NAMESPACE,
    "app.kubernetes.io/part-of": NAMESPACE,
    "app.kubernetes.io/version": version,
  };
}

export function metadataOf(
  release: Release,
  { name, component, isNamespaced = true }: { name: string; component: Component | null; isNamespaced?: boolean },
): Plain {
  return { labels: labelsOf(release, component), name, ...(isNamespaced ? { namespace: NAMESPACE } : {}) };
}
