/**
 * Rules of roles as `describe` and `auth can-i --list` show them: one resource a line, with all its verbs, sorted.
 *
 * Models: k8s.io/kubectl/pkg/util/rbac/rbac.go, k8s.io/kubectl/pkg/describe/describe.go CombineResourceGroup
 */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

const NOTHING = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** Rules with one verb, one resource and one name each. */
function* simpleRules(rule: Mutable): Generator<PolicyRule> {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const names of resourceNames.length > 0 ? resourceNames.map((name: string) => [name]) : [[]])
          yield { ...NOTHING, verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: names };
  for (const url of nonResourceURLs)
    for (const verb of verbs) yield { ...NOTHING, verbs: [verb], nonResourceURLs: [url] };
}

/** What differs only in its verbs becomes one rule; addresses stay as they are. */
export function compactRules(rules: readonly Mutable[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of rules)
    for (const one of simpleRules(rule)) {
      if (one.nonResourceURLs.length > 0) {
        others.push(one);
        continue;
      }
      const key = JSON.stringify([one.apiGroups, one.resources, one.resourceNames]);
      const known = merged.get(key);
      merged.set(key, known === undefined ? one : { ...one, verbs: [...new Set([...known.verbs, ...one.verbs])] });
    }
  return [...others, ...merged.values()].sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1));
}

/** They are sorted by what Go prints of the whole rule. */
function sortText(rule: PolicyRule): string {
  return `Verbs:${bracketed(rule.verbs)},APIGroups:${bracketed(rule.apiGroups)},Resources:${bracketed(rule.resources)},ResourceNames:${bracketed(rule.resourceNames)},NonResourceURLs:${bracketed(rule.nonResourceURLs)}`;
}

function bracketed(values: readonly string[]): string {
  return `[${values.join(" ")}]`;
}

/** The cells of a rule: resources, addresses, names, verbs. */
export function ruleCells(rule: PolicyRule): string[] {
  return [resourceText(rule), bracketed(rule.nonResourceURLs), bracketed(rule.resourceNames), bracketed(rule.verbs)];
}

/** `deployments.apps/scale` */
function resourceText({ resources, apiGroups }: PolicyRule): string {
  if (resources[0] === undefined) return "";
  const slash = resources[0].indexOf("/");
  const [name, sub] = slash < 0 ? [resources[0], ""] : [resources[0].slice(0, slash), resources[0].slice(slash)];
  return `${name}${apiGroups[0] ? `.${apiGroups[0]}` : ""}${sub}`;
}
