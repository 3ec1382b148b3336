/**
 * `kubectl attach`: the streams of a program that is already running.
 *
 * Models: k8s.io/kubectl/pkg/cmd/attach/attach.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, withPrefix } from "../errors.ts";
import { bool, duration, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { containerOrDefault } from "../pods/containers.ts";
import { attachablePod, namedObject } from "../pods/pod-of.ts";
import { checkExit, relaySession } from "../streams/relay.ts";
import { type StreamFlags, setUpTerminal } from "../streams/terminal-setup.ts";
import { isTerminal } from "../terminal.ts";
import { openSession } from "./exec.ts";

export const ATTACH: Command = {
  name: "attach",
  summary: "Attach to a running container",
  usage: "(POD | TYPE/NAME) -c CONTAINER",
  flags: [
    text("container/c"),
    text("detach-keys", "ctrl-p,ctrl-q"),
    duration("pod-running-timeout", 60_000),
    bool("quiet/q"),
    bool("stdin/i"),
    bool("tty/t"),
  ],
  *run(call) {
    const { flags, args } = call;
    if (args.length === 0) throw new CommandError("at least 1 argument is required for attach");
    if (args.length > 2)
      throw new CommandError(
        `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(" ")}]`,
      );
    if (flags.int("pod-running-timeout") <= 0) throw new CommandError("--pod-running-timeout must be higher than zero");
    const object = yield* namedObject(call, args);
    const pod = yield* attachablePod(call, object, flags.int("pod-running-timeout"));
    const { phase } = pod.status ?? {};
    if (phase === "Succeeded" || phase === "Failed")
      throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`);
    yield* attachTo(call, pod, {
      container: flags.text("container"),
      stdin: flags.bool("stdin"),
      tty: flags.bool("tty"),
      isQuiet: flags.bool("quiet"),
    });
  },
};

export interface AttachRequest extends StreamFlags {
  readonly container: string;
}

export function* attachTo(call: Invocation, pod: Mutable, request: AttachRequest): Run<void> {
  const container = yield* containerToAttach(call, pod, request);
  let { tty } = request;
  if (tty && container.tty !== true) {
    tty = false;
    if (!request.isQuiet)
      yield* call.printError(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`);
  } else if (container.tty === true) tty = true;
  const raw = yield* setUpTerminal(call, { ...request, tty });
  if (!request.isQuiet) yield* call.printError(NOTICE);
  const session = yield* openSession(call, pod, {
    verb: "attach",
    query: [
      ["container", container.name],
      ["stdin", String(request.stdin)],
      ["stdout", "true"],
      ["stderr", String(!raw)],
      ["tty", String(raw)],
    ],
  });
  // Only who reads a keyboard listens for the interrupt; others die of it.
  if (request.stdin && isTerminal(call.process, 0)) call.process.on("INT", "throw");
  try {
    yield* relaySession(call.process, { session, raw });
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    throw error;
  }
  if (session.exit !== null && "status" in session.exit) checkExit(session);
  if (!request.isQuiet && request.stdin && raw) yield* call.print(`${resumeMessage(pod, container)}\n`);
}

const NOTICE = `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
`;

function* containerToAttach(call: Invocation, pod: Mutable, request: AttachRequest): Run<Mutable> {
  try {
    return yield* containerOrDefault(call, pod, { name: request.container, isQuiet: request.isQuiet });
  } catch (error) {
    if (error instanceof CommandError) throw withPrefix("cannot attach to the container", error);
    throw error;
  }
}

function resumeMessage(pod: Mutable, container: Mutable): string {
  const command = `kubectl attach ${pod.metadata.name} -c ${container.name} -n ${pod.metadata.namespace} -i -t`;
  const isEphemeral = (pod.spec.ephemeralContainers ?? []).some(({ name }: Mutable) => name === container.name);
  return isEphemeral
    ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${command}' if it is still running`
    : `Session ended, resume using '${command}' command`;
}
