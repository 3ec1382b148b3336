/**
 * `kubectl logs`: what containers have printed.
 *
 * Models: k8s.io/kubectl/pkg/cmd/logs/logs.go, pkg/polymorphichelpers/logsforobject.go
 */
import { readSome } from "../../../../sim/core/stream-io.ts";
import { parseRfc3339 } from "../../../../sim/core/time.ts";
import { concatBytes, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { findResources } from "../client/builder.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, expected, goQuote, hasStatusReason, throwAll } from "../errors.ts";
import { bool, duration, int, text } from "../flags/flag.ts";
import { SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { containerNames, DEFAULT_CONTAINER, findContainer, notAContainer } from "../pods/containers.ts";
import { firstPod, goTypeOf, isBetterForLogs, namedObject, podSelectorOf } from "../pods/pod-of.ts";
import { followAll, type LogSource } from "../streams/follow.ts";

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

export const LOGS: Command = {
  name: "logs",
  summary: "Print the logs for a container in a pod",
  usage: "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
  flags: [
    SELECTOR,
    bool("all-containers"),
    bool("all-pods"),
    text("container/c"),
    bool("follow/f"),
    bool("ignore-errors"),
    bool("insecure-skip-tls-verify-backend"),
    int("limit-bytes"),
    int("max-log-requests", 5),
    duration("pod-running-timeout", 20_000),
    bool("prefix"),
    bool("previous/p"),
    duration("since"),
    text("since-time"),
    int("tail", -1),
    bool("timestamps"),
  ],
  *run(call) {
    const object = yield* logObject(call);
    checkFlags(call);
    call.process.on("INT", "throw");
    try {
      yield* printLogs(call, yield* sourcesOf(call, object, call.flags.bool("all-containers")));
    } catch (error) {
      if (error instanceof Interrupted) throw new Exit(1);
      throw error;
    }
  },
};

function* logObject(call: Invocation): Run<Mutable> {
  const { args, flags } = call;
  const selector = flags.text("selector");
  if (args.length > 2 || (args.length === 0 && selector === "")) throw call.usageError(USAGE);
  if (args.length === 1 && selector !== "") throw call.usageError("only a selector (-l) or a POD name is allowed");
  const sinceTime = flags.text("since-time");
  if (sinceTime !== "" && parseRfc3339(sinceTime) === null)
    throw new CommandError(
      `parsing time ${goQuote(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${goQuote(sinceTime)} as "2006"`,
    );
  if (selector !== "") {
    const found = yield* findResources(call, {
      args: ["pods"],
      selector,
      namespace: call.namespace,
      keepLists: true,
    });
    throwAll(found.errors);
    const list = found.infos[0]?.object;
    if (list.items.length === 0) yield* call.printError(`No resources found in ${call.namespace} namespace.\n`);
    return { ...list, kind: "PodList" };
  }
  try {
    return yield* namedObject(call, [args[0] as string]);
  } catch (error) {
    const known = expected(error);
    if (!hasStatusReason(known, "NotFound")) throw known;
    throw new CommandError(`error from server (NotFound): ${known.message} in namespace ${goQuote(call.namespace)}`);
  }
}

function checkFlags({ flags, args }: Invocation): void {
  if (flags.text("since-time") !== "" && flags.int("since") !== 0)
    throw new CommandError("at most one of `sinceTime` or `sinceSeconds` may be specified");
  const container = args[1] ?? flags.text("container");
  if (flags.bool("all-containers") && container !== "")
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.changed("container") && args.length === 2)
    throw new CommandError("only one of -c or an inline [CONTAINER] arg is allowed");
  if (flags.int("limit-bytes") < 0) throw new CommandError("--limit-bytes must be greater than 0");
  if (flags.int("since") < 0) throw new CommandError("--since must be greater than 0");
  if (flags.int("tail") < -1) throw new CommandError("--tail must be greater than or equal to -1");
}

interface Logged {
  readonly pod: Mutable;
  readonly container: string;
}

/** The containers whose logs are meant. */
function* sourcesOf(call: Invocation, object: Mutable, everyContainer: boolean): Run<Logged[]> {
  if (object.kind === "PodList") {
    const all: Logged[] = [];
    for (const pod of object.items) all.push(...(yield* containersOf(call, pod, everyContainer)));
    return all;
  }
  if (object.kind === "Pod") return yield* containersOf(call, object, everyContainer);
  try {
    podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`cannot get the logs from ${goTypeOf(object)}: ${error.message}`);
  }
  const choice = yield* firstPod(call, object, {
    timeoutMs: call.flags.int("pod-running-timeout"),
    isBefore: isBetterForLogs,
  });
  if (choice.count > 1 && call.flags.bool("all-pods")) {
    const all: Logged[] = [];
    for (const pod of choice.pods) all.push(...(yield* containersOf(call, pod, everyContainer)));
    return all;
  }
  if (choice.count > 1) yield* call.printError(`Found ${choice.count} pods, using pod/${choice.pod.metadata.name}\n`);
  return yield* containersOf(call, choice.pod, everyContainer);
}

function* containersOf(call: Invocation, pod: Mutable, everyContainer: boolean): Run<Logged[]> {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {};
  if (everyContainer)
    return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }: Mutable) => ({
      pod,
      container: name,
    }));
  let name = call.args[1] ?? call.flags.text("container");
  const preferred = pod.metadata.annotations?.[DEFAULT_CONTAINER] ?? "";
  if (name === "" && preferred !== "") {
    if (findContainer(pod, preferred) !== undefined) name = preferred;
    else yield* call.printError(`Default container name ${goQuote(preferred)} not found in pod ${pod.metadata.name}\n`);
  }
  if (name === "") {
    name = containers[0].name;
    const isOneOfMany = containers.length > 1 || initContainers.length > 0 || ephemeralContainers.length > 0;
    if (isOneOfMany && !call.flags.bool("all-pods"))
      yield* call.printError(`Defaulted container ${goQuote(name)} out of: ${containerNames(pod)}\n`);
  }
  if (findContainer(pod, name) === undefined) throw notAContainer(pod, name);
  return [{ pod, container: name }];
}

function* printLogs(call: Invocation, sources: readonly Logged[]): Run<void> {
  const { flags } = call;
  const follows = flags.bool("follow");
  const most = flags.int("max-log-requests");
  if (follows && sources.length > most)
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    );
  if (follows && sources.length > 1) {
    const opened: LogSource[] = [];
    for (const source of sources) opened.push({ stream: yield* openLog(call, source), prefix: prefixOf(call, source) });
    return yield* followAll(call.process, opened);
  }
  for (const source of sources) {
    try {
      yield* printLog(call, source);
    } catch (error) {
      const known = expected(error);
      if (!flags.bool("ignore-errors")) throw known;
      yield* call.print(`error: ${known.message}\n`);
    }
  }
}

function prefixOf({ flags }: Invocation, { pod, container }: Logged): string {
  return flags.bool("prefix") || flags.bool("all-pods") ? `[pod/${pod.metadata.name}/${container}] ` : "";
}

function* openLog(call: Invocation, { pod, container }: Logged) {
  const { flags } = call;
  const query: (readonly [string, string])[] = [["container", container]];
  if (flags.bool("follow")) query.push(["follow", "true"]);
  if (flags.bool("previous")) query.push(["previous", "true"]);
  if (flags.bool("timestamps")) query.push(["timestamps", "true"]);
  const tail =
    flags.text("selector") !== "" && flags.int("tail") === -1 && !flags.changed("tail") ? 10 : flags.int("tail");
  if (tail !== -1) query.push(["tailLines", String(tail)]);
  if (flags.int("since") !== 0) query.push(["sinceSeconds", String(Math.round(flags.int("since") / 1000))]);
  if (flags.text("since-time") !== "") query.push(["sinceTime", flags.text("since-time")]);
  if (flags.int("limit-bytes") !== 0) query.push(["limitBytes", String(flags.int("limit-bytes"))]);
  return yield* call.client.log(`/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log`, {
    query,
  });
}

function* printLog(call: Invocation, source: Logged): Run<void> {
  const stream = yield* openLog(call, source);
  const prefix = encodeUtf8(prefixOf(call, source));
  let isAtStart = true;
  try {
    for (let part = yield* readSome(stream); part !== null; part = yield* readSome(stream)) {
      yield* call.process.write(1, prefix.length === 0 ? part : prefixed(part, prefix, isAtStart));
      isAtStart = part.at(-1) === 10;
    }
  } finally {
    stream.close();
  }
}

export function prefixed(part: Uint8Array, prefix: Uint8Array, isAtStart: boolean): Uint8Array {
  const pieces: Uint8Array[] = [];
  let starts = isAtStart;
  for (let from = 0; from < part.length; ) {
    const feed = part.indexOf(10, from);
    const end = feed < 0 ? part.length : feed + 1;
    if (starts) pieces.push(prefix);
    pieces.push(part.subarray(from, end));
    starts = true;
    from = end;
  }
  return concatBytes(pieces);
}

/** The log of one container as it is now, for those who show it before something else. */
export function* printLogOf(call: Invocation, pod: Mutable, container: string): Run<void> {
  const { namespace, name } = pod.metadata;
  const stream = yield* call.client.log(`/api/v1/namespaces/${namespace}/pods/${name}/log`, {
    query: [["container", container]],
  });
  try {
    for (let part = yield* readSome(stream); part !== null; part = yield* readSome(stream))
      yield* call.process.write(1, part);
  } finally {
    stream.close();
  }
}
