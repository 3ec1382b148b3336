/**
 * Roles and their bindings. Models: k8s.io/kubectl/pkg/cmd/create/create_{role,rolebinding,clusterrole,clusterrolebinding}.go
 */
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import type { Mapping } from "../../client/rest-mapper.ts";
import { CommandError, goQuote } from "../../errors.ts";
import { list, pairs, slice, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { generator } from "./generator.ts";

const API = "rbac.authorization.k8s.io/v1";
const GROUP = "rbac.authorization.k8s.io";
const VERBS = [
  "*",
  "get",
  "delete",
  "list",
  "create",
  "update",
  "patch",
  "watch",
  "proxy",
  "deletecollection",
  "use",
  "bind",
  "escalate",
  "impersonate",
  "approve",
  "sign",
  "attest",
];

const RULE_FLAGS = [list("resource-name"), slice("resource"), slice("verb")];
const SUBJECT_FLAGS = [list("group"), list("serviceaccount"), list("user")];

export const CREATE_ROLE = generator({
  name: "role",
  summary: "Create a role with single rule",
  usage:
    "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]",
  flags: RULE_FLAGS,
  failure: "failed to create role",
  *make(call, name) {
    if (call.flags.list("verb").length === 0) throw new CommandError("at least one verb must be specified");
    yield* warnOfVerbs(call);
    if (call.flags.list("resource").length === 0) throw new CommandError("at least one resource must be specified");
    return { apiVersion: API, kind: "Role", metadata: { name }, rules: yield* rulesOf(call) };
  },
});

export const CREATE_CLUSTERROLE = generator({
  name: "clusterrole",
  summary: "Create a cluster role",
  usage: "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]",
  flags: [...RULE_FLAGS, pairs("aggregation-rule", { wrong: wrongPairs }), slice("non-resource-url")],
  failure: "failed to create clusterrole",
  make: makeClusterRole,
});

function* makeClusterRole(call: Invocation, name: string): Run<Mutable> {
  const { flags } = call;
  const metadata = { name };
  const aggregated = flags.list("aggregation-rule");
  const [verbs, urls, resources] = ["verb", "non-resource-url", "resource"].map((flag) => flags.list(flag)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  if (aggregated.length > 0) {
    const matchLabels = Object.fromEntries(aggregated.map(pairOf));
    return {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels }] },
      apiVersion: API,
      kind: "ClusterRole",
      metadata,
      rules: null,
    };
  }
  if (verbs.length === 0) throw new CommandError("at least one verb must be specified");
  if (resources.length === 0 && urls.length === 0)
    throw new CommandError("one of resource or nonResourceURL must be specified");
  const bare = urls.find((url) => !url.startsWith("/") && url !== "*");
  if (bare !== undefined) throw new CommandError("nonResourceURL should start with /");
  yield* warnOfVerbs(call);
  const rules = resources.length > 0 ? yield* rulesOf(call) : [];
  if (urls.length > 0) rules.push({ nonResourceURLs: urls, verbs: unique(verbs) });
  return { apiVersion: API, kind: "ClusterRole", metadata, rules };
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function wrongPairs(value: string): string | null {
  const isWhole = value.split(",").every((pair) => pair === "" || pair.includes("="));
  return isWhole ? null : "malformed pair, expect string=string";
}

function* warnOfVerbs(call: Invocation): Run<void> {
  for (const verb of call.flags.list("verb"))
    if (!VERBS.includes(verb)) yield* call.printError(`Warning: '${verb}' is not a standard resource verb\n`);
}

/** One rule for each API group, in the order in which the groups are named. */
function* rulesOf(call: Invocation): Run<Mutable[]> {
  const { flags } = call;
  const mapper = yield* call.mapper();
  const verbs = flags.list("verb").includes("*") ? ["*"] : unique(flags.list("verb"));
  const groups = new Map<string, string[]>();
  for (const word of unique(flags.list("resource"))) {
    if (word === "*") throw new CommandError("resource(s) were provided, but no name was specified");
    const [typed, subresource] = word.split("/") as [string, string | undefined];
    const mapping: Mapping | undefined = mapper.tryFind(typed);
    if (mapping === undefined) throw new CommandError(noSuchType(typed), { plain: true });
    const resource = subresource === undefined ? mapping.resource : `${mapping.resource}/${subresource}`;
    groups.set(mapping.group, [...(groups.get(mapping.group) ?? []), resource]);
  }
  const names = unique(flags.list("resource-name"));
  return [...groups].map(([group, resources]) => ({
    apiGroups: [group],
    ...(names.length > 0 ? { resourceNames: names } : {}),
    resources,
    verbs,
  }));
}

function noSuchType(typed: string): string {
  const [resource, ...rest] = typed.split(".");
  const inGroup = rest.length > 0 ? ` in group ${goQuote(rest.join("."))}` : "";
  return `the server doesn't have a resource type ${goQuote(resource as string)}${inGroup}`;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

export const CREATE_ROLEBINDING = generator({
  name: "rolebinding",
  summary: "Create a role binding for a particular role or cluster role",
  usage:
    "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  flags: [...SUBJECT_FLAGS, text("clusterrole"), text("role")],
  failure: "failed to create rolebinding",
  make(call, name) {
    const [role, clusterRole] = [call.flags.text("role"), call.flags.text("clusterrole")];
    if ((role === "") === (clusterRole === ""))
      throw new CommandError("exactly one of clusterrole or role must be specified");
    const roleRef =
      role === ""
        ? { apiGroup: GROUP, kind: "ClusterRole", name: clusterRole }
        : { apiGroup: GROUP, kind: "Role", name: role };
    return { apiVersion: API, kind: "RoleBinding", metadata: { name }, roleRef, ...subjectsOf(call) };
  },
});

export const CREATE_CLUSTERROLEBINDING = generator({
  name: "clusterrolebinding",
  summary: "Create a cluster role binding for a particular cluster role",
  usage:
    "NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  flags: [...SUBJECT_FLAGS, text("clusterrole")],
  required: ["clusterrole"],
  failure: "failed to create clusterrolebinding",
  make(call, name) {
    const roleRef = { apiGroup: GROUP, kind: "ClusterRole", name: call.flags.text("clusterrole") };
    return { apiVersion: API, kind: "ClusterRoleBinding", metadata: { name }, roleRef, ...subjectsOf(call) };
  },
});

function subjectsOf({ flags }: Invocation): { subjects?: Mutable[] } {
  const subjects: Mutable[] = [
    ...flags.list("user").map((name) => ({ apiGroup: GROUP, kind: "User", name })),
    ...flags.list("group").map((name) => ({ apiGroup: GROUP, kind: "Group", name })),
    ...flags.list("serviceaccount").map((word) => {
      const parts = word.split(":");
      if (parts.length !== 2 || parts[0] === "" || parts[1] === "")
        throw new CommandError("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name: parts[1], namespace: parts[0] };
    }),
  ];
  return subjects.length > 0 ? { subjects } : {};
}
