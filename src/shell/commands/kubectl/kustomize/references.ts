/**
 * When an object gets another name, those that speak of it follow.
 *
 * Models: sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/namereference.go, api/internal/accumulator
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { nameOf, namespaceOf, type Resource } from "./resource.ts";

/** The kind that a field speaks of; null when it is no reference. */
function kindMeant(field: string, parent: string, holder: Mutable): string | null {
  if (field === "serviceAccountName" || field === "serviceAccount") return "ServiceAccount";
  if (field === "claimName" && parent === "persistentVolumeClaim") return "PersistentVolumeClaim";
  if (field === "secretName") return "Secret";
  if (field === "serviceName") return "Service";
  if (field === "priorityClassName") return "PriorityClass";
  if (field === "storageClassName") return "StorageClass";
  if (field === "ingressClassName") return "IngressClass";
  if (field !== "name") return null;
  if (parent === "configMapRef" || parent === "configMapKeyRef" || parent === "configMap") return "ConfigMap";
  if (parent === "secretRef" || parent === "secretKeyRef" || parent === "secret") return "Secret";
  if (parent === "imagePullSecrets") return "Secret";
  if (parent === "service") return "Service";
  if (["scaleTargetRef", "roleRef", "parentRefs", "backendRefs"].includes(parent))
    return holder.kind ?? (parent === "backendRefs" ? "Service" : "Gateway");
  return parent === "subjects" && holder.kind === "ServiceAccount" ? "ServiceAccount" : null;
}

/** Follows every change of name in all resources. */
export function followNames(resources: readonly Resource[]): void {
  const changed = resources.filter(({ formerNames }) => formerNames.length > 0);
  if (changed.length === 0) return;
  for (const resource of resources) {
    const place = [namespaceOf(resource), ...resource.formerNames.map(({ namespace }) => namespace)];
    const walk = (value: Mutable, parent: string): Mutable => {
      if (Array.isArray(value)) return value.map((item) => walk(item, parent));
      if (!isObject(value)) return value;
      const holder: Mutable = value;
      const out: Mutable = {};
      for (const [field, inner] of Object.entries<Mutable>(value)) {
        const kind = typeof inner === "string" ? kindMeant(field, parent, holder) : null;
        const meant = kind === null ? undefined : findMeant(changed, { kind, name: inner, place, holder });
        out[field] = meant === undefined ? walk(inner, field) : nameOf(meant);
        if (meant !== undefined && parent === "subjects" && holder.namespace !== undefined)
          out.namespace = namespaceOf(meant) || holder.namespace;
      }
      if (parent === "subjects" && out.namespace !== undefined && holder.namespace !== undefined) {
        const account = findMeant(changed, {
          kind: "ServiceAccount",
          name: holder.name,
          place: [holder.namespace],
          holder,
        });
        if (account !== undefined && namespaceOf(account) !== "") out.namespace = namespaceOf(account);
      }
      return out;
    };
    const { metadata, ...rest } = resource.object;
    const body = walk(rest, "");
    resource.object = { ...body, metadata };
  }
}

function findMeant(
  changed: readonly Resource[],
  asked: {
    readonly kind: string;
    readonly name: string;
    readonly place: readonly string[];
    readonly holder: Mutable;
  },
): Resource | undefined {
  const fits = (resource: Resource, isStrict: boolean): boolean =>
    resource.object.kind === asked.kind &&
    resource.formerNames.some(
      ({ name, namespace }) => name === asked.name && (!isStrict || asked.place.includes(namespace)),
    );
  return changed.find((one) => fits(one, true)) ?? changed.find((one) => fits(one, false));
}
