/**
 * `kubectl run`: one Pod; with `-it --rm` a session in it that leaves nothing behind.
 *
 * Models: k8s.io/kubectl/pkg/cmd/run/run.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { builtWithLastApplied } from "../apply/last-applied.ts";
import { CORE_PODS, CORE_SERVICES } from "../client/known-mappings.ts";
import { type Mapping, pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, goQuote, throwAll } from "../errors.ts";
import { bool, duration, list, text } from "../flags/flag.ts";
import {
  DELETION_FLAGS,
  DRY_RUN,
  FILENAME_FLAGS,
  fieldManager,
  OUTPUT_FLAGS,
  RECORD,
  SAVE_CONFIG,
} from "../flags/shared.ts";
import { overridden } from "../generate/overrides.ts";
import { parsePairs } from "../generate/pairs.ts";
import { podOf, type RunOptions, restartPolicyOf, serviceOf } from "../generate/run-objects.ts";
import type { Invocation } from "../invocation.ts";
import { Results, writeQuery } from "../output/results.ts";
import { structOrder } from "../output/struct-order.ts";
import { withCause } from "../record.ts";
import { deleteInfos, deletionOptions } from "./delete.ts";
import { attachToRun } from "./run-attach.ts";

export const RUN: Command = {
  name: "run",
  summary: "Run a particular image on the cluster",
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    ...DELETION_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-run"),
    RECORD,
    SAVE_CONFIG,
    list("annotations"),
    bool("attach"),
    bool("command"),
    text("detach-keys", "ctrl-p,ctrl-q"),
    list("env"),
    bool("expose"),
    text("image"),
    text("image-pull-policy"),
    text("labels/l"),
    bool("leave-stdin-open"),
    text("override-type", "merge"),
    text("overrides"),
    duration("pod-running-timeout", 60_000),
    text("port"),
    bool("privileged"),
    bool("quiet/q"),
    text("restart", "Always"),
    bool("rm"),
    bool("stdin/i"),
    bool("tty/t"),
    bool("wait"),
  ],
  required: ["image"],
  *run(call) {
    const options = runOptions(call);
    const results = new Results(call, undefined, structOrder);
    const attaches = checkFlags(call, results);
    yield* runPod(call, { options, results, attaches });
  },
};

function runOptions(call: Invocation): RunOptions {
  const { flags, args } = call;
  const name = args[0] ?? "";
  const annotations = parsePairs(flags.list("annotations"), "annotations").set;
  const labels = parseLabels(flags.text("labels"));
  return {
    name,
    labels: Object.keys(labels).length > 0 ? labels : { run: name },
    ownLabels: labels,
    annotations,
    image: flags.text("image"),
    env: flags.list("env").map(parseEnv),
    port: flags.text("port"),
    args: args.slice(1),
    isCommand: flags.bool("command"),
    restartPolicy: restartPolicyOf(call, flags.text("restart")),
    pullPolicy: pullPolicyOf(flags.text("image-pull-policy")),
    stdin: flags.bool("stdin"),
    tty: flags.bool("tty"),
    leavesStdinOpen: flags.bool("leave-stdin-open"),
    isPrivileged: flags.bool("privileged"),
  };
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  if (text === "") return labels;
  for (const spec of text.split(",")) {
    const parts = spec.split("=");
    if (parts.length !== 2) throw new CommandError(`unexpected label spec: ${spec}`);
    if (parts[0] === "") throw new CommandError("unexpected empty label key");
    labels[parts[0] as string] = parts[1] as string;
  }
  return labels;
}

function parseEnv(text: string): Mutable {
  const equals = text.indexOf("=");
  const name = equals < 0 ? "" : text.slice(0, equals);
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new CommandError(`invalid env: ${text}`);
  return { name, value: text.slice(equals + 1) };
}

function pullPolicyOf(text: string): string {
  if (["", "Always", "IfNotPresent", "Never"].includes(text)) return text;
  throw new CommandError(`invalid image pull policy: ${text}, valid values are: Always, IfNotPresent, Never`);
}

const IMAGE =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

/** Whether the session is attached. */
function checkFlags(call: Invocation, { dryRun }: Results): boolean {
  const { flags, args } = call;
  const attaches = flags.changed("attach") ? flags.bool("attach") : flags.bool("stdin");
  if (args.length === 0 || flags.dashAt === 0) throw call.usageError("NAME is required for run");
  const image = flags.text("image");
  if (image === "") throw new CommandError("--image is required");
  if (!IMAGE.test(image)) throw new CommandError(`Invalid image name "${image}": invalid reference format`);
  if (flags.bool("tty") && !flags.bool("stdin"))
    throw call.usageError("-i/--stdin is required for containers with -t/--tty=true");
  if (flags.bool("expose") && flags.text("port") === "")
    throw call.usageError("--port must be set when exposing a service");
  if (flags.text("port") !== "" && !/^[+-]?\d+$/.test(flags.text("port")))
    throw new CommandError(`strconv.Atoi: parsing ${goQuote(flags.text("port"))}: invalid syntax`);
  if (flags.bool("rm") && !attaches) throw call.usageError("--rm should only be used for attached containers");
  if (attaches && dryRun !== "none")
    throw call.usageError(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  return attaches;
}

interface Running {
  readonly options: RunOptions;
  readonly results: Results;
  readonly attaches: boolean;
}

function* runPod(call: Invocation, { options, results, attaches }: Running): Run<void> {
  const pod = yield* create(call, CORE_PODS, { object: overridden(call, podOf(options)), results });
  const created: (readonly [Mapping, Mutable])[] = [[CORE_PODS, pod]];
  const errors: Error[] = [];
  if (call.flags.bool("expose")) {
    try {
      created.unshift([CORE_SERVICES, yield* create(call, CORE_SERVICES, { object: serviceOf(options), results })]);
    } catch (error) {
      errors.push(expected(error));
    }
  }
  if (!attaches) {
    for (const [i, [, object]] of created.entries()) {
      yield* results.print(object, "created");
      if (i === 0 && created.length > 1 && call.flags.text("output") === "yaml") yield* call.print("---\n");
    }
    return throwAll(errors);
  }
  let failure: unknown = null;
  try {
    yield* attachToRun(call, pod, options);
  } catch (error) {
    failure = error;
  }
  if (call.flags.bool("rm")) yield* remove(call, created);
  if (failure !== null) throw failure;
}

function* create(
  call: Invocation,
  mapping: Mapping,
  { object, results }: { readonly object: Mutable; readonly results: Results },
): Run<Mutable> {
  if (results.dryRun === "client") {
    if (!call.connection.isNamespaceExplicit) return object;
    return { ...object, metadata: { ...object.metadata, namespace: call.namespace } };
  }
  return yield* call.client.request("POST", pathOf(mapping, call.namespace), {
    body: builtWithLastApplied(withCause(call, object), call.flags.bool("save-config")),
    query: writeQuery(call, results.dryRun),
  });
}

function* remove(call: Invocation, created: readonly (readonly [Mapping, Mutable])[]): Run<void> {
  const options = { ...deletionOptions(call), gracePeriod: -1, ignoresNotFound: true, waits: false };
  for (const [mapping, object] of created) {
    const { name, namespace } = object.metadata;
    yield* deleteInfos(call, {
      infos: [{ mapping, namespace, name, source: "", object }],
      errors: [],
      options: { ...options, isQuiet: call.flags.bool("quiet") },
      isSelected: false,
    });
  }
}
