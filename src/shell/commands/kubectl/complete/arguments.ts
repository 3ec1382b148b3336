/**
 * What the arguments of a command could be, asked from the live cluster: types, names, Pods and what contains them.
 *
 * Models: k8s.io/kubectl/pkg/util/completion/completion.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { mergedConfig } from "../client/kubeconfig.ts";
import { pathOf, qualifiedResource } from "../client/rest-mapper.ts";
import { ROOT } from "../commands.ts";
import { walkTo } from "../find-command.ts";
import type { Invocation } from "../invocation.ts";
import { type Completions, DEFAULT, NO_FILES, NO_SPACE } from "./complete.ts";

const ANY = new Set(
  "get describe delete edit label annotate patch debug edit-last-applied view-last-applied".split(" "),
);
const OF_PODS = new Set(["logs", "exec", "attach", "port-forward"]);
const OF_NODES = new Set(["drain", "cordon", "uncordon"]);
const ROLLOUTS = ["deployment", "daemonset", "statefulset"];
const SCALABLE = ["deployment", "replicaset", "replicationcontroller", "statefulset"];

/** Commands that know which types they take. */
const SOME: ReadonlyMap<string, readonly string[]> = new Map([
  ["rollout history", ROLLOUTS],
  ["rollout pause", ["deployment"]],
  ["rollout restart", ROLLOUTS],
  ["rollout resume", ["deployment"]],
  ["rollout status", ROLLOUTS],
  ["rollout undo", ROLLOUTS],
  ["scale", SCALABLE],
  ["autoscale", SCALABLE],
  ["expose", ["pod", "service", "replicationcontroller", "deployment", "replicaset"]],
  ["taint", ["node"]],
  [
    "set image",
    ["daemonsets", "deployments", "pods", "cronjobs", "replicasets", "replicationcontrollers", "statefulsets"],
  ],
]);

const WITH_PODS = "daemonsets deployments pods jobs replicasets replicationcontrollers services statefulsets".split(
  " ",
);

export function* argumentsFor(call: Invocation, word: string): Run<Completions> {
  const words = call.path.split(" ").slice(1);
  const name = words.at(-1) as string;
  const some = SOME.get(words.join(" "));
  const [first] = words;
  if (first === "completion") return among(call.args.length === 0 ? SHELLS : [], word);
  if (first === "help") return among(commandNames(call.args), word);
  if (words.join(" ") === "create token") return chosen(call, yield* namesOf(call, "serviceaccounts"), word);
  if (first === "config") return fromConfig(call, name, word);
  if (ANY.has(name)) return yield* typesAndNames(call, word, null);
  if (some !== undefined) return yield* typesAndNames(call, word, some);
  if (OF_PODS.has(name)) return yield* podsFor(call, name, word);
  if (OF_NODES.has(name) || (first === "top" && name === "node"))
    return chosen(call, yield* namesOf(call, "nodes"), word);
  if (first === "top" && name === "pod") return chosen(call, yield* namesOf(call, "pods"), word);
  return { names: [], directive: DEFAULT };
}

const SHELLS = ["bash", "zsh", "fish", "powershell"];

function among(names: readonly string[], word: string): Completions {
  return { names: names.filter((name) => name.startsWith(word)), directive: NO_FILES };
}

/** What there is help about, below the commands that are typed already. */
function commandNames(path: readonly string[]): string[] {
  const { command } = walkTo(ROOT, path);
  const names = (command.subcommands ?? []).filter(({ name, hidden }) => hidden !== true || name === "help");
  return names.map(({ name }) => name).sort();
}

function chosen(call: Invocation, names: readonly string[], word: string): Completions {
  const others = names.filter((name) => name.startsWith(word) && !call.args.includes(name));
  return { names: others, directive: NO_FILES };
}

function* typesAndNames(call: Invocation, word: string, types: readonly string[] | null): Run<Completions> {
  const [type] = call.args;
  const slash = word.indexOf("/");
  if (slash >= 0 && (type === undefined || type.includes("/"))) {
    const names = yield* namesOf(call, word.slice(0, slash));
    return chosen(
      call,
      names.map((name) => `${word.slice(0, slash)}/${name}`),
      word,
    );
  }
  if (type === undefined || type.includes("/")) {
    if (types !== null) return { names: types.filter((one) => one.startsWith(word)), directive: NO_FILES };
    // Of several types the last is completed.
    const before = word.slice(0, word.lastIndexOf(",") + 1);
    return among(
      (yield* typeNames(call)).map((one) => `${before}${one}`),
      word,
    );
  }
  return chosen(call, yield* namesOf(call, type), word);
}

/** What can be got, with groups, the core one first. */
function* typeNames(call: Invocation): Run<string[]> {
  const mapper = yield* call.mapper();
  const gettable = mapper.all.filter(({ verbs }) => verbs.includes("get"));
  return [...new Set(gettable.map(qualifiedResource))];
}

/** The names of all objects of a type; nothing when it is none or may not be read. */
export function* namesOf(call: Invocation, type: string): Run<string[]> {
  const mapper = yield* call.mapper();
  const [first = ""] = type.split(",");
  const mapping = mapper.tryFind(first);
  const names: string[] = [];
  for (const one of mapping === undefined ? (mapper.category(first) ?? []) : [mapping]) {
    const list = yield* call.client.get(pathOf(one, one.isNamespaced ? call.namespace : ""));
    names.push(...(list.items ?? []).map(({ metadata }: Mutable) => metadata.name));
  }
  return names;
}

export function* containersOf(call: Invocation, pod: string): Run<string[]> {
  const name = pod.replace(/^pods?\//, "");
  if (name === "" || name.includes("/")) return [];
  const { spec } = yield* call.client.get(`/api/v1/namespaces/${call.namespace}/pods/${name}`);
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((container: Mutable) => container.name);
}

function* podsFor(call: Invocation, command: string, word: string): Run<Completions> {
  const [pod] = call.args;
  if (pod !== undefined) {
    const names = command === "logs" && call.args.length === 1 ? yield* containersOf(call, pod) : [];
    return { names: names.filter((name) => name.startsWith(word)), directive: NO_FILES };
  }
  if (word.includes("/")) return yield* typesAndNames(call, word, null);
  const pods = (yield* namesOf(call, "pods")).filter((name) => name.startsWith(word));
  const types = WITH_PODS.filter((type) => type.startsWith(word)).map((type) => `${type}/`);
  return { names: [...pods, ...types], directive: pods.length === 0 ? NO_FILES + NO_SPACE : NO_FILES };
}

function fromConfig(call: Invocation, name: string, word: string): Completions {
  const config = mergedConfig(call.process, call.flags);
  const entries = name.includes("context") ? config.contexts : name.includes("user") ? config.users : config.clusters;
  if (name === "get-contexts") return { names: [], directive: DEFAULT };
  const knows = ["use-context", "delete-context", "rename-context", "set-context", "delete-user", "delete-cluster"];
  const names = knows.includes(name) && call.args.length === 0 ? entries.map((entry) => entry.name).sort() : [];
  return { names: names.filter((one) => one.startsWith(word)), directive: NO_FILES };
}
