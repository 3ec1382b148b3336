/**
 * `kubectl exec`: a program in a container, with its streams here.
 *
 * Models: k8s.io/kubectl/pkg/cmd/exec/exec.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { ContainerSession } from "../../../../sim/kube/api/backend.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { StatusError } from "../../../../sim/kube/api/status.ts";
import { findResources } from "../client/builder.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, throwAll } from "../errors.ts";
import { bool, duration, slice, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { containerOrDefault, findContainer, notAContainer } from "../pods/containers.ts";
import { attachablePod, namedObject } from "../pods/pod-of.ts";
import { checkExit, relaySession } from "../streams/relay.ts";
import { setUpTerminal } from "../streams/terminal-setup.ts";

export const EXEC: Command = {
  name: "exec",
  summary: "Execute a command in a container",
  usage: "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
  flags: [
    text("container/c"),
    slice("filename/f"),
    duration("pod-running-timeout", 60_000),
    bool("quiet/q"),
    bool("stdin/i"),
    bool("tty/t"),
  ],
  *run(call) {
    const { flags, args } = call;
    const { dashAt } = flags;
    const target = dashAt === 0 ? undefined : args[0];
    const hasFile = flags.list("filename").length > 0;
    if (dashAt < 0 && (args.length > 1 || (args.length > 0 && hasFile)))
      throw call.usageError("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
    const command = dashAt < 0 ? [] : args.slice(dashAt);
    checkTimeout(call);
    if (target === undefined && !hasFile) throw new CommandError("pod, type/name or --filename must be specified");
    if (command.length === 0) throw new CommandError("you must specify at least one command for the container");
    const pod = yield* attachablePod(call, yield* targetOf(call, target), flags.int("pod-running-timeout"));
    yield* execInto(call, pod, command);
  },
};

export function checkTimeout(call: Invocation): void {
  if (call.flags.int("pod-running-timeout") <= 0)
    throw call.usageError("--pod-running-timeout must be higher than zero");
}

function* targetOf(call: Invocation, target: string | undefined): Run<Mutable> {
  if (target !== undefined) return yield* namedObject(call, [target]);
  const found = yield* findResources(call, queryOf(call, { args: [], latest: true }));
  throwAll(found.errors);
  if (found.infos.length !== 1) throw new CommandError("cannot exec into multiple objects at a time");
  return found.infos[0]?.object;
}

function* execInto(call: Invocation, pod: Mutable, command: readonly string[]): Run<void> {
  const { flags } = call;
  const { phase } = pod.status ?? {};
  if (phase === "Succeeded" || phase === "Failed")
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const isQuiet = flags.bool("quiet");
  const wanted = flags.text("container");
  if (wanted !== "" && findContainer(pod, wanted) === undefined) throw notAContainer(pod, wanted);
  const container =
    wanted !== "" ? findContainer(pod, wanted) : yield* containerOrDefault(call, pod, { name: "", isQuiet });
  const stdin = flags.bool("stdin");
  const raw = yield* setUpTerminal(call, { stdin, tty: flags.bool("tty"), isQuiet });
  const session = yield* openSession(call, pod, {
    verb: "exec",
    query: [
      ...command.map((word) => ["command", word] as const),
      ["container", container.name],
      ["stdin", String(stdin)],
      ["stdout", "true"],
      ["stderr", String(!raw)],
      ["tty", String(raw)],
    ],
  });
  yield* relaySession(call.process, { session, raw });
  checkExit(session);
}

export function* openSession(
  call: Invocation,
  pod: Mutable,
  options: { readonly verb: "exec" | "attach"; readonly query: readonly (readonly [string, string])[] },
): Run<ContainerSession> {
  const { namespace, name } = pod.metadata;
  try {
    const response = yield* call.client.send("POST", `/api/v1/namespaces/${namespace}/pods/${name}/${options.verb}`, {
      query: options.query,
    });
    if (response.type === "upgrade") return response.session;
  } catch (error) {
    if (error instanceof StatusError) throw notUpgraded(error);
    throw error;
  }
  throw new CommandError("unable to upgrade connection: the server gave no session");
}

/** Once streams are asked for, a refusal is no longer told as the server's. */
function notUpgraded({ status }: StatusError): Error {
  const message = status.message ?? "";
  if (status.code === 403 || status.code === 404) return new StatusError(status);
  return status.reason === "InternalError"
    ? new CommandError(`Internal error occurred: ${message}`)
    : new CommandError(`unable to upgrade connection: ${message}`);
}
