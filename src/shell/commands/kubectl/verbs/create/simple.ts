/** `kubectl create` for objects of a few fields. Models: k8s.io/kubectl/pkg/cmd/create/create_{namespace,serviceaccount,quota,pdb,priorityclass}.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { canonicalQuantity, isQuantity, QUANTITY_MESSAGE } from "../../../../../sim/kube/api/quantity.ts";
import { parseSelector } from "../../../../../sim/kube/api/selectors.ts";
import { CommandError } from "../../errors.ts";
import { bool, int, text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { generator } from "./generator.ts";

export const CREATE_NAMESPACE = generator({
  name: "namespace",
  aliases: ["ns"],
  summary: "Create a namespace with the specified name",
  usage: "NAME [--dry-run=server|client|none]",
  flags: [],
  make(_call, name) {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: {}, status: {} };
  },
});

export const CREATE_SERVICEACCOUNT = generator({
  name: "serviceaccount",
  aliases: ["sa"],
  summary: "Create a service account with the specified name",
  usage: "NAME [--dry-run=server|client|none]",
  flags: [],
  failure: "failed to create serviceaccount",
  make(_call, name) {
    return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
  },
});

export const CREATE_PRIORITYCLASS = generator({
  name: "priorityclass",
  aliases: ["pc"],
  summary: "Create a priority class with the specified name",
  usage: "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
  flags: [text("description"), bool("global-default"), text("preemption-policy", "PreemptLowerPriority"), int("value")],
  failure: "failed to create priorityclass",
  make({ flags }, name) {
    return {
      apiVersion: "scheduling.k8s.io/v1",
      ...(flags.text("description") === "" ? {} : { description: flags.text("description") }),
      ...(flags.bool("global-default") ? { globalDefault: true } : {}),
      kind: "PriorityClass",
      metadata: { name },
      preemptionPolicy: flags.text("preemption-policy"),
      value: flags.int("value"),
    };
  },
});

export const CREATE_QUOTA = generator({
  name: "quota",
  aliases: ["resourcequota"],
  summary: "Create a quota with the specified name",
  usage: "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
  flags: [text("hard"), text("scopes")],
  failure: "failed to create quota",
  make: makeQuota,
});

function makeQuota({ flags }: Invocation, name: string): Mutable {
  const hard = parseResourceList(flags.text("hard"));
  const scopes = flags.text("scopes") === "" ? [] : flags.text("scopes").split(",");
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name },
    spec: { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) },
    status: {},
  };
}

/** `cpu=1,memory=1Gi` */
export function parseResourceList(words: string): Record<string, string> {
  const resources: Record<string, string> = {};
  if (words === "") return resources;
  for (const word of words.split(",")) {
    const parts = word.split("=");
    if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${word}, expected <resource>=<value>`);
    if (!isQuantity(parts[1] as string)) throw new CommandError(QUANTITY_MESSAGE);
    resources[parts[0] as string] = canonicalQuantity(parts[1] as string);
  }
  return resources;
}

export const CREATE_PDB = generator({
  name: "poddisruptionbudget",
  aliases: ["pdb"],
  summary: "Create a pod disruption budget with the specified name",
  usage: "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
  flags: [text("max-unavailable"), text("min-available"), text("selector")],
  failure: "failed to create poddisruptionbudgets",
  make: makePdb,
});

function makePdb({ flags }: Invocation, name: string): Mutable {
  const [least, most] = [flags.text("min-available"), flags.text("max-unavailable")];
  if (flags.text("selector") === "") throw new CommandError("a selector must be specified");
  if (least === "" && most === "") throw new CommandError("one of min-available or max-unavailable must be specified");
  if (least !== "" && most !== "") throw new CommandError("min-available and max-unavailable cannot be both specified");
  if (least !== "" && !/^[0-9]+%?$/.test(least)) throw new CommandError("invalid format specified for min-available");
  if (most !== "" && !/^[0-9]+%?$/.test(most)) throw new CommandError("invalid format specified for max-unavailable");
  const { requirements } = parseSelector(flags.text("selector"));
  const matchLabels = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? ""]));
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name },
    spec: {
      ...(most === "" ? {} : { maxUnavailable: amountOf(most) }),
      ...(least === "" ? {} : { minAvailable: amountOf(least) }),
      selector: { matchLabels },
    },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  };
}

function amountOf(text: string): number | string {
  return text.endsWith("%") ? text : Number(text);
}
