/**
 * May this user do that? Members of system:masters may do everything; others what roles bound to them allow.
 *
 * Models: plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go
 * SIMPLIFIED: no aggregated cluster roles, no node authorizer; paths that are no resources are open to everybody.
 */
import type { PolicyRule } from "../schema/types.ts";
import type { KubeObject } from "./objects.ts";
import type { ApiUser } from "./request.ts";
import type { Store } from "./store.ts";

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With the subresource: `pods/log`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason?: string;
}

export const ADMIN: ApiUser = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };
const EXTRA = "impersonate-extra-";
const MASTERS = "system:masters";

/** What system:basic-user lets everybody ask who is logged in. */
const QUESTIONS: readonly PolicyRule[] = [
  { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
  {
    verbs: ["create"],
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
  },
];
interface Binding extends KubeObject {
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  readonly roleRef: { readonly kind: string; readonly name: string };
}

export class Authorizer {
  readonly #store: Store;

  readonly #allowsAll: boolean;

  constructor(store: Store, allowsAll = false) {
    this.#store = store;
    this.#allowsAll = allowsAll;
  }

  decide(user: ApiUser, attributes: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return { allowed: true };
    if (QUESTIONS.some((rule) => covers(rule, attributes))) return { allowed: true };
    for (const { binding, rules } of this.#granted(user, attributes.namespace))
      if (rules.some((rule) => covers(rule, attributes))) return { allowed: true, reason: reasonOf(binding, user) };
    return { allowed: this.#allowsAll };
  }

  /** For paths that are no resources: `/version`, `/api`. */
  allowsPath(user: ApiUser, path: string): boolean {
    if (user.groups.includes(MASTERS)) return true;
    const rules = this.#granted(user, undefined).flatMap((granted) => granted.rules);
    return rules
      .flatMap(({ nonResourceURLs = [] }) => nonResourceURLs)
      .some((url) => url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1))));
  }

  /** For `kubectl auth can-i --list`. */
  rulesFor(
    user: ApiUser,
    namespace: string,
  ): { resourceRules: readonly PolicyRule[]; nonResourceRules: readonly PolicyRule[] } {
    const granted = this.#granted(user, namespace).flatMap(({ rules }) => rules);
    const isOfPaths = ({ nonResourceURLs = [] }: PolicyRule): boolean => nonResourceURLs.length > 0;
    return {
      resourceRules: granted.filter((rule) => !isOfPaths(rule)),
      nonResourceRules: granted.filter(isOfPaths),
    };
  }

  #granted(user: ApiUser, namespace: string | undefined): { binding: Binding; rules: readonly PolicyRule[] }[] {
    const cluster = this.#bindings("clusterrolebindings", undefined);
    const local = namespace === undefined ? [] : this.#bindings("rolebindings", namespace);
    return [...cluster, ...local]
      .filter(({ subjects = [] }) => subjects.some((subject) => isSubject(subject, user)))
      .map((binding) => ({ binding, rules: this.#rules(binding) }));
  }

  #bindings(resource: string, namespace: string | undefined): readonly Binding[] {
    return this.#store.collection(`${resource}.rbac.authorization.k8s.io`).list(namespace) as unknown as Binding[];
  }

  #rules({ roleRef, metadata }: Binding): readonly PolicyRule[] {
    const isCluster = roleRef.kind === "ClusterRole";
    const roles = this.#store.collection(`${isCluster ? "clusterroles" : "roles"}.rbac.authorization.k8s.io`);
    const role = roles.get(isCluster ? undefined : metadata.namespace, roleRef.name);
    return (role as unknown as { rules?: readonly PolicyRule[] } | undefined)?.rules ?? [];
  }
}

function isSubject(
  { kind, name, namespace = "" }: { readonly kind: string; readonly name: string; readonly namespace?: string },
  user: ApiUser,
): boolean {
  if (kind === "Group") return user.groups.includes(name);
  return user.name === (kind === "ServiceAccount" ? `system:serviceaccount:${namespace}:${name}` : name);
}

function covers(rule: PolicyRule, { verb, group, resource, name }: Attributes): boolean {
  const has = (list: readonly string[] | undefined, ...wanted: readonly string[]): boolean =>
    list !== undefined && (list.includes("*") || wanted.some((one) => list.includes(one)));
  const slash = resource.indexOf("/");
  const anyParent = slash < 0 ? resource : `*${resource.slice(slash)}`;
  const names = rule.resourceNames ?? [];
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    has(rule.resources, resource, anyParent) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

function reasonOf({ kind, metadata, roleRef, subjects = [] }: Binding, user: ApiUser): string {
  const by = metadata.namespace === undefined ? metadata.name : `${metadata.name}/${metadata.namespace}`;
  const subject = subjects.find((one) => isSubject(one, user));
  const who = subject?.kind === "ServiceAccount" ? `${subject.name}/${subject.namespace}` : subject?.name;
  return `RBAC: allowed by ${kind} "${by}" of ${roleRef.kind} "${roleRef.name}" to ${subject?.kind} "${who}"`;
}

/** Why not, as the answer to the request says it. */
export function denial(user: ApiUser, { verb, group, resource, namespace }: Attributes): string {
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

/** Who asks: somebody that the server knows, or whom that somebody wants to be taken for. */
export function userOf(headers: ReadonlyMap<string, string>, user: ApiUser | undefined): ApiUser {
  const name = headers.get("impersonate-user");
  if (name === undefined) return user ?? ADMIN;
  const asked = (headers.get("impersonate-group") ?? "").split(",").filter((one) => one !== "");
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? [];
  const accounts = namespace === undefined ? [] : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  const uid = headers.get("impersonate-uid");
  const extra: [string, string[]][] = [];
  for (const [header, value] of headers)
    if (header.startsWith(EXTRA)) extra.push([header.slice(EXTRA.length), value.split(",")]);
  return {
    name,
    groups: [...new Set([...asked, ...accounts, "system:authenticated"])],
    ...(uid === undefined ? {} : { uid }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}
