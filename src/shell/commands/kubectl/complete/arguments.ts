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
import { attachablePod } from "../pods/pod-of.ts";
import { type Completions, DEFAULT, NO_FILES, NO_SPACE } from "./complete.ts";

const ANY = new Set(
  "get describe delete edit label annotate patch debug edit-last-applied view-last-applied".split(" "),
);
const OF_PODS = new Set(["logs", "exec", "attach", "port-forward"]);
const OF_NODES = new Set(["drain", "cordon", "uncordon"]);
const ROLLOUTS = ["deployment", "daemonset", "statefulset"];
const SCALABLE = ["deployment", "replicaset", "replicationcontroller", "statefulset"];

/** Commands that take one object and no more. */
const OF_ONE = new Set(["kubectl rollout status", "kubectl rollout history"]);

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
  if (first === "cp") return yield* copySources(call, word);
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
  if (type?.includes("/")) {
    if (OF_ONE.has(call.path)) return { names: [], directive: NO_FILES };
    const more = (types ?? (yield* typeNames(call))).map((one) => `${one}/`);
    return { names: more.filter((one) => one.startsWith(word)), directive: NO_FILES + NO_SPACE };
  }
  if (type === undefined) {
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
  const names: string[] = [];
  const mappings = type.split(",").flatMap((word) => {
    const mapping = mapper.tryFind(word);
    return mapping === undefined ? (mapper.category(word) ?? []) : [mapping];
  });
  for (const one of mappings) {
    const list = yield* call.client.get(pathOf(one, one.isNamespaced ? call.namespace : ""));
    names.push(...(list.items ?? []).map(({ metadata }: Mutable) => metadata.name));
  }
  return names;
}

const POD_MS = 100;

/** Of a Pod, or of one of what `TYPE/NAME` has. */
export function* containersOf(call: Invocation, typed: string): Run<string[]> {
  const [type, name] = typed.includes("/") ? (typed.split("/") as [string, string]) : ["pods", typed];
  const mapping = (yield* call.mapper()).tryFind(type);
  if (name === "" || mapping === undefined) return [];
  const object = yield* call.client.get(pathOf(mapping, mapping.isNamespaced ? call.namespace : "", name));
  const { spec } = yield* attachablePod(call, object, POD_MS);
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

/** Namespaces and Pods to copy from; paths are the shell's own business, but for the hint that there may be one. */
function* copySources(call: Invocation, word: string): Run<Completions> {
  if (call.args.length > 0 || /^[/.~]/.test(word) || word.includes(":")) return { names: [], directive: NO_SPACE };
  const slash = word.indexOf("/");
  const names: string[] = [];
  if (slash >= 0) {
    const namespace = word.slice(0, slash);
    const { items = [] } = yield* call.client.get(`/api/v1/namespaces/${namespace}/pods`);
    names.push(...items.map(({ metadata }: Mutable) => `${namespace}/${metadata.name}:`));
  } else {
    names.push(...(yield* namesOf(call, "namespaces")).map((name) => `${name}/`));
    names.push(...(yield* namesOf(call, "pods")).map((name) => `${name}:`));
  }
  const found = names.filter((name) => name.startsWith(word));
  if (word === "") found.push("./", "/");
  else if (found.length > 0 && slash < 0) found.push(...filesFrom(call, word));
  return { names: found, directive: NO_SPACE };
}

function filesFrom({ process }: Invocation, start: string): string[] {
  const { fs } = process.machine;
  const names = fs.list(process.cwd).filter((name) => name.startsWith(start));
  return names.map((name) => (fs.tryNode(name, process.cwd)?.kind === "directory" ? `${name}/` : name));
}

/** Only these know what they are asked for, and that it is no file. */
const NAMED_IN_CONFIG = [
  "use-context",
  "delete-context",
  "rename-context",
  "set-context",
  "delete-user",
  "delete-cluster",
];

function fromConfig(call: Invocation, name: string, word: string): Completions {
  const config = mergedConfig(call.process, call.flags);
  const entries = name.includes("context") ? config.contexts : name.includes("user") ? config.users : config.clusters;
  if (!NAMED_IN_CONFIG.includes(name)) return { names: [], directive: DEFAULT };
  const names = call.args.length === 0 ? entries.map((entry) => entry.name).sort() : [];
  return { names: names.filter((one) => one.startsWith(word)), directive: NO_FILES };
}
