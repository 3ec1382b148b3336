/**
 * `kubectl auth reconcile`: roles and bindings of files come into force; what they give is added, nothing is lost
 * unless that is asked for.
 *
 * Models: k8s.io/kubectl/pkg/cmd/auth/reconcile.go, k8s.io/component-helpers/auth/rbac/reconciliation
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { type JsonObject, type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import { pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { dryRunOf } from "../dry-run.ts";
import { CommandError, expected, hasStatusReason, throwAll } from "../errors.ts";
import { bool } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, OUTPUT_FLAGS } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { compactRules, type PolicyRule } from "../rbac/policy-rules.ts";

const GROUP = "rbac.authorization.k8s.io";
const ROLES = ["Role", "ClusterRole"];
const BINDINGS = ["RoleBinding", "ClusterRoleBinding"];
const AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";

export const RECONCILE: Command = {
  name: "reconcile",
  summary: "Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects",
  usage: "-f FILENAME",
  flags: [...FILENAME_FLAGS, ...OUTPUT_FLAGS, DRY_RUN, bool("remove-extra-permissions"), bool("remove-extra-subjects")],
  *run(call) {
    if (!hasFiles(call)) throw new CommandError("must specify one of -f and -k");
    if (call.args.length > 0) throw new CommandError("no arguments are allowed");
    if (dryRunOf(call.flags) === "server") throw new CommandError("--dry-run=server for command is not supported yet");
    const results = new Results(call);
    const found = yield* findResources(call, queryOf(call));
    const errors: Error[] = [...found.errors];
    for (const info of found.infos) {
      try {
        yield* reconcile(call, info, results);
      } catch (error) {
        errors.push(expected(error));
      }
    }
    throwAll(errors);
  },
};

interface Outcome {
  readonly object: Mutable;
  readonly operation: "" | "create" | "update" | "recreate";
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

function* reconcile(call: Invocation, info: Info, results: Results): Run<void> {
  const { group, kind } = info.mapping;
  if (group !== GROUP || (!ROLES.includes(kind) && !BINDINGS.includes(kind))) return;
  const isRole = ROLES.includes(kind);
  const current = yield* currentOf(call, info);
  const isProtected = current?.metadata.annotations?.[AUTOUPDATE] === "false";
  const outcome = isRole ? roleOutcome(call, info.object, current) : bindingOutcome(call, info.object, current);
  const object = isProtected ? outcome.object : yield* store(call, info, { outcome, current, results });
  yield* results.print(object, "reconciled");
  if (outcome.operation === "") return;
  const caveat = isProtected ? `, but object opted out (${AUTOUPDATE}: false)` : "";
  let text = `\treconciliation required ${outcome.operation}${caveat}\n`;
  const what = isRole ? "rules" : "subjects";
  const removes = call.flags.bool(isRole ? "remove-extra-permissions" : "remove-extra-subjects");
  if (outcome.missing.length > 0)
    text += `\tmissing ${what} added:\n${outcome.missing.map((one) => `\t\t${one}\n`).join("")}`;
  if (removes && outcome.extra.length > 0)
    text += `\textra ${what} removed:\n${outcome.extra.map((one) => `\t\t${one}\n`).join("")}`;
  yield* call.printError(text);
}

function* currentOf(call: Invocation, info: Info): Run<Mutable | null> {
  try {
    return yield* call.client.get(pathOfInfo(info));
  } catch (error) {
    if (hasStatusReason(error, "NotFound")) return null;
    throw error;
  }
}

function* store(
  call: Invocation,
  info: Info,
  how: { readonly outcome: Outcome; readonly current: Mutable | null; readonly results: Results },
): Run<Mutable> {
  const { operation, object } = how.outcome;
  if (how.results.dryRun !== "none" || operation === "") return object;
  if (operation === "recreate") yield* call.client.request("DELETE", pathOfInfo(info));
  if (operation === "update") return yield* call.client.request("PUT", pathOfInfo(info), { body: object });
  return yield* call.client.request("POST", pathOf(info.mapping, info.namespace), { body: object });
}

function mergedMeta(current: Mutable, wanted: Mutable): Mutable {
  return {
    ...current.metadata,
    ...(wanted.metadata.labels === undefined
      ? {}
      : { labels: { ...wanted.metadata.labels, ...current.metadata.labels } }),
    ...(wanted.metadata.annotations === undefined
      ? {}
      : { annotations: { ...wanted.metadata.annotations, ...current.metadata.annotations } }),
  };
}

function roleOutcome({ flags }: Invocation, wanted: Mutable, current: Mutable | null): Outcome {
  if (current === null)
    return { object: wanted, operation: "create", missing: compactRules(wanted.rules ?? []).map(goRule), extra: [] };
  const missing = notCovered(current.rules ?? [], wanted.rules ?? []);
  const extra = notCovered(wanted.rules ?? [], current.rules ?? []);
  const removes = flags.bool("remove-extra-permissions") && extra.length > 0;
  const rules = removes ? wanted.rules : [...(current.rules ?? []), ...missing.map(ruleObject)];
  const object = { ...current, metadata: mergedMeta(current, wanted), rules };
  const isSame = missing.length === 0 && !removes && sameJson(object, current);
  return {
    object,
    operation: isSame ? "" : "update",
    missing: missing.map(goRule),
    extra: extra.map(goRule),
  };
}

/** What the second rules allow and the first do not. */
function notCovered(owner: readonly Mutable[], wanted: readonly Mutable[]): PolicyRule[] {
  const has = (list: readonly string[], one: string | undefined): boolean =>
    one === undefined || list.includes("*") || list.includes(one);
  const single = compactRules(wanted).flatMap((rule) => rule.verbs.map((verb) => ({ ...rule, verbs: [verb] })));
  const missing = single.filter(
    (rule) =>
      !owner.some(
        ({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }) =>
          has(verbs, rule.verbs[0]) &&
          has(apiGroups, rule.apiGroups[0]) &&
          has(resources, rule.resources[0]) &&
          has(nonResourceURLs, rule.nonResourceURLs[0]) &&
          (resourceNames.length === 0 || (rule.resourceNames.length > 0 && has(resourceNames, rule.resourceNames[0]))),
      ),
  );
  return compactRules(missing);
}

function ruleObject(rule: PolicyRule): JsonObject {
  return Object.fromEntries(Object.entries(rule).filter(([, values]) => values.length > 0)) as JsonObject;
}

function goRule({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const list = (values: readonly string[]): string => `[${values.join(" ")}]`;
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`;
}

function bindingOutcome({ flags }: Invocation, wanted: Mutable, current: Mutable | null): Outcome {
  const subjects: readonly Mutable[] = wanted.subjects ?? [];
  if (current === null) return { object: wanted, operation: "create", missing: subjects.map(goSubject), extra: [] };
  if (!sameJson(wanted.roleRef, current.roleRef))
    return { object: wanted, operation: "recreate", missing: [], extra: [] };
  const held: readonly Mutable[] = current.subjects ?? [];
  const missing = subjects.filter((one) => !held.some((other) => goSubject(one) === goSubject(other)));
  const extra = held.filter((one) => !subjects.some((other) => goSubject(one) === goSubject(other)));
  const removes = flags.bool("remove-extra-subjects") && extra.length > 0;
  const kept = removes ? held.filter((one) => !extra.includes(one)) : held;
  const object = { ...current, metadata: mergedMeta(current, wanted), subjects: [...kept, ...missing] };
  const isSame = missing.length === 0 && !removes && sameJson(object, current);
  return { object, operation: isSame ? "" : "update", missing: missing.map(goSubject), extra: extra.map(goSubject) };
}

function goSubject({ kind, apiGroup, name, namespace = "" }: Mutable): string {
  const group = apiGroup ?? (kind === "ServiceAccount" ? "" : GROUP);
  return `{Kind:${kind} APIGroup:${group} Name:${name} Namespace:${namespace}}`;
}
