/** What differs from release to release of ingress-nginx, and what all its objects have in common. */

export interface Release {
  readonly version: string;
  /** 1.12.3 as 1203, to be compared. */
  readonly number: number;
  readonly controller: string;
  readonly certgen: string;
}

/** Where the cluster is: behind a cloud's load balancers, in kind, or on nobody's premises but one's own. */
export type Provider = "cloud" | "kind" | "baremetal";

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
