/**
 * `kubectl debug`: a container beside those of a running Pod, a copy of a Pod to try things with, or a Pod on a node.
 *
 * Models: k8s.io/kubectl/pkg/cmd/debug/debug.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { generateName } from "../../../../sim/kube/api/names.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { twoWayPatch } from "../apply/patcher.ts";
import { findResources } from "../client/builder.ts";
import { yamlToJson } from "../client/decode.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { copiedPod, type DebugOptions, type DebugPod, nodePod, withEphemeralContainer } from "../debug/debug-pod.ts";
import { profileNamed } from "../debug/profiles.ts";
import { CommandError, Exit, goQuote, hasStatusReason, throwAll } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { attachTo } from "./attach.ts";
import { printLogOf } from "./logs.ts";
import { waitForPod } from "./run-attach.ts";

export const DEBUG: Command = {
  name: "debug",
  summary: "Create debugging sessions for troubleshooting workloads and nodes",
  usage: "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
  flags: [
    bool("arguments-only"),
    bool("attach"),
    text("container/c"),
    text("copy-to"),
    text("custom"),
    slice("env"),
    slice("filename/f"),
    text("image"),
    text("image-pull-policy"),
    bool("keep-annotations"),
    bool("keep-init-containers", true),
    bool("keep-labels"),
    bool("keep-liveness"),
    bool("keep-readiness"),
    bool("keep-startup"),
    text("profile", "general"),
    bool("quiet/q"),
    bool("replace"),
    bool("same-node"),
    slice("set-image"),
    bool("share-processes", true),
    bool("stdin/i"),
    text("target"),
    bool("tty/t"),
  ],
  *run(call) {
    const { dashAt } = call.flags;
    const names = dashAt < 0 ? call.args : call.args.slice(0, dashAt);
    const options = optionsOf(call);
    checkOptions(call, options, names);
    if (options.target !== "" && !call.flags.bool("quiet"))
      yield* call.print(
        `Targeting container ${goQuote(options.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    if (call.flags.text("profile") === "legacy") yield* call.printError(LEGACY);
    const args = names.map((name) => (name.includes("/") ? name : `pods/${name}`));
    const found = yield* findResources(call, queryOf(call, { args, latest: true, stopAtError: true }));
    throwAll(found.errors);
    for (const info of found.infos) yield* debugOne(call, info, options);
  },
};

const LEGACY =
  '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n';

function optionsOf(call: Invocation): DebugOptions {
  const { flags } = call;
  const command = flags.dashAt < 0 ? [] : call.args.slice(flags.dashAt);
  return {
    image: flags.text("image"),
    container: flags.text("container"),
    command,
    argsOnly: flags.bool("arguments-only"),
    env: pairsOf(flags.list("env")).map(([name, value]) => ({ name, value })),
    pullPolicy: flags.text("image-pull-policy"),
    stdin: flags.bool("stdin"),
    tty: flags.bool("tty"),
    target: flags.text("target"),
    copyTo: flags.text("copy-to"),
    sameNode: flags.bool("same-node"),
    shareProcesses: flags.changed("share-processes") ? flags.bool("share-processes") : undefined,
    images: new Map(pairsOf(flags.list("set-image"))),
    profile: profileNamed(flags.text("profile")),
    keep: {
      labels: flags.bool("keep-labels"),
      annotations: flags.bool("keep-annotations"),
      liveness: flags.bool("keep-liveness"),
      readiness: flags.bool("keep-readiness"),
      startup: flags.bool("keep-startup"),
      initContainers: flags.bool("keep-init-containers"),
    },
    custom: flags.text("custom") === "" ? null : customOf(call, flags.text("custom")),
    newName: () => generateName("debugger-", call.process.machine.prng),
  };
}

function pairsOf(values: readonly string[]): (readonly [string, string])[] {
  return values.map((value) => {
    const equals = value.indexOf("=");
    if (equals < 0) throw new CommandError(`${value} must be formatted as key=value`);
    return [value.slice(0, equals), value.slice(equals + 1)] as const;
  });
}

function customOf(call: Invocation, path: string): Mutable {
  const { fs } = call.process.machine;
  const node = fs.tryNode(path, call.process.cwd);
  if (node === undefined || node.kind === "directory") {
    const fault = node === undefined ? `open ${path}: no such file or directory` : `read ${path}: is a directory`;
    throw new CommandError(`must pass a container spec json file for custom profile: ${fault}`);
  }
  const custom = yamlToJson(fs.readText(path, call.process.cwd));
  if (typeof custom !== "object" || custom === null)
    throw new CommandError(`${path} does not contain a valid container spec: the content is not an object`);
  const { name = "", command = [], image = "", lifecycle, volumeDevices = [] } = custom;
  if (name !== "" || command.length > 0 || image !== "" || lifecycle !== undefined || volumeDevices.length > 0)
    throw new CommandError("name, command, image, lifecycle and volume devices are not modifiable via custom profile");
  return custom;
}

/** As the reference grammar of images has it, roughly: a name, perhaps a registry, a tag, a digest. */
const IMAGE = /^[A-Za-z0-9]+([._:/-]+[A-Za-z0-9_]+)*(@[A-Za-z0-9:+._-]+)?$/;

function checkOptions({ flags }: Invocation, options: DebugOptions, names: readonly string[]): void {
  const { image, images, container, command, copyTo } = options;
  const fail = (message: string): never => {
    throw new CommandError(message);
  };
  if (flags.bool("attach") && image === "" && container === "")
    fail("you must specify --container or create a new container using --image in order to attach.");
  if (copyTo !== "") {
    if (image === "" && images.size === 0 && command.length === 0)
      fail("you must specify --image, --set-image or command arguments.");
    if (command.length > 0 && container === "" && image === "")
      fail("you must specify an existing container or a new image when specifying args.");
  } else if (flags.bool("replace")) fail("--replace may only be used with --copy-to.");
  else if (options.sameNode) fail("--same-node may only be used with --copy-to.");
  else if (images.size > 0) fail("--set-image may only be used with --copy-to.");
  else if (image === "") fail("you must specify --image when not using --copy-to.");
  if (image !== "" && !IMAGE.test(image)) fail(`invalid image name ${goQuote(image)}: invalid reference format`);
  if (names.length === 0 && flags.list("filename").length === 0) fail("NAME or filename is required for debug");
  if (!["", "Always", "IfNotPresent", "Never"].includes(options.pullPolicy))
    fail(`invalid image pull policy: ${options.pullPolicy}`);
  for (const [name, other] of images)
    if (!IMAGE.test(other))
      fail(`invalid image name ${goQuote(other)} for container ${goQuote(name)}: invalid reference format`);
  if (options.target !== "" && copyTo !== "")
    fail("--target is incompatible with --copy-to. Use --share-processes instead.");
  if (options.tty && !options.stdin) fail("-i/--stdin is required for containers with -t/--tty=true");
}

function* debugOne(call: Invocation, info: Info, options: DebugOptions): Run<void> {
  const { kind, group, version } = info.mapping;
  if (group !== "" || (kind !== "Pod" && kind !== "Node"))
    throw new CommandError(`"${group}/${version}, Kind=${kind}" not supported by debug`);
  const made =
    kind === "Node"
      ? yield* debugNode(call, info, options)
      : options.copyTo !== ""
        ? yield* debugCopy(call, info, options)
        : yield* debugRunning(call, info, options);
  const attaches = call.flags.changed("attach") ? call.flags.bool("attach") : options.stdin;
  if (attaches && made.container !== "") yield* attachToDebug(call, made, options);
}

function* debugNode(call: Invocation, info: Info, options: DebugOptions): Run<DebugPod> {
  const name = generateName(`node-debugger-${info.name}-`, call.process.machine.prng);
  const made = nodePod(info.name, name, options);
  if (!call.flags.bool("quiet"))
    yield* call.print(`Creating debugging pod ${name} with container ${made.container} on node ${info.name}.\n`);
  const path = `/api/v1/namespaces/${call.namespace}/pods`;
  return { ...made, pod: yield* call.client.request("POST", path, { body: made.pod }) };
}

function* sayName(call: Invocation, options: DebugOptions, { container }: DebugPod): Run<void> {
  if (options.container === "" && container !== "" && !call.flags.bool("quiet"))
    yield* call.print(`Defaulting debug container name to ${container}.\n`);
}

function* debugCopy(call: Invocation, info: Info, options: DebugOptions): Run<DebugPod> {
  const made = copiedPod(info.object, options);
  yield* sayName(call, options, made);
  yield* warnAboutUser(call, made, "containers");
  const path = `/api/v1/namespaces/${info.namespace}/pods`;
  const pod = yield* call.client.request("POST", path, { body: made.pod });
  if (call.flags.bool("replace"))
    yield* call.client.request("DELETE", pathOfInfo(info), {
      body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 },
    });
  return { ...made, pod };
}

function* debugRunning(call: Invocation, info: Info, options: DebugOptions): Run<DebugPod> {
  const made = withEphemeralContainer(info.object, options);
  yield* sayName(call, options, made);
  yield* warnAboutUser(call, made, "ephemeralContainers");
  const pod = yield* call.client.request("PATCH", pathOfInfo(info, "ephemeralcontainers"), {
    body: twoWayPatch(info, info.object, made.pod),
    contentType: "application/strategic-merge-patch+json",
  });
  return { ...made, pod };
}

function* warnAboutUser(call: Invocation, { pod, container }: DebugPod, list: string): Run<void> {
  const user = pod.spec.securityContext?.runAsUser ?? 0;
  const context = (pod.spec[list] as Mutable[]).find(({ name }) => name === container)?.securityContext;
  if (user === 0 || context === undefined || context.runAsUser === 0) return;
  if (context.privileged !== true && (context.capabilities?.add ?? []).length === 0) return;
  yield* call.printError(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
  );
}

function statusOf(pod: Mutable, name: string): Mutable | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    (status: Mutable) => status.name === name,
  );
}

const FOREVER_MS = 365 * 24 * 3600 * 1000;

function* attachToDebug(call: Invocation, { pod, container }: DebugPod, options: DebugOptions): Run<void> {
  call.process.on("INT", "throw");
  const isQuiet = call.flags.bool("quiet");
  try {
    const started = yield* waitForPod(call, pod, {
      timeoutMs: FOREVER_MS,
      isMet: (now) => {
        const state = statusOf(now, container)?.state ?? {};
        return state.running !== undefined || state.terminated !== undefined;
      },
    });
    if (statusOf(started, container)?.state.terminated !== undefined)
      return yield* printLogOf(call, started, container);
    yield* attachTo(call, started, { container, stdin: options.stdin, tty: options.tty, isQuiet });
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    if (!hasStatusReason(error, "BadRequest")) throw error;
    yield* call.printError(
      `warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${(error as Error).message}\n`,
    );
    yield* printLogOf(call, pod, container);
  }
}
