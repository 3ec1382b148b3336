/**
 * The Pods that `kubectl debug` makes: a target with one more ephemeral container, a copy of it, or one on a node.
 *
 * Models: k8s.io/kubectl/pkg/cmd/debug/debug.go (generateDebugContainer, generatePodCopyWithDebugContainer, generateNodeDebugPod)
 */
import { draftOf, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { patchSchemaOf } from "../../../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch } from "../../../../sim/kube/api/patch/strategic.ts";
import { CommandError } from "../errors.ts";
import type { DebugStyle, Keep, Profile } from "./profiles.ts";

export interface DebugOptions {
  readonly image: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly argsOnly: boolean;
  readonly env: readonly Mutable[];
  readonly pullPolicy: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly target: string;
  readonly copyTo: string;
  readonly sameNode: boolean;
  /** Undefined: as the Pod has it. */
  readonly shareProcesses: boolean | undefined;
  /** By container, `*` for all. */
  readonly images: ReadonlyMap<string, string>;
  readonly profile: Profile;
  readonly keep: Keep;
  readonly custom: Mutable | null;
  /** A name for the container, when none is given. */
  newName(): string;
}

export interface DebugPod {
  readonly pod: Mutable;
  /** Empty when nothing is added that one could attach to. */
  readonly container: string;
}

function programOf({ command, argsOnly }: DebugOptions): Mutable {
  return command.length === 0 ? {} : argsOnly ? { args: [...command] } : { command: [...command] };
}

function containerOf(options: DebugOptions, name: string): Mutable {
  const { env, image, pullPolicy, stdin, tty } = options;
  return {
    name,
    ...(env.length === 0 ? {} : { env: [...env] }),
    image,
    ...(pullPolicy === "" ? {} : { imagePullPolicy: pullPolicy }),
    ...(stdin ? { stdin } : {}),
    terminationMessagePolicy: "File",
    ...(tty ? { tty } : {}),
    resources: {},
    ...programOf(options),
  };
}

/** Applies the profile, and what `--custom` says, to a container in its place. */
function finish(options: DebugOptions, pod: Mutable, at: { list: string; index: number; style: DebugStyle }): void {
  const containers: Mutable[] = pod.spec[at.list];
  const container = containers[at.index];
  options.profile({ pod, container, style: at.style, keep: options.keep });
  if (options.custom === null) return;
  const custom = { ...options.custom, name: container.name };
  containers[at.index] = applyStrategicPatch(container, custom, patchSchemaOf("Container"));
}

function usedNames(pod: Mutable): string[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec;
  return [...containers, ...initContainers, ...ephemeralContainers].map(({ name }: Mutable) => name);
}

function nameFor(options: DebugOptions, pod: Mutable): string {
  if (options.container !== "") return options.container;
  const used = usedNames(pod);
  for (;;) {
    const name = options.newName();
    if (!used.includes(name)) return name;
  }
}

export function withEphemeralContainer(target: Mutable, options: DebugOptions): DebugPod {
  const pod = draftOf(target);
  const name = nameFor(options, pod);
  const container = containerOf(options, name);
  delete container.resources;
  container.resources = {};
  if (options.target !== "") container.targetContainerName = options.target;
  pod.spec.ephemeralContainers = [...(pod.spec.ephemeralContainers ?? []), container];
  finish(options, pod, {
    list: "ephemeralContainers",
    index: pod.spec.ephemeralContainers.length - 1,
    style: "ephemeral",
  });
  return { pod, container: name };
}

export function nodePod(node: string, name: string, options: DebugOptions): DebugPod {
  const container = containerOf(options, options.container === "" ? "debugger" : options.container);
  const pod: Mutable = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { "app.kubernetes.io/managed-by": "kubectl-debug" } },
    spec: {
      containers: [container],
      nodeName: node,
      restartPolicy: "Never",
      tolerations: [{ operator: "Exists" }],
    },
  };
  finish(options, pod, { list: "containers", index: 0, style: "node" });
  return { pod, container: container.name };
}

export function copiedPod(target: Mutable, options: DebugOptions): DebugPod {
  const { annotations, labels, namespace } = target.metadata;
  const pod: Mutable = draftOf({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: options.copyTo, namespace, annotations, labels },
    spec: target.spec,
  });
  delete pod.spec.ephemeralContainers;
  if (options.shareProcesses !== undefined) pod.spec.shareProcessNamespace = options.shareProcesses;
  if (!options.sameNode) delete pod.spec.nodeName;
  for (const container of pod.spec.containers) {
    const image = options.images.get(container.name) ?? options.images.get("*");
    if (image !== undefined) container.image = image;
  }
  const known = pod.spec.containers.findIndex(({ name }: Mutable) => name === options.container);
  if (known < 0 && options.image === "") {
    if (options.images.size > 0) return { pod, container: "" };
    throw new CommandError("you must specify image when creating new container");
  }
  const index = known < 0 ? pod.spec.containers.length : known;
  if (known < 0)
    pod.spec.containers.push({ name: nameFor(options, pod), resources: {}, terminationMessagePolicy: "File" });
  changeContainer(pod.spec.containers[index], options);
  const { name } = pod.spec.containers[index];
  finish(options, pod, { list: "containers", index, style: "copy" });
  return { pod, container: name };
}

function changeContainer(container: Mutable, options: DebugOptions): void {
  if (options.command.length > 0) {
    if (!options.argsOnly) delete container.args;
    Object.assign(container, programOf(options));
  }
  if (options.env.length > 0) container.env = [...options.env];
  if (options.image !== "") container.image = options.image;
  if (options.pullPolicy !== "") container.imagePullPolicy = options.pullPolicy;
  delete container.stdin;
  delete container.tty;
  if (options.stdin) container.stdin = true;
  if (options.tty) container.tty = true;
}
